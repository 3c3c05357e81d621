"""Documents of a root of which the evil server is only a member, and its part."""

from ledger.canonical import canonical, digest
from ledger.merkle import EMPTY, over
from tests.federation.evil.documents import NONE, document
from tests.federation.together.speaking import make_part

ROOT = "https://root.example"


def branched(evil, year, own, **changes):
    """A round's document, and the part of the evil server, in which this server's is.

    ``changes`` are what that part says otherwise.
    """
    direct = document(evil, year, own)
    part = make_part(
        year.period,
        server=evil.origin,
        answers=direct["answers"],
        receipts=direct["receipts"],
        servers=direct["servers"],
        goods=[
            {name: row[name] for name in ("code", "requested", "offered")}
            for row in direct["goods"]
        ],
        **changes,
    )
    rows = [
        {"server": ROOT, "document": "", "late": False}
        | {"answers": NONE, "receipts": {"count": 0, "root": EMPTY}},
        {"server": evil.origin, "document": digest(canonical(part)), "late": False}
        | {name: part[name] for name in ("answers", "receipts")},
    ]
    root = over([row["receipts"]["root"] for row in rows])
    receipts = {"count": part["receipts"]["count"], "root": root}
    return direct | {"servers": rows, "receipts": receipts}, part
