"""The vocabulary is for everybody, in the form of `tests.console.access`."""

from tests.callers import everybody

TABLE = {
    f"linked:{name}": (everybody(200), everybody(405))
    for name in ("terms", "vocabulary", "context")
}
