from tests.callers import facilitating, overseeing

TABLE = {
    "console:year": (overseeing(200), overseeing(405)),
    "console:answers": (overseeing(200), overseeing(405)),
    "console:answers-table": (overseeing(200), overseeing(405)),
    "console:remind": (facilitating(200), facilitating(200)),
    "console:checks": (overseeing(200), overseeing(405)),
    "console:checks-table": (overseeing(200), overseeing(405)),
    "console:ask": (facilitating(404), facilitating(404)),
    "console:questions": (overseeing(200), overseeing(405)),
}
PLACES = {}
