from ledger.models import Record
from tests.callers import everybody, facilitating, overseeing


def newest(_cast):
    return {"number": Record.objects.latest("pk").pk}


TABLE = {
    "console:record": (everybody(200), everybody(405)),
    "console:record-lines": (everybody(200), everybody(405)),
    "console:record-table": (everybody(200), everybody(405)),
    "console:record-seals": (everybody(200), everybody(405)),
    "console:record-program": (everybody(200), everybody(405)),
    "console:record-entry": (everybody(200), everybody(405)),
    "console:offices": (overseeing(200), overseeing(405)),
    "console:appoint": (facilitating(200), facilitating(200)),
    "console:dismiss": (facilitating(200), facilitating(200)),
    # Nothing of this year is sealed yet.
    "console:record-proof": (everybody(404), everybody(405)),
}
PLACES = {
    "console:record-entry": newest,
    "console:record-proof": newest,
    "console:dismiss": lambda cast: {
        "office": "auditors",
        "person": cast["people"]["auditor"].public_id,
    },
}
