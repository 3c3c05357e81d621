"""Who may do what in the console, a table for each file of routes.

``TABLE`` maps a route to what a GET and an empty POST of each caller are answered;
``PLACES`` says what stands in its address, where that is not the usual.
"""

from tests.console.access import (
    catalogue,
    councils,
    entitlements,
    finish,
    guide,
    operating,
    record,
    rounds,
    start,
    steps,
    whatif,
)

TABLES = (
    *(start, guide, rounds, steps, finish, whatif),
    *(catalogue, councils, entitlements, record, operating),
)
TABLE = {name: said for each in TABLES for name, said in each.TABLE.items()}
PLACES = {name: where for each in TABLES for name, where in each.PLACES.items()}
