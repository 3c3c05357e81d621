from tests.callers import facilitating, operating

TABLE = {
    "console:operating": (operating(200), operating(405)),
    "console:failing-letters": (operating(200), operating(405)),
    "console:retry-letter": (operating(405), operating(404)),
    "console:drop-letter": (operating(404), operating(404)),
    "console:maintenance": (operating(200), operating(200)),
    "console:lift-maintenance": (operating(405), operating(404)),
    "console:archive": (facilitating(200), facilitating(409)),
}
PLACES = {}
