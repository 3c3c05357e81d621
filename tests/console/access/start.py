from tests.callers import overseeing

TABLE = {"console:start": (overseeing(200), overseeing(405))}
PLACES = {}
