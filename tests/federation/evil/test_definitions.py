"""A server above defines a year that makes no sense, or another than was asked for."""

import pytest
from django.core.exceptions import ValidationError

from federation.models import SharedYear
from federation.together.joining import join_year
from proposals.models import Good, Period

pytestmark = pytest.mark.django_db

BREAD = {
    "code": "bread",
    "name_en": "Bread",
    "name_de": "Brot",
    "classification": "",
    "category": "consumption",
    "unit": "kg",
    "decimals": 3,
    "price": "2",
    "floor": "0.002",
}
YEAR = {
    "kind": "year",
    "code": "2027",
    "name_en": "2027",
    "name_de": "2027",
    "starts": "2027-01-01",
    "ends": "2027-12-31",
    "tolerance": "0.03",
    "rule": "aggregate",
    "silence": "carry",
    "round_seconds": 600,
    "max_rounds": 30,
    "goods": [BREAD],
}


def bread(**changes):
    return {"goods": [BREAD | changes]}


ABSURD = [
    {"code": "2028"},
    {"code": ""},
    {"tolerance": "NaN"},
    {"tolerance": "-1"},
    {"tolerance": "1e400"},
    {"rule": "whim"},
    {"silence": "gold"},
    {"starts": "yesterday"},
    {"ends": "2026-12-31"},
    {"round_seconds": 10**20},
    {"round_seconds": -5},
    {"round_seconds": "soon"},
    {"max_rounds": 10**12},
    {"max_rounds": 0},
    {"name_en": "x" * 10_000},
    {"name_en": None},
    {"goods": 5},
    {"goods": ["bread"]},
    {"goods": [BREAD, BREAD]},
    bread(price="NaN"),
    bread(price="0"),
    bread(price="-2"),
    bread(price="1e400"),
    bread(price="9" * 40),
    bread(floor="NaN"),
    bread(floor="0"),
    bread(floor="3"),
    bread(decimals=99),
    bread(category="magic"),
    bread(code="../etc"),
    bread(unit="x" * 500),
]


def test_a_definition_that_makes_no_sense_leaves_no_year(evil, ann):
    taken = []
    for change in ABSURD:
        evil.says = YEAR | change
        try:
            join_year(
                parent=evil.peer,
                code="2027",
                answers_trials=True,
                actor=ann,
                reason="They asked us.",
            )
        except ValidationError:
            continue
        taken.append(change)
    assert not taken, str(taken)
    assert not Period.objects.exists()
    assert not Good.objects.exists()
    assert not SharedYear.objects.exists()


def test_one_that_makes_sense_is_taken(evil, ann):
    evil.says = YEAR
    year = join_year(
        parent=evil.peer, code="2027", answers_trials=True, actor=ann, reason="Good."
    )
    assert year.parent == evil.peer
    assert Period.objects.get().together
