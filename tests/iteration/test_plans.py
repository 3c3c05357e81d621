"""Settling, publishing, withdrawing a plan, and the year after it."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection

from iteration import insight
from iteration.models import Assignment, Plan, Round
from iteration.services import (
    open_period,
    prepare_next_year,
    publish_plan,
    settle_period,
    withdraw_plan,
)
from ledger.models import Record
from proposals.models import Period, Proposal
from proposals.services import grant
from tests.factories import (
    make_bread_year,
    make_council,
    make_count,
    make_good,
    make_open_period,
    make_period,
    make_person,
    make_proposal,
    make_seat,
    reload,
)
from tests.letterbox import post

pytestmark = pytest.mark.django_db


@pytest.fixture
def village():
    """A year that agrees within 10 %: bread a little short, field and work to spare.

    The bakers use flour and hours; two streets eat, one mills at home. More field is
    offered than used.
    """
    bread, flour = make_good("bread"), make_good("flour", category="intermediate")
    hours = make_good("hours", category="labour", unit="h", decimals=2)
    field = make_good("field", category="resource", unit="har", decimals=2)
    period = make_open_period(
        {bread: 3, flour: 1, hours: 10, field: 100}, code="2027", tolerance="0.1"
    )
    bakers = make_council("bakers", kind="worker")
    mill = make_council("mill", kind="worker")
    commons = make_council("commons", kind="commons")
    north, south = make_council("north", members=30), make_council("south", members=20)
    lines = {
        bakers: {bread: -100_000, flour: 80_000, hours: 4_000},
        mill: {flour: -79_000, hours: 1_000, field: 2_000},
        commons: {field: -2_010},
        north: {bread: 62_000, hours: -3_000},
        south: {bread: 41_000, hours: -2_200},
    }
    for council, quantities in lines.items():
        make_proposal(council, period, quantities)
    make_count(period)
    return reload(period)


def test_a_plan_balances_exactly(village):
    plan = settle_period(period=village)
    sums = {}
    for assignment in plan.assignments.all():
        for key, units in assignment.lines.items():
            sums[key] = sums.get(key, 0) + units
    unused = {good.code: -sums[good.pk] for good in village.goods.all()}
    assert unused.pop("hours") >= 0
    assert unused.pop("field") >= 0
    assert unused == {"bread": 0, "flour": 0}


def test_nobody_gets_more_than_proposed_and_every_street_the_same_share(village):
    plan = settle_period(period=village)
    shares = {}
    for assignment in plan.assignments.select_related("council", "proposal"):
        for line in insight.differences(assignment):
            assert 0 <= line.share <= 1
            shares[assignment.council.slug, line.good.code] = float(line.share)
    assert shares["north", "bread"] == pytest.approx(shares["south", "bread"], abs=1e-4)
    assert shares["north", "bread"] < 1
    assert shares["bakers", "bread"] == pytest.approx(
        shares["bakers", "flour"], abs=1e-4
    )


def test_every_difference_has_its_reason(village):
    plan = settle_period(period=village)
    reasons = {
        (assignment.council.slug, line.good.code): line.reason
        for assignment in plan.assignments.select_related("council", "proposal")
        for line in insight.differences(assignment)
    }
    assert reasons["north", "bread"] == "request"
    assert reasons["bakers", "flour"] == "recipe"
    assert reasons["north", "hours"] == "same"


def test_a_year_is_settled_once(village):
    settle_period(period=village)
    with pytest.raises(ValidationError) as caught:
        settle_period(period=reload(village))
    assert caught.value.code == "state"
    assert Plan.objects.count() == 1


def test_the_second_of_two_settling_at_once_writes_nothing(village):
    behind = reload(village)
    settle_period(period=village)
    with pytest.raises(ValidationError):
        settle_period(period=behind)
    assert Plan.objects.count() == 1


def test_an_open_year_is_not_settled():
    period, *_ = make_bread_year()
    with pytest.raises(ValidationError) as caught:
        settle_period(period=period)
    assert caught.value.code == "state"


def test_a_stalled_year_is_settled_from_its_best_round():
    period, bread, eaters, bakers = make_bread_year(max_rounds=2)
    make_count(period)
    make_proposal(bakers, reload(period), {bread: -10_000})
    make_count(period)
    assert reload(period).status == Period.Status.STALLED

    plan = settle_period(period=reload(period), reason="We keep the first round.")
    assert plan.round.number == 1
    assert plan.assignments.get(council=eaters).quantities == [60_000]
    assert Record.objects.get(kind="plan.settled").reason == "We keep the first round."


class TestTheDatabaseRefuses:
    def keep(self, village, **lines):
        plan = Plan.objects.create(
            period=village, round=Round.objects.get(), largest_cut=0, cut_value=0
        )
        goods = {good.code: good.pk for good in village.goods.all()}
        for proposal in Proposal.objects.all():
            mine = lines.get(proposal.council.slug)
            if mine:
                Assignment.objects.create(
                    plan=plan,
                    council=proposal.council,
                    proposal=proposal,
                    goods=[goods[code] for code in mine],
                    quantities=list(mine.values()),
                )
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_bread_from_nothing(self, village):
        with pytest.raises(IntegrityError, match="does not balance: bread"):
            self.keep(village, north={"bread": 1})

    def test_bread_left_over(self, village):
        with pytest.raises(IntegrityError, match="does not balance: bread"):
            self.keep(village, bakers={"bread": -1})

    def test_more_work_than_is_offered(self, village):
        with pytest.raises(IntegrityError, match="does not balance: hours"):
            self.keep(village, mill={"hours": 2}, north={"hours": -1})

    def test_but_not_a_field_that_lies_fallow(self, village):
        self.keep(village, commons={"field": -5})

    def test_two_plans_in_force(self, village):
        settle_period(period=village)
        with pytest.raises(IntegrityError, match="plan_one_in_force"):
            self.keep(village)

    def test_a_change_of_an_assignment(self, village):
        settle_period(period=village)
        with pytest.raises(IntegrityError, match="never changed"):
            Assignment.objects.update(quantities=[])

    def test_an_assignment_slipped_into_a_published_plan(self, village):
        plan = settle_period(period=village)
        publish_plan(period=reload(village))
        with pytest.raises(IntegrityError, match="no further assignments"):
            Assignment.objects.create(
                plan=plan,
                council=make_council(),
                proposal=Proposal.objects.first(),
                goods=[],
                quantities=[],
            )

    def test_a_change_of_a_published_plan(self, village):
        settle_period(period=village)
        publish_plan(period=reload(village))
        with pytest.raises(IntegrityError, match="published or withdrawn"):
            Plan.objects.update(largest_cut=0.5)


class TestPublishing:
    def test_the_plan_document_names_every_council_and_balances(self, village):
        settle_period(period=village)
        plan = publish_plan(period=reload(village))
        document = json.loads(plan.publication.body)
        assert [each["council"] for each in document["councils"]] == [
            "bakers",
            "commons",
            "mill",
            "north",
            "south",
        ]
        for good in document["goods"]:
            total = sum(
                Decimal(council["lines"].get(good["code"], 0))
                for council in document["councils"]
            )
            assert total == -Decimal(good["unused"])
            assert total == 0 or good["may_stay_unused"]
        assert reload(village).status == Period.Status.PUBLISHED

    def test_only_a_settled_plan_is_published(self, village):
        with pytest.raises(ValidationError) as caught:
            publish_plan(period=village)
        assert caught.value.code == "state"

    def test_every_member_with_an_address_hears_of_it_once(self, village):
        ada = make_person(email="ada@example.org", language="de")
        for assignment in Proposal.objects.all()[:2]:
            make_seat(ada, assignment.council)
        make_seat(make_person(), Proposal.objects.last().council)
        settle_period(period=village)
        publish_plan(period=reload(village))
        assert [letter.to for letter in post()] == [["ada@example.org"]] * 2
        assert post() == []

    def test_a_plan_is_taken_back_only_on_record(self, village):
        settle_period(period=village)
        publish_plan(period=reload(village))
        withdraw_plan(period=reload(village), reason="The mill burnt down.")
        assert reload(village).status == Period.Status.AGREED
        assert Plan.objects.get().status == Plan.Status.WITHDRAWN
        assert Record.objects.get(kind="plan.withdrawn").reason

        settle_period(period=reload(village))
        assert Plan.objects.in_force().count() == 1


class TestRecount:
    def test_an_honest_year_counts_again_to_the_same(self, village, capsys):
        settle_period(period=village)
        publish_plan(period=reload(village))
        call_command("recount", "2027")
        assert "2 documents" in capsys.readouterr().out

    def test_a_row_changed_behind_the_services_is_named(self, village, capsys):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(
                "UPDATE proposals_proposal SET quantities[1] = quantities[1] + 1"
                " WHERE council_id = (SELECT id FROM councils_council"
                " WHERE slug = 'north')"
            )
            cursor.execute("SET LOCAL session_replication_role = origin")
        with pytest.raises(CommandError):
            call_command("recount")
        assert "goods[0].requested" in capsys.readouterr().err

    def test_a_year_that_does_not_exist_is_said_to_be_missing(self, village):
        with pytest.raises(CommandError, match="1999"):
            call_command("recount", "1999")


class TestNextYear:
    @pytest.fixture
    def following(self, village):
        settle_period(period=village)
        publish_plan(period=reload(village))
        return prepare_next_year(
            period=reload(village),
            code="2028",
            name_en="2028",
            name_de="2028",
            starts=date(2028, 1, 1),
            ends=date(2028, 12, 31),
        )

    def test_it_begins_where_the_plan_ended(self, village, following):
        assert following.previous == village
        first = open_period(period=following)
        last = Round.objects.get(period=village)
        assert set(first.prices.values_list("good", "price")) == set(
            last.prices.values_list("good", "price")
        )
        planned = village.plans.get().assignments.get(council__slug="north")
        assert (
            Proposal.objects.get(period=following, council__slug="north").lines
            == planned.lines
        )

    def test_it_agrees_at_once_if_nobody_changes_anything(self, following):
        open_period(period=following)
        counted = make_count(reload(following))
        assert counted.agreed
        assert (counted.own, counted.carried) == (0, 5)

    def test_it_needs_a_published_plan(self):
        with pytest.raises(ValidationError):
            prepare_next_year(
                period=make_period(),
                code="2029",
                name_en="2029",
                name_de="2029",
                starts=date(2029, 1, 1),
                ends=date(2029, 12, 31),
            )


class TestAppraisal:
    def test_cost_and_benefit_are_exact(self, village):
        goods = {good.code: good for good in village.goods.all()}
        appraisal = insight.appraise(
            council=Proposal.objects.get(council__slug="bakers").council,
            round=Round.objects.get(),
            quantities={
                goods["bread"]: -100_000,
                goods["flour"]: 80_000,
                goods["hours"]: 2_200,
            },
        )
        assert appraisal.benefit == Decimal(300)
        assert appraisal.cost == Decimal(80 + 220)
        assert appraisal.ratio == 1
        assert appraisal.is_covered

    def test_a_public_good_is_charged_by_head_before_private_requests(self):
        park, bread = make_good("park", category="public"), make_good("bread")
        region = make_council("region", kind="consumer_federation")
        north = make_council("north", members=30, parent=region)
        make_council("south", members=10, parent=region)
        period = make_period(prices={park: 80, bread: 2})
        grant(council=north, period=period, source="effort", amount=Decimal(100))
        open_period(period=period)
        make_proposal(region, period, {park: 1_000})
        appraisal = insight.appraise(
            council=north, round=Round.objects.get(), quantities={bread: 21_000}
        )
        assert appraisal.charge == 60
        assert appraisal.budget == 40
        assert appraisal.left == -2
        assert not appraisal.is_covered
