from tests.callers import everybody, facilitating, overseeing

# A year that is open is sent on from every page of its preparation.
PREPARING = (facilitating(302), facilitating(302))
STEPS = ("year", "region", "councils", "councils-file", "invite", "catalogue")
STEPS += ("goods-file", "starter", "entitlements", "calendar", "rehearse", "check")

TABLE = {
    # Without a key there is no such page.
    "console:first": (everybody(404), everybody(404)),
    "console:guide": (facilitating(200), facilitating(422)),
    "console:guide-package": (facilitating(200), facilitating(422)),
    "console:guide-table": (facilitating(200), facilitating(422)),
    "console:guide-next": (facilitating(200), facilitating(422)),
    **{f"console:guide-{name}": PREPARING for name in STEPS},
    "console:practice-begin": (facilitating(405), facilitating(302)),
    # The year in the address is a real one.
    "console:practice-year": (overseeing(404), overseeing(405)),
    "console:practice-reset": (facilitating(404), facilitating(404)),
    "console:practice-delete": (facilitating(404), facilitating(404)),
}
PLACES = {}
