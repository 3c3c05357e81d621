"""Goods that are merged, split, counted otherwise or retired between two years."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from iteration.inheritance import lines_before
from iteration.models import Publication
from iteration.recount import faults
from iteration.services import (
    convert_good,
    merge_goods,
    open_period,
    prepare_next_year,
    publish_plan,
    retire_good,
    settle_period,
    split_good,
    undo_goods,
)
from ledger.models import Record
from proposals.conversion import Part
from proposals.models import Period, Proposal, Succession
from tests.factories import (
    make_council,
    make_count,
    make_good,
    make_open_period,
    make_period,
    make_proposal,
    reload,
)

pytestmark = pytest.mark.django_db
WHY = "Nobody tells them apart."


def make_published_year(figures, *, code="2027", prices=None):
    """A published year: {good: kg} of what eaters take and bakers make."""
    year = make_open_period(prices or dict.fromkeys(figures, "2"), code=code)
    eaters, bakers = make_council("eaters"), make_council("bakers", kind="worker")
    make_proposal(eaters, year, figures)
    make_proposal(bakers, year, {good: -units for good, units in figures.items()})
    make_count(year)
    settle_period(period=reload(year))
    publish_plan(period=reload(year))
    return reload(year), eaters, bakers


def make_next(year, code="2028"):
    return prepare_next_year(
        period=year,
        code=code,
        name_en=code,
        name_de=code,
        starts=date(2028, 1, 1),
        ends=date(2028, 12, 31),
    )


def begins(period, council):
    """What a council begins a year with, by the good's code."""
    last = Proposal.objects.filter(period=period, council=council)
    last = last.order_by("-revision").first()
    return {good.code: units for good, units in last.by_good().items()}


def catalogue(period):
    rows = period.catalogue.select_related("good")
    return {row.good.code: row.start_price.normalize() for row in rows}


@pytest.fixture
def rolls():
    return make_good("rolls")


@pytest.fixture
def buns():
    return make_good("buns")


@pytest.fixture
def year(rolls, buns):
    return make_published_year(
        {rolls: 30_001, buns: 10_000}, prices={rolls: "2", buns: "4"}
    )


def test_a_merged_good_begins_with_all_of_both_at_the_mean_price(year, rolls, buns):
    period, eaters, bakers = year
    bread = make_good("bread", decimals=2)
    merge_goods(
        goods={rolls: Fraction(1), buns: Fraction(3, 2)}, into=bread, reason=WHY
    )

    following = make_next(period)

    # 30.001 kg + 1.5 × 10 kg, to the nearest 10 g.
    assert begins(following, eaters) == {"bread": 4_500}
    assert begins(following, bakers) == {"bread": -4_500}
    worth = Fraction(30_001 * 2 + 10_000 * 4, 30_001 + 15_000)
    assert catalogue(following) == {"bread": Decimal(f"{float(worth):.5e}").normalize()}


def test_parts_of_a_split_good_add_up_to_it_and_cost_the_same(year, rolls, buns):
    period, eaters, bakers = year
    parts = [Part(make_good(code), Fraction(1, 3)) for code in ("one", "two", "six")]
    split_good(good=rolls, parts=parts, reason=WHY)

    following = make_next(period)

    lines = begins(following, eaters)
    assert lines == {"buns": 10_000, "one": 10_001, "two": 10_000, "six": 10_000}
    assert begins(following, bakers) == {code: -units for code, units in lines.items()}
    assert catalogue(following) == {"buns": 4, "one": 2, "two": 2, "six": 2}


def test_a_good_counted_in_another_unit_is_worth_the_same(year, rolls):
    period, eaters, _bakers = year
    tonnes = make_good("tonnes", unit="t", decimals=3)
    convert_good(good=rolls, into=tonnes, factor=Fraction(1, 1000), reason=WHY)

    following = make_next(period)

    assert begins(following, eaters)["tonnes"] == 30  # 30.001 kg in kilograms
    assert catalogue(following)["tonnes"] == 2000


def test_a_retired_good_is_in_no_later_catalogue(year, rolls, buns):
    period, eaters, _bakers = year
    retire_good(good=buns, reason=WHY)

    following = make_next(period)

    assert begins(following, eaters) == {"rolls": 30_001}
    assert catalogue(following) == {"rolls": 2}
    with pytest.raises(IntegrityError, match="has ended"), transaction.atomic():
        make_period("other", {buns: "1"})


def test_history_and_published_documents_stay_byte_for_byte(year, rolls, buns):
    period, _eaters, _bakers = year
    before = list(Publication.objects.order_by("pk").values_list("body", "digest"))
    merge_goods(
        goods={rolls: Fraction(1), buns: Fraction(1)}, into=make_good("b"), reason=WHY
    )
    following = make_next(period)
    open_period(period=following)

    after = Publication.objects.filter(period=period).order_by("pk")
    assert list(after.values_list("body", "digest")) == before
    assert list(faults(reload(period))) == []
    assert catalogue(period) == {"rolls": 2, "buns": 4}


