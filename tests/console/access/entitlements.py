from tests.callers import facilitating, overseeing

TABLE = {
    "console:entitlements": (overseeing(200), overseeing(405)),
    "console:entitlements-csv": (overseeing(200), overseeing(405)),
    "console:entitlements-rule": (facilitating(200), facilitating(422)),
    "console:entitlements-try": (overseeing(200), overseeing(405)),
    "console:entitlements-decide": (facilitating(200), facilitating(422)),
    "console:entitlements-heads": (facilitating(200), facilitating(422)),
    "console:needs": (overseeing(200), facilitating(302)),
    "console:credits": (overseeing(200), facilitating(422)),
}
PLACES = {}
