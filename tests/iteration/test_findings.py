"""What stands out before a round closes: each sort found, and nothing beside it."""

import math
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from iteration.findings.finding import findings
from iteration.models import Round
from ledger import clock
from proposals.models import Question
from proposals.services import declare, grant, instruct
from tests.factories import (
    make_council,
    make_count,
    make_good,
    make_open_period,
    make_period,
    make_proposal,
    open_period,
    reload,
)
from tests.iteration.history import rewrite

pytestmark = pytest.mark.django_db
About = Question.About


class Village:
    """Bakers make bread of flour, millers and growers flour; all as it should be."""

    def __init__(self, *, entitled=None):
        self.bread, self.flour = make_good("bread"), make_good("flour")
        self.period = make_period(prices={self.bread: 4, self.flour: 1})
        self.eaters = make_council("eaters")
        if entitled:
            grant(
                council=self.eaters,
                period=self.period,
                source="effort",
                amount=Decimal(entitled),
            )
        open_period(period=self.period)
        self.bakers = make_council("bakers", kind="worker")
        self.cooks = make_council("cooks", kind="worker")
        self.millers = make_council("millers", kind="commons")
        self.growers = make_council("growers", kind="commons")
        self.propose(self.eaters, bread=90)
        self.propose(self.bakers, bread=-60, flour=50)
        self.propose(self.cooks, bread=-40, flour=30)
        self.propose(self.millers, flour=-70)
        self.propose(self.growers, flour=-20)

    def propose(self, council, **kilograms):
        lines = {getattr(self, code): int(kilograms[code] * 1000) for code in kilograms}
        make_proposal(council, reload(self.period), lines)

    def count(self):
        make_count(reload(self.period))

    def found(self):
        """(sort, council, good) of each finding, by their names."""
        return [self.named(each) for each in self.findings()]

    def findings(self):
        rounds = Round.objects.select_related("period")
        return findings(rounds.get(status="open"), clock.now())

    def named(self, finding):
        councils = {
            each.pk: each.slug
            for each in (
                *(self.eaters, self.bakers, self.cooks, self.millers, self.growers),
            )
        }
        goods = {self.bread.pk: "bread", self.flour.pk: "flour"}
        return (
            finding.about,
            councils.get(finding.council),
            goods.get(finding.good),
        )


@pytest.fixture
def village():
    return Village()


def test_where_all_is_as_it_should_be_nothing_is_found(village):
    assert village.found() == []
    village.count()
    assert village.found() == []


@pytest.mark.parametrize(
    ("kilograms", "sort"),
    [
        (890, []),
        (900, [About.LEAP]),
        (9.1, []),
        (9, [About.LEAP]),
        (60_000, [About.SLIP]),
        (0.09, [About.SLIP]),
        (900_000, [About.LEAP]),
        (-0.001, [About.TURNED]),
    ],
)
def test_a_line_is_compared_with_the_last_counted_one(village, kilograms, sort):
    village.count()
    village.propose(village.eaters, bread=kilograms)
    found = [each for each in village.found() if each[1] == "eaters"]
    assert found == [(about, "eaters", "bread") for about in sort]


def test_how_far_a_line_leapt_is_said(village):
    village.count()
    village.propose(village.eaters, bread=1800)
    assert village.findings()[0].factor == pytest.approx(20)


def test_a_line_that_is_gone_is_found_and_a_withdrawal_is_not(village):
    village.count()
    village.propose(village.bakers, bread=-60)
    village.propose(village.cooks)
    assert (About.GONE, "bakers", "flour") in village.found()
    assert not [each for each in village.found() if each[:2] == (About.GONE, "cooks")]


def test_in_a_first_round_the_plan_of_the_year_before_is_compared(village):
    other = make_open_period({village.bread: 4, village.flour: 1})
    make_proposal(village.eaters, other, {village.bread: 90_000}, origin="plan")
    make_proposal(village.bakers, other, {village.bread: -60_000})
    make_proposal(village.cooks, other, {village.bread: -60_000})
    round = other.rounds.get()
    assert findings(round, clock.now()) == []
    make_proposal(village.eaters, other, {village.bread: 900_000})
    assert [each.about for each in findings(round, clock.now())] == [About.LEAP]


