"""All checks, one after another; what holds, what does not, and why."""

from dataclasses import dataclass

from . import joining, reading, refusing, saying
from .node import Failed
from .reading import Skipped
from .signing import Unsigned

ALWAYS = [*saying.CHECKS, *refusing.CHECKS, *reading.CHECKS]
OK, FAILED, SKIPPED = "ok", "failed", "skipped"


@dataclass(frozen=True)
class Result:
    """One check: its name, whether it holds, and why it does not."""

    name: str
    state: str
    why: str = ""

    def __str__(self):
        return f"{self.state:<8}{self.name}" + (f": {self.why}" if self.why else "")


def checks(node):
    """Those of every server, and those of a year if one is named."""
    return [*ALWAYS, *(joining.CHECKS if node.year else [])]


def run(node):
    """Make all checks; yield the result of each."""
    for check in checks(node):
        yield result_of(check, node)


def result_of(check, node):
    name = check.__doc__.strip()
    try:
        check(node)
    except Skipped as error:
        return Result(name, SKIPPED, str(error))
    except (Failed, Unsigned) as error:
        return Result(name, FAILED, str(error))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        return Result(
            name, FAILED, f"something is missing or of another kind: {error!r}"
        )
    return Result(name, OK)
