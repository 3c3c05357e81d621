"""Practice years: complete runs by the real services, apart from every real year."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from councils.models import Council, Event, Membership
from iteration.models import Plan, Round
from iteration.practice.misgivings import misgivings
from iteration.services import (
    advance_calendar,
    forget_practice,
    open_period,
    practise,
    practising,
    rehearse,
    rehearse_village,
    retire_council,
)
from ledger.models import Record
from proposals.models import Good, Period, Proposal
from proposals.services import grant_per_member
from tests.factories import (
    make_council,
    make_facilitator,
    make_good,
    make_period,
    make_proposal,
    make_seat,
    reload,
)

pytestmark = pytest.mark.django_db
STEPS = 40


def run(period):
    """Let a practice year run to its end; return it."""
    for _step in range(STEPS):
        if not practise(period.pk):
            return reload(period)
    raise AssertionError("it does not come to an end")


def used(plan):
    """The codes of the goods of which the plan uses something."""
    lines = [line for row in plan.assignments.all() for line in row.lines.items()]
    keys = {key for key, units in lines if units > 0}
    return set(Good.objects.filter(pk__in=keys).values_list("code", flat=True))


@pytest.fixture
def prepared():
    """A town that has prepared its first year: ten goods, eight councils, no plan."""
    goods = {make_good(f"food-{n}", decimals=n % 4): Decimal(2 + n) for n in range(5)}
    goods[make_good("steel", category="intermediate")] = Decimal(4)
    goods[make_good("nursing", category="labour", unit="h", decimals=0)] = Decimal(20)
    goods[make_good("digging", category="labour", unit="h", decimals=0)] = Decimal(20)
    period = make_period("2031", goods, rule="calibrated", silence="impute")
    for n in range(4):
        make_council(f"works-{n}", kind="worker")
    users = [make_council(f"homes-{n}", members=100 + 50 * n) for n in range(3)]
    grant_per_member(
        councils=users, period=period, source="allowance", per_member=Decimal(9000)
    )
    return period


def test_a_prepared_year_is_rehearsed_to_a_published_plan(prepared):
    copy = rehearse(period=prepared)

    ended = run(copy)

    assert ended.status == Period.Status.PUBLISHED
    assert ended.rounds.count() > 1
    plan = Plan.objects.get(period=ended)
    assert plan.assignments.count() == 7
    assert plan.largest_cut < 0.25
    assert used(plan) == set(prepared.goods.values_list("code", flat=True))
    assert reload(prepared).status == Period.Status.DRAFT
    assert not prepared.proposals.exists()


def test_a_rehearsal_has_the_catalogue_and_the_entitlements_of_the_year(prepared):
    copy = rehearse(period=prepared)

    columns = ("good", "start_price", "floor")
    assert set(copy.catalogue.values_list(*columns)) == set(
        prepared.catalogue.values_list(*columns)
    )
    columns = ("council", "source", "amount")
    assert set(copy.entitlements.values_list(*columns)) == set(
        prepared.entitlements.values_list(*columns)
    )


def test_a_council_that_has_ended_is_not_rehearsed_with(prepared):
    gone = Council.objects.get(slug="homes-0")
    retire_council(council=gone, reason="Everybody has moved.")

    copy = rehearse(period=prepared)

    assert copy.proposals.count() == 6
    assert not copy.proposals.filter(council=gone).exists()


def test_the_same_year_is_rehearsed_in_the_same_way(prepared):
    rows = []
    for _each in range(2):
        copy = rehearse(period=prepared)
        columns = ("council", "goods", "quantities")
        rows.append(list(copy.proposals.order_by("council").values_list(*columns)))
        forget_practice(period=copy)

    assert rows[0] == rows[1]


def test_a_rehearsal_begins_with_what_the_year_begins_with(prepared):
    bread = Good.objects.get(code="food-0")
    # In preparation a year takes proposals from files only.
    works, homes = (
        Council.objects.get(slug="works-0"),
        Council.objects.get(slug="homes-0"),
    )
    Proposal.objects.create(
        council=works,
        period=prepared,
        revision=1,
        origin="plan",
        goods=[bread.pk],
        quantities=[-90],
        receipt="x",
    )
    Proposal.objects.create(
        council=homes,
        period=prepared,
        revision=1,
        origin="plan",
        goods=[bread.pk],
        quantities=[100],
        receipt="y",
    )

    copy = rehearse(period=prepared)

    assert {row.council.slug: row.quantities for row in copy.proposals.all()} == {
        "works-0": [-90],
        "homes-0": [100],
    }


def test_nobody_gets_a_letter_about_practice(prepared):
    make_seat(council=Council.objects.get(slug="homes-0"))

    run(rehearse(period=prepared))

    assert not Event.objects.exists()


def test_only_one_rehearsal_of_a_year_at_a_time(prepared):
    rehearse(period=prepared)

    with pytest.raises(ValidationError) as refused:
        rehearse(period=prepared)

    assert refused.value.code == "taken"


def test_an_opened_year_is_not_rehearsed(prepared):
    open_period(period=prepared)

    with pytest.raises(ValidationError) as refused:
        rehearse(period=reload(prepared))

    assert refused.value.code == "state"


def test_without_anybody_who_makes_something_there_is_nothing_to_rehearse(prepared):
    Council.objects.filter(kind="worker").update(kind="commons")

    with pytest.raises(ValidationError) as refused:
        rehearse(period=prepared)

    assert refused.value.code == "nobody"
    assert Period.objects.filter(practice=True).count() == 0


def test_a_practice_year_is_deleted_with_everything_in_it(prepared):
    copy = run(rehearse(period=prepared))

    forget_practice(period=copy)

    assert list(Period.objects.all()) == [prepared]
    assert not Round.objects.exists()
    assert not Proposal.objects.exists()
    assert not Plan.objects.exists()
    assert Record.objects.filter(kind="practice.deleted", subject=copy.code).exists()
    assert prepared.catalogue.count() == 8
    assert prepared.entitlements.count() == 3


def test_a_real_year_is_never_deleted(prepared):
    with pytest.raises(ValidationError) as refused:
        forget_practice(period=prepared)

    assert refused.value.code == "real"


def test_the_database_lets_no_real_proposal_go(prepared):
    open_period(period=prepared)
    bread = Good.objects.get(code="food-0")
    make_proposal(Council.objects.get(slug="works-0"), prepared, {bread: -5})

    with pytest.raises(DatabaseError), transaction.atomic():
        prepared.proposals.all()._raw_delete("default")


def test_a_real_year_never_becomes_one_for_practice(prepared):
    with pytest.raises(DatabaseError), transaction.atomic():
        Period.objects.filter(pk=prepared.pk).update(practice=True)


def test_practice_is_not_listed_but_can_be_looked_at(prepared):
    copy = rehearse(period=prepared)

    assert copy not in Period.objects.visible()
    assert copy in Period.objects.reachable()


def test_a_practice_plan_never_comes_into_force(prepared):
    copy = run(rehearse(period=prepared))

    advance_calendar(today=date(2030, 1, 1))

    assert reload(copy).status == Period.Status.PUBLISHED


def test_a_step_too_many_changes_nothing(prepared):
    copy = run(rehearse(period=prepared))

    assert practise(copy.pk) is False
    assert practising() == []
    assert Plan.objects.filter(period=copy).count() == 1


def test_the_village_practises_to_a_published_plan():
    ada = make_facilitator()

    village = run(rehearse_village(actor=ada))

    assert village.status == Period.Status.PUBLISHED
    assert Membership.objects.filter(person=ada).count() == 2
    assert not Event.objects.exists()


def test_the_village_goes_without_a_trace_but_in_the_record():
    ada = make_facilitator()
    village = run(rehearse_village(actor=ada))

    forget_practice(period=village, actor=ada)

    assert not Council.objects.exists()
    assert not Good.objects.exists()
    assert not Membership.objects.exists()


def test_the_village_can_be_begun_again():
    ada = make_facilitator()
    run(rehearse_village(actor=ada))

    again = rehearse_village(actor=ada)

    assert Period.objects.get() == again
    assert again.rounds.count() == 1


def test_a_year_that_is_ready_causes_no_misgivings(prepared):
    for council in Council.objects.all():
        make_seat(council=council)

    assert misgivings(prepared) == []


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (
            lambda: Council.objects.filter(kind="worker").update(kind="commons"),
            "not_offered",
        ),
        (
            lambda: Council.objects.filter(kind="worker").update(kind="commons"),
            "no_workers",
        ),
        (
            lambda: Council.objects.filter(kind="consumer").update(kind="commons"),
            "no_consumers",
        ),
        (
            lambda: Good.objects.filter(category="labour").update(category="capital"),
            "no_labour",
        ),
        (lambda: Period.objects.get().entitlements.all().delete(), "no_entitlement"),
        (lambda: Period.objects.get().catalogue.all().delete(), "no_goods"),
        (lambda: Membership.objects.first().delete(), "no_delegate"),
    ],
)
def test_what_would_go_wrong_is_said(prepared, spoil, code):
    for council in Council.objects.all():
        make_seat(council=council)

    spoil()

    assert code in {each.code for each in misgivings(prepared)}
