from tests.callers import facilitating

TABLE = {
    "console:steps": (facilitating(200), facilitating(405)),
    "console:step": (facilitating(200), facilitating(422)),
}
PLACES = {"console:step": {"name": "extend"}}
