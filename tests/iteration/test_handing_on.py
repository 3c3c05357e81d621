"""What is known of councils and declared by them, after goods and councils ended."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from iteration.handing_on import hand_on
from iteration.memory import recall
from iteration.models import Round
from iteration.pricing import learned_before
from iteration.recount import faults
from iteration.services import (
    convert_good,
    merge_councils,
    open_period,
    publish_plan,
    settle_period,
)
from proposals.models import Declaration, StandingInstruction
from proposals.services import declare, instruct
from tests.factories import (
    make_council,
    make_count,
    make_good,
    make_open_period,
    make_proposal,
    reload,
)
from tests.iteration.test_goods_life import WHY, make_next

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    """A calibrated year of two rounds, published: two bakeries, two neighbourhoods."""
    bread, flour = make_good("bread"), make_good("flour")
    year = make_open_period(
        {bread: "2", flour: "1"}, code="2027", rule="calibrated", tolerance="0.2"
    )
    councils = {
        "north": make_council("north", members=30),
        "south": make_council("south", members=10),
        "bakers": make_council("bakers", kind="worker"),
        "millers": make_council("millers", kind="worker"),
    }
    declare(council=councils["bakers"], capacity=Decimal(90))
    instruct(council=councils["millers"], mode="follow", capacity=Decimal("80.5"))
    for more in (20_000, 0):
        make_proposal(councils["north"], year, {bread: 40_000 + more})
        make_proposal(councils["south"], year, {bread: 20_000})
        make_proposal(councils["bakers"], year, {bread: -60_000, flour: 50_000})
        make_proposal(councils["millers"], year, {flour: -50_000})
        make_count(year)
    settle_period(period=reload(year))
    publish_plan(period=reload(year))
    return reload(year), bread, flour, councils


def test_an_heir_begins_with_what_is_known_of_the_largest(year):
    period, _bread, _flour, councils = year
    both = make_council("both", members=40)
    pair = [councils["north"], councils["south"]]
    merge_councils(councils=pair, into=both, reason=WHY)
    following = make_next(period)
    open_period(period=following)

    learned = learned_before(Round.objects.current(following))

    before = recall(Round.objects.current(period))
    assert learned["key"].tolist() == sorted(
        [councils["bakers"].pk, councils["millers"].pk, both.pk]
    )
    place = learned["key"].tolist().index(both.pk)
    north = before["key"].tolist().index(councils["north"].pk)
    assert learned["substitution"][place] == before["substitution"][north]
    assert learned["margins"].shape == (3, before["margins"].shape[1])


def test_where_nobody_ended_nothing_is_touched(year):
    period, *_others = year
    learned = recall(Round.objects.current(period))
    assert hand_on(learned, period) is learned


def test_a_capacity_is_counted_as_its_good_is_when_the_year_opens(year):
    period, bread, _flour, councils = year
    tonnes = make_good("tonnes", unit="t")
    convert_good(good=bread, into=tonnes, factor=Fraction(1, 1000), reason=WHY)
    following = make_next(period)
    assert Declaration.objects.get(until=None).capacity == 90

    open_period(period=following)

    assert Declaration.objects.get(until=None).capacity == Decimal("0.09")
    kept = StandingInstruction.objects.get(until=None)
    assert (kept.capacity, kept.mode) == (Decimal("80.5"), "follow")
    learned = learned_before(Round.objects.current(following))
    bakers = learned["key"].tolist().index(councils["bakers"].pk)
    assert learned["declared_capacity"][bakers] == 90.0
    assert np.isfinite(learned["declared_capacity"]).sum() >= 1


def test_the_year_after_is_counted_and_counted_again_alike(year):
    period, bread, _flour, councils = year
    both, loaves = make_council("both", members=40), make_good("loaves")
    convert_good(good=bread, into=loaves, factor=Fraction(3, 2), reason=WHY)
    pair = [councils["north"], councils["south"]]
    merge_councils(councils=pair, into=both, reason=WHY)
    following = make_next(period)
    open_period(period=following)

    first = make_count(following)

    assert first.results.get(good=loaves).requested == 90_000
    assert list(faults(reload(following))) == []
    assert list(faults(reload(period))) == []
