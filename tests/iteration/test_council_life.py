"""Councils that join, leave, end, are merged or split, in the year and between two."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from councils.models import Departure, Event, Membership
from councils.services.departures import Share
from iteration.inheritance import lines_before
from iteration.models import Publication, Round
from iteration.recount import faults
from iteration.services import (
    close_round,
    join_council,
    leave_council,
    merge_councils,
    open_period,
    publish_plan,
    retire_council,
    settle_period,
    split_council,
    undo_departure,
)
from ledger.models import Record
from proposals.models import Entitlement, Proposal, StandingInstruction
from proposals.services import Line, grant, instruct, submit_many
from tests.factories import (
    make_bread_year,
    make_council,
    make_count,
    make_due,
    make_good,
    make_open_period,
    make_period,
    make_proposal,
    make_seat,
    reload,
)
from tests.iteration.test_goods_life import begins, make_next

pytestmark = pytest.mark.django_db
WHY = "It was decided in its assembly."


@pytest.fixture
def town():
    """A published year: two neighbourhoods eat 30.001 and 10 kg, bakers bake it."""
    bread = make_good("bread")
    year = make_period("2027", {bread: "2"})
    north, south = make_council("north", members=3), make_council("south", members=4)
    bakers = make_council("bakers", kind="worker")
    for council, amount in ((north, "100.01"), (south, "50")):
        grant(council=council, period=year, source="effort", amount=Decimal(amount))
    open_period(period=year)
    make_proposal(north, year, {bread: 30_001})
    make_proposal(south, year, {bread: 10_000})
    make_proposal(bakers, year, {bread: -40_001})
    make_count(year)
    settle_period(period=reload(year))
    publish_plan(period=reload(year))
    return reload(year), bread, north, south, bakers


def entitled(period):
    rows = Entitlement.objects.filter(period=period).select_related("council")
    return {row.council.slug: row.amount for row in rows}


def test_who_leaves_is_in_no_count_from_then_on_and_nobody_answers_for_it():
    period, bread, _eaters, bakers = make_bread_year()
    instruct(council=bakers, mode="keep")
    before = make_count(period)

    leave_council(council=bakers, reason=WHY)
    after = make_count(period)

    assert before.results.get(good=bread).offered == 60_000
    assert after.results.get(good=bread).offered == 0
    assert (after.own, after.standing, after.carried, after.absent) == (0, 0, 1, 0)
    assert not StandingInstruction.objects.filter(until=None).exists()
    last = Proposal.objects.filter(council=bakers).latest("revision")
    assert (last.goods, last.origin) == ([], "left")
    assert list(faults(reload(period))) == []


def test_who_has_left_cannot_propose_whoever_asks():
    period, bread, _eaters, bakers = make_bread_year()
    leave_council(council=bakers, reason=WHY)
    with pytest.raises(ValidationError) as refused:
        make_proposal(bakers, period, {bread: -1})
    assert refused.value.code == "gone"
    line = Line(bakers.pk, [bread.pk], [-1])
    with pytest.raises(IntegrityError, match="takes part no longer"):
        submit_many(period=period, lines=[line], origin="file")


def test_who_comes_back_proposes_anew_and_counted_rounds_stay():
    period, bread, _eaters, bakers = make_bread_year()
    act = leave_council(council=bakers, reason=WHY)
    make_count(period)
    bodies = list(Publication.objects.values_list("body", flat=True))

    undo_departure(act=act, reason="They came back.")
    make_proposal(bakers, period, {bread: -70_000})
    again = make_count(period)

    assert again.results.get(good=bread).offered == 70_000
    assert list(faults(reload(period))) == []
    kept = Publication.objects.order_by("pk").values_list("body", flat=True)
    assert list(kept)[: len(bodies)] == bodies


def test_what_the_cutoff_has_fixed_is_counted_with_who_leaves_after_it():
    period, bread, _eaters, bakers = make_bread_year()
    round = make_due(period)
    leave_council(council=bakers, reason=WHY)
    close_round(round.pk)
    counted = Round.objects.get(pk=round.pk)
    assert counted.results.get(good=bread).offered == 60_000


def test_a_council_that_ends_with_the_year_plays_its_part_to_the_end(town):
    period, bread, north, _south, bakers = town
    running = make_open_period({bread: "2"}, code="now")
    retire_council(council=bakers, reason=WHY)
    make_proposal(bakers, running, {bread: -5})

    following = make_next(period)

    assert not Proposal.objects.filter(period=following, council=bakers).exists()
    assert begins(following, north) == {"bread": 30_001}
    open_period(period=following)
    with pytest.raises(ValidationError) as refused:
        make_proposal(bakers, reload(following), {bread: -5})
    assert refused.value.code == "gone"


def test_merged_councils_figures_and_entitlements_are_summed(town):
    period, bread, north, south, _bakers = town
    both = make_council("both", members=7)
    person = make_seat(council=north).person
    merge_councils(councils=[north, south], into=both, reason=WHY)

    following = make_next(period)

    assert begins(following, both) == {"bread": 40_001}
    assert entitled(following) == {"both": Decimal("150.01")}
    roles = Membership.objects.open().filter(person=person)
    assert {(seat.council.slug, seat.role) for seat in roles} == {
        ("north", "delegate"),
        ("both", "delegate"),
    }
    open_period(period=following)
    assert lines_before(both, reload(following)) == {bread.pk: 40_001}


def test_a_split_council_loses_nothing_by_rounding(town):
    period, _bread, north, _south, _bakers = town
    parts = [Share(make_council(slug), Fraction(1, 2)) for slug in ("east", "west")]
    split_council(council=north, into=parts, reason=WHY)

    following = make_next(period)

    lines = [begins(following, part.council)["bread"] for part in parts]
    assert sorted(lines) == [15_000, 15_001]
    amounts = entitled(following)
    assert amounts["east"] + amounts["west"] == Decimal("100.01")
    assert "north" not in amounts


def test_a_year_in_preparation_follows_a_merger_and_its_undoing(town):
    period, _bread, north, south, _bakers = town
    following = make_next(period)
    both = make_council("both")
    act = merge_councils(councils=[north, south], into=both, reason=WHY)
    assert begins(following, north) == {}
    assert begins(following, both) == {"bread": 40_001}

    undo_departure(act=act, reason=WHY)

    assert begins(following, north) == {"bread": 30_001}
    assert begins(following, both) == {}
    assert entitled(following) == {"north": Decimal("100.01"), "south": Decimal(50)}


def test_published_documents_stay_after_a_merger(town):
    period, _bread, north, south, _bakers = town
    before = list(Publication.objects.order_by("pk").values_list("body", "digest"))
    both = make_council("both")
    merge_councils(councils=[north, south], into=both, reason=WHY)
    open_period(period=make_next(period))

    after = Publication.objects.filter(period=period).order_by("pk")
    assert list(after.values_list("body", "digest")) == before
    assert list(faults(reload(period))) == []


def test_a_merger_is_not_undone_once_a_year_has_opened_with_it(town):
    period, _bread, north, south, _bakers = town
    both = make_council("both")
    act = merge_councils(councils=[north, south], into=both, reason=WHY)
    open_period(period=make_next(period))
    with pytest.raises(ValidationError) as refused:
        undo_departure(act=act, reason=WHY)
    assert refused.value.code == "used"
    row = Departure.objects.filter(act=act).first()
    with pytest.raises(IntegrityError, match="a year has opened with it"):
        Departure.objects.filter(pk=row.pk).update(ended_at=row.at)


@pytest.mark.parametrize(
    ("into", "code"), [("bakers", "kind"), ("north", "itself"), ("south", "fresh")]
)
def test_who_cannot_go_on_for_others(town, into, code):
    _period, _bread, north, south, bakers = town
    heir = {"bakers": bakers, "north": north, "south": south}[into]
    others = [north, make_council("third")]
    if code == "kind":
        heir = make_council("oven", kind="worker")
    if code == "itself":
        heir = others[1]
    with pytest.raises(ValidationError) as refused:
        merge_councils(councils=others, into=heir, reason=WHY)
    assert refused.value.code == code


def test_the_database_wants_heirs_for_exactly_all(town):
    row = Departure.objects.create(council=town[2], kind="split")
    row.heirs.create(council=make_council(), numerator=1, denominator=2)
    row.heirs.create(council=make_council(), numerator=1, denominator=3)
    with pytest.raises(IntegrityError, match="exactly all"):
        connection.check_constraints()


def test_a_worker_council_that_joins_is_counted_from_its_first_proposal():
    period, bread, _eaters, _bakers = make_bread_year()
    make_count(period)
    oven = join_council(slug="oven", name="Oven", kind="worker", reason=WHY)
    make_proposal(oven, period, {bread: -20_000})
    assert make_count(period).results.get(good=bread).offered == 80_000


def test_a_consumer_council_that_joins_waits_for_its_entitlement(town):
    period, bread, *_councils = town
    running = make_open_period({bread: "2"}, code="now")
    new = join_council(slug="new", name="New", kind="consumer", reason=WHY)
    with pytest.raises(ValidationError) as refused:
        make_proposal(new, running, {bread: 1})
    assert refused.value.code == "no_entitlement"
    line = Line(new.pk, [bread.pk], [1])
    with (
        pytest.raises(IntegrityError, match="without an entitlement"),
        transaction.atomic(),
    ):
        submit_many(period=running, lines=[line], origin="file")

    following = make_next(period)
    grant(council=new, period=following, source="effort", amount=Decimal(9))
    open_period(period=following)
    make_proposal(new, following, {bread: 1})


def test_members_are_told_and_the_record_names_nobody():
    _period, _bread, _eaters, bakers = make_bread_year()
    make_seat(council=bakers)
    leave_council(council=bakers, reason=WHY)
    assert Event.objects.filter(kind="council.departed").count() == 1
    kept = Record.objects.get(kind="council.left")
    assert (kept.subject, kept.reason) == ("bakers", WHY)


def test_it_cannot_be_done_without_a_reason():
    _period, _bread, _eaters, bakers = make_bread_year()
    for act in (leave_council, retire_council):
        with pytest.raises(ValidationError) as refused:
            act(council=bakers, reason=" ")
        assert refused.value.code == "reason"
