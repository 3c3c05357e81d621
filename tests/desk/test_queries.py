"""How many queries the busiest pages take, pinned: however much is on them."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from councils.models import Answer
from councils.services import set_rule, vote
from iteration.services import publish_plan, settle_period
from proposals.services import amend, grant, instruct, save_draft, take_back
from tests.factories import (
    make_council,
    make_count,
    make_good,
    make_motion,
    make_open_period,
    make_period,
    make_person,
    make_proposal,
    make_seat,
    open_period,
    reload,
)

pytestmark = pytest.mark.django_db
PAGE, LIST = 15, 25
YEAR, COUNCIL = ("2027",), ("2027", "eaters")
PINNED = {
    "start": 12,
    "glossary": 2,
    "account": 7,
    "letters": 6,
    "year": 6,
    "plain-year": 6,
    "round": 6,
    "round counted": 7,
    "good": 6,
    "plan": 6,
    "plan by council": 6,
    "assignment": 8,
    "council": 17,
    "draft": 17,
    "draft-others": 7,
    "good found": 5,
    "autosave": 25,
    "check": 15,
    "receipt": 15,
    "revisions": 9,
    "recipe": 9,
    "beliefs": 12,
    "standing": 7,
    "decisions": 10,
    "ballot": 20,
    "people": 8,
    "sheet": 5,
    "print": 17,
}
# What lists revisions, lines or amendments, and what saves, may ask more often.
LISTS = {"council", "draft", "autosave", "ballot", "print"}


class World:
    """2027 is open in round 3 and 2026 has its plan; ``size`` says how much there is.

    The eaters, in a federation with public goods, have an entitlement, revisions, a
    draft, a motion with amendments, and members. Ada is their delegate.
    """

    def __init__(self, size):
        self.size = size
        self.goods = {make_good(f"good-{n}"): "2.5" for n in range(size)}
        town = make_council("town", kind="consumer_federation", members=0)
        self.ada = make_person("ada", email="ada@example.org")
        self.eaters = make_seat(self.ada, make_council("eaters", parent=town)).council
        self.councils = [self.eaters, make_council("bakers", kind="worker")]
        self.councils += [make_council() for _ in range(size)]
        for council in [town, *self.councils[1:]]:
            make_seat(self.ada, council)
        self._planned_year()
        self.period = self._open_year(town)
        self.ballot = self._decide()
        self._draft()

    def _planned_year(self):
        before = make_open_period(self.goods, code="2026")
        for council, sign in zip(self.councils, (1, -1), strict=False):
            make_proposal(council, before, dict.fromkeys(self.goods, sign * 1000))
        make_count(before)
        settle_period(period=reload(before))
        publish_plan(period=reload(before))

    def _open_year(self, town):
        period = make_period("2027", self.goods, rule="calibrated")
        granted = {"council": self.eaters, "period": period, "source": "effort"}
        grant(**granted, amount=Decimal(1000))
        open_period(period=period)
        for number, council in enumerate([town, *self.councils], start=1):
            make_proposal(council, period, dict.fromkeys(self.goods, 100 * number))
            instruct(council=council, mode="keep")
        for _each in range(2):
            make_count(period)
        for number in range(self.size):
            lines = dict.fromkeys(self.goods, 300 + number)
            make_proposal(self.eaters, period, lines)
        return period

    def _decide(self):
        people = [make_person() for _ in range(self.size)]
        for person in people:
            make_seat(person, self.eaters, "member")
        set_rule(council=self.eaters, set_by=self.ada, method="majority", quorum=90)
        figures = [self.eaters, self.period, dict.fromkeys(self.goods, 700), self.ada]
        for _each in range(self.size):
            take_back(motion=make_motion(*figures), person=self.ada)
        motion = make_motion(*figures)
        for number, person in enumerate(people[1:]):
            amend(motion=motion, changes={"good-0": 500 + number}, moved_by=person)
            vote(ballot=motion.ballot, person=person, option=Answer.AGAINST, reason="-")
        return motion.ballot

    def _draft(self):
        save_draft(
            council=self.eaters,
            period=self.period,
            lines={good.code: {"request": "2", "offer": ""} for good in self.goods},
            note="",
            version=0,
            saved_by=self.ada,
        )

    def pages(self):
        """The address of each page by its name."""
        about = {
            **dict.fromkeys(("start", "glossary", "account", "letters"), ()),
            **dict.fromkeys(("year", "plain-year"), YEAR),
            "round": [*YEAR, 3],
            "good": [*YEAR, "good-1"],
            "plan": ["2026"],
            "assignment": ["2026", "eaters"],
            **dict.fromkeys(("council", "draft", "check", "revisions"), COUNCIL),
            **dict.fromkeys(("beliefs", "standing", "sheet", "print"), COUNCIL),
            **dict.fromkeys(("recipe", "draft-others"), COUNCIL),
            "receipt": [*COUNCIL, 1],
            **dict.fromkeys(("people", "decisions"), ("eaters",)),
            "ballot": ["eaters", self.ballot.pk],
        }
        addresses = {name: reverse(f"desk:{name}", args=about[name]) for name in about}
        return addresses | {
            "round counted": reverse("desk:round", args=[*YEAR, 2]),
            "plan by council": addresses["plan"] + "?show=councils",
            "good found": reverse("desk:draft-goods", args=COUNCIL) + "?good=good",
        }


def asked(ask):
    """How many queries it takes the second time: what is kept has been kept."""
    assert ask().status_code == 200
    with CaptureQueriesContext(connection) as queries:
        ask()
    return len(queries)


def measure(client, world):
    """The queries of each page, and of saving while somebody types."""
    client.force_login(world.ada)
    pages = world.pages()
    found = {name: asked(lambda at=at: client.get(at)) for name, at in pages.items()}
    where = reverse("desk:autosave", args=COUNCIL)
    codes = [good.code for good in world.goods]
    versions = iter((1, 2))

    def save():
        version = next(versions)
        typed = {f"{code}-request": str(version + 2) for code in codes}
        return client.post(where, {"line": codes, "version": version} | typed)

    return found | {"autosave": asked(save)}


@pytest.mark.parametrize("size", [2, 7])
def test_pages_ask_as_often_as_pinned_however_much_is_on_them(client, size):
    assert measure(client, World(size)) == PINNED


def test_no_page_asks_too_often():
    assert {name for name, n in PINNED.items() if n > PAGE} == LISTS
    assert max(PINNED.values()) <= LIST
