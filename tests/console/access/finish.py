from tests.callers import overseeing

TABLE = {"console:finish": (overseeing(200), overseeing(405))}
PLACES = {"console:finish": {"period": "2025"}}
