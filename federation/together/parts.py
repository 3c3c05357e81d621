"""What a server counted for a round, as the document it sends to the one above."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from django.conf import settings

from federation.models import PartDocument, SharedYear
from federation.together.asking import read
from federation.together.definition import catalogue_digest
from iteration.count import Part
from iteration.documents.parts import ANSWERS, part_of, total_units
from iteration.sharing import Balance, Here
from ledger.canonical import canonical
from ledger.merkle import over
from proposals.quantity import plain

SIDES = ("requested", "offered")


class Wrong(ValueError):
    """A part that does not add up, or is of something else; the text says what."""


def compose(
    year: SharedYear, here: Here, members: Sequence[PartDocument], revision: int = 1
) -> str:
    """The document of what this server and those under it counted."""
    round, goods = here.round, here.catalogue.goods
    balance = here.balance
    for document in members:
        balance = balance + balance_of(read(document.body), goods)
    own = own_of(here)
    parts = [own, *(summary(document) for document in members)]
    return canonical(
        {
            "commonplan": 1,
            "kind": "part",
            "server": settings.BASE_URL,
            "year": round.period.code,
            "round": round.number,
            "revision": revision,
            "catalogue": catalogue_digest(round.period),
            "answers": {
                name: sum(getattr(part, name) for part in parts) for name in ANSWERS
            },
            "receipts": {
                "count": sum(part.receipts for part in parts),
                "root": over([part.root for part in parts]),
            },
            "servers": [part_of(part) for part in parts],
            "answers_trials": year.answers_trials,
            "goods": [
                {
                    "code": goods[place].code,
                    "requested": plain(int(balance.requested[place]), goods[place]),
                    "offered": plain(int(balance.offered[place]), goods[place]),
                }
                for place in here.order.places.tolist()
            ],
        }
    )


def own_of(here: Here) -> Part:
    """This server's own councils, as one of the parts."""
    receipts = here.receipts
    return Part(
        server=settings.BASE_URL,
        digest="",
        **here.answers,
        receipts=receipts["count"],
        root=receipts["root"],
    )


def summary(document: PartDocument, *, late: bool = False) -> Part:
    """A member's document as one of the parts; a late one was its last."""
    says = read(document.body)
    answers = says["answers"]
    if late:
        # Nobody answered this round: what was said before is carried forward.
        counted = sum(answers[name] for name in ANSWERS if name != "absent")
        answers = dict.fromkeys(ANSWERS, 0) | {"carried": counted}
        answers["absent"] = says["answers"]["absent"]
    return Part(
        server=says["server"],
        digest=document.digest,
        **{name: answers[name] for name in ANSWERS},
        receipts=says["receipts"]["count"],
        root=says["receipts"]["root"],
        late=late,
    )


def balance_of(says: Mapping[str, Any], goods: Sequence[Any]) -> Balance:
    """The totals of a part, goods by their places here. Raises Wrong."""
    rows = {row["code"]: row for row in says["goods"]}
    if len(rows) != len(says["goods"]) or rows.keys() != {good.code for good in goods}:
        raise Wrong("the goods are not those of the year's catalogue")
    sides = [
        np.array([_units(rows[good.code][side], good) for good in goods], np.int64)
        for side in SIDES
    ]
    return Balance(*sides)


def _units(text: Any, good: Any) -> int:
    try:
        return total_units(text, good)
    except ValueError as error:
        raise Wrong(str(error)) from error