def test_a_worker_council_that_uses_more_than_it_gives_is_found(village):
    village.propose(village.bakers, bread=-12, flour=50)
    [finding] = village.findings()
    assert village.named(finding) == (About.RATIO, "bakers", None)
    assert finding.factor == pytest.approx(48 / 50)
    village.propose(village.bakers, bread=-12.5, flour=50)
    assert village.found() == []


def test_a_commons_may_take_more_than_it_gives(village):
    village.propose(village.millers, bread=50, flour=-70)
    assert village.found() == []


def test_who_requests_beyond_the_entitlement_is_found():
    village = Village(entitled="359.99")
    assert village.found() == [(About.COST, "eaters", None)]
    village.propose(village.eaters, bread=89.9)
    assert village.found() == []


def test_without_an_entitlement_on_record_none_is_exceeded():
    village = Village(entitled="1000")
    others = make_council("others")
    make_proposal(others, reload(village.period), {village.bread: 9_000_000})
    assert village.found() == []


def test_the_public_goods_of_a_federation_count_against_the_entitlement():
    village = Village(entitled="400")
    town = make_council("town", kind="consumer_federation", members=0)
    village.eaters.parent = town
    village.eaters.save()
    make_proposal(town, reload(village.period), {village.bread: 11_000})
    assert village.found() == [(About.COST, "eaters", None)]


def test_an_offer_beyond_what_was_declared_is_found(village):
    declare(council=village.bakers, capacity=Decimal(59))
    instruct(council=village.cooks, mode="keep", capacity=Decimal(40))
    [finding] = village.findings()
    assert village.named(finding) == (About.CAPACITY, "bakers", "bread")
    assert finding.factor == pytest.approx(60 / 59)


def test_the_declaration_goes_before_the_instruction(village):
    declare(council=village.bakers, capacity=Decimal(60))
    instruct(council=village.bakers, mode="keep", capacity=Decimal(1))
    assert village.found() == []


def test_two_councils_with_the_same_lines_are_found(village):
    village.propose(village.cooks, bread=-60, flour=50)
    [finding] = village.findings()
    assert finding.about == About.TWIN
    assert {finding.council, finding.other} == {village.bakers.pk, village.cooks.pk}
    village.propose(village.cooks, bread=-50, flour=60)
    assert village.found() == []


def test_the_same_single_line_says_nothing(village):
    village.propose(village.growers, flour=-70)
    assert village.found() == []


def test_a_good_one_council_offers_and_one_that_nobody_does_are_found(village):
    village.propose(village.cooks)
    village.propose(village.growers)
    village.propose(village.millers)
    assert village.found() == [
        (About.SINGLE, None, "flour"),
        (About.SINGLE, "bakers", "bread"),
    ]


def test_what_nobody_requests_needs_no_producer(village):
    village.propose(village.eaters)
    village.propose(village.cooks)
    assert (About.SINGLE, "bakers", "bread") not in village.found()


def test_who_surprised_the_rule_last_is_found(village):
    village.count()
    surprise = [[village.eaters.pk, 7.5], [0, 9.0]]
    rewrite(Round.objects.filter(status="published"), outliers=surprise)
    [finding] = village.findings()
    assert village.named(finding) == (About.SURPRISE, "eaters", None)
    assert finding.factor == 7.5


def test_a_round_without_proposals_has_nothing_to_find():
    period = make_open_period({make_good(): 1})
    assert findings(period.rounds.get(), clock.now()) == []


def test_what_weighs_most_comes_first_and_no_factor_is_lost(village):
    village.count()
    village.propose(village.eaters, bread=9000)
    village.propose(village.growers, flour=-2)
    found = village.findings()
    assert [each.about for each in found] == [About.LEAP, About.LEAP]
    assert [math.log10(each.factor) for each in found] == pytest.approx([2, -1])


def test_more_councils_take_no_more_queries(village):
    village.count()

    def queries():
        with CaptureQueriesContext(connection) as found:
            village.findings()
        return len(found)

    queries()  # The catalogue of an open year is read once.
    before = queries()
    for number in range(30):
        make_proposal(
            make_council(), reload(village.period), {village.bread: 1000 + number}
        )
    assert queries() == before <= 15
