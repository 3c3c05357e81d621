from tests.callers import facilitating, overseeing

TABLE = {
    "console:councils": (overseeing(200), overseeing(405)),
    "console:council-add": (facilitating(200), facilitating(200)),
    "console:council": (overseeing(200), overseeing(405)),
    "console:council-merge": (facilitating(200), facilitating(200)),
    "console:council-split": (facilitating(200), facilitating(200)),
    "console:council-retire": (facilitating(200), facilitating(200)),
    "console:council-leave": (facilitating(200), facilitating(200)),
    "console:council-undo": (facilitating(404), facilitating(404)),
}
PLACES = {}