def test_rounds_that_run_go_on_with_the_good(year, rolls, buns):
    _period, eaters, _bakers = year
    running = make_open_period({rolls: "2", buns: "4"}, code="now")
    merge_goods(
        goods={rolls: Fraction(1), buns: Fraction(1)}, into=make_good("b"), reason=WHY
    )
    make_proposal(eaters, running, {rolls: 5, buns: 6})
    assert make_count(running).results.get(good=rolls).requested == 5


def test_a_year_in_preparation_follows_and_follows_back(year, rolls, buns):
    period, eaters, _bakers = year
    following = make_next(period)
    was = begins(following, eaters), catalogue(following)
    act = merge_goods(
        goods={rolls: Fraction(1), buns: Fraction(1)}, into=make_good("b"), reason=WHY
    )
    assert begins(following, eaters) == {"b": 40_001}
    assert catalogue(following).keys() == {"b"}

    undo_goods(act=act, reason="It was a mistake.")

    assert (begins(following, eaters), catalogue(following)) == was


def test_last_year_is_shown_in_this_years_goods(year, rolls, buns):
    period, eaters, _bakers = year
    bread = make_good("bread")
    merge_goods(goods={rolls: Fraction(1), buns: Fraction(2)}, into=bread, reason=WHY)
    following = make_next(period)
    open_period(period=following)

    assert lines_before(eaters, reload(following)) == {bread.pk: 50_001}


def test_chains_are_followed_to_the_end_and_rounded_once(year, rolls, buns):
    period, eaters, _bakers = year
    middle, last = make_good("middle", decimals=0), make_good("last")
    merge_goods(goods={rolls: Fraction(1), buns: Fraction(1)}, into=middle, reason=WHY)
    convert_good(good=middle, into=last, factor=Fraction(1), reason=WHY)

    assert begins(make_next(period), eaters) == {"last": 40_001}


def test_undoing_is_refused_once_a_year_has_opened_with_it(year, rolls, buns):
    period, _eaters, _bakers = year
    act = retire_good(good=buns, reason=WHY)
    open_period(period=make_next(period))

    with pytest.raises(ValidationError) as refused:
        undo_goods(act=act, reason=WHY)
    assert refused.value.code == "used"
    with pytest.raises(IntegrityError, match="has opened with it"):
        Succession.objects.update(undone_at=Succession.objects.get().recorded_at)


def test_a_good_never_stands_in_its_own_place(rolls, buns):
    merge_goods(goods={rolls: Fraction(1)}, into=buns, reason=WHY)
    with pytest.raises(ValidationError) as refused:
        merge_goods(goods={buns: Fraction(1)}, into=rolls, reason=WHY)
    assert refused.value.code == "ended"
    row = Succession.objects.create(good=buns, kind="merge")
    with pytest.raises(IntegrityError, match="would succeed itself"):
        row.successors.create(good=rolls)


@pytest.mark.parametrize(
    ("shares", "says"),
    [([(1, 2), (1, 3)], "exactly all"), ([(2, 3), (2, 3)], "exactly all")],
)
def test_the_database_refuses_parts_that_are_not_the_whole(rolls, shares, says):
    row = Succession.objects.create(good=rolls, kind="split")
    for number, (top, bottom) in enumerate(shares):
        row.successors.create(
            good=make_good(f"part-{number}"),
            share_numerator=top,
            share_denominator=bottom,
        )
    with pytest.raises(IntegrityError, match=says), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_successors_unit_cannot_change_before_it_is_planned_with(rolls):
    bread = make_good("bread")
    merge_goods(goods={rolls: Fraction(1)}, into=bread, reason=WHY)
    with pytest.raises(IntegrityError, match="its measure stays"):
        type(bread).objects.filter(pk=bread.pk).update(decimals=0)


def test_an_act_needs_a_reason_and_names_nobody(rolls, buns):
    with pytest.raises(ValidationError) as refused:
        retire_good(good=rolls, reason=" ")
    assert refused.value.code == "reason"
    retire_good(good=rolls, reason=WHY)
    kept = Record.objects.get(kind="good.retired")
    assert (kept.subject, kept.reason) == ("rolls", WHY)


def test_a_year_set_up_by_hand_loses_an_ended_good_and_gets_its_successor(rolls, buns):
    made = make_period("draft", {rolls: "2", buns: "4"})
    bread = make_good("bread")
    merge_goods(goods={rolls: Fraction(2), buns: Fraction(2)}, into=bread, reason=WHY)
    assert catalogue(made) == {"bread": Decimal("1.5")}
    assert Period.objects.get(pk=made.pk).frozen_at is None
