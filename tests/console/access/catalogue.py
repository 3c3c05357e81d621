from tests.callers import facilitating, overseeing

TABLE = {
    "console:goods": (overseeing(200), overseeing(405)),
    "console:good": (overseeing(200), overseeing(405)),
    "console:good-merge": (facilitating(200), facilitating(200)),
    "console:good-split": (facilitating(200), facilitating(200)),
    "console:good-convert": (facilitating(200), facilitating(200)),
    "console:good-retire": (facilitating(200), facilitating(200)),
    "console:good-undo": (facilitating(404), facilitating(404)),
    "console:wanted": (overseeing(200), overseeing(405)),
    "console:wanted-good": (facilitating(404), facilitating(404)),
}
GOODS = ("good", "good-merge", "good-split", "good-convert", "good-retire", "good-undo")
PLACES = {f"console:{name}": {"code": "bread"} for name in GOODS} | {
    "console:wanted-good": {"number": 987_654}
}
