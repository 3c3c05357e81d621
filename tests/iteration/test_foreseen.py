"""What ending a good or a council would touch is foreseen from what is in force."""

from decimal import Decimal
from fractions import Fraction

import pytest

from iteration.foreseen import foresee_goods, foresee_leaving
from ledger import clock
from proposals.conversion import Part
from tests.factories import (
    make_bread_year,
    make_council,
    make_count,
    make_good,
    make_proposal,
)

pytestmark = pytest.mark.django_db


def test_a_council_that_has_given_the_good_up_is_not_counted():
    period, bread, eaters, bakers = make_bread_year()
    make_proposal(eaters, period, {})
    seen = foresee_goods({bread: [Part(make_good("loaves"))]}, clock.now())
    assert [each.council for each in seen.largest] == [bakers]
    assert [row[1:3] for row in seen.after] == [(0, 60_000)]


def test_it_foresees_the_very_figures_that_come(django_assert_max_num_queries):
    period, bread, _eaters, _bakers = make_bread_year()
    tonnes = make_good("tonnes", unit="t", decimals=2)
    with django_assert_max_num_queries(15):
        seen = foresee_goods(
            {bread: [Part(tonnes, factor=Fraction(1, 1000))]}, clock.now()
        )
    [(good, requested, offered, price)] = seen.after
    assert (good, requested, offered, price) == (tonnes, 8, 6, Decimal(2500))
    assert seen.running == [period]


def test_so_small_a_line_that_nothing_is_left_of_it_is_counted():
    period, bread, _eaters, _bakers = make_bread_year()
    make_proposal(make_council(), period, {bread: 3})
    tonnes = make_good("tonnes", unit="t", decimals=0)
    parts = [Part(tonnes, factor=Fraction(1, 1000))]
    assert foresee_goods({bread: parts}, clock.now()).vanishing == 3


def test_the_share_of_what_a_year_loses_is_that_of_the_last_count():
    period, bread, _eaters, _bakers = make_bread_year()
    oven = make_council("oven", kind="worker")
    make_proposal(oven, period, {bread: -40_000})
    assert foresee_leaving([oven], clock.now())[0].share is None
    make_count(period)
    [loss] = foresee_leaving([oven], clock.now())
    assert (loss.good, loss.units, loss.share) == (bread, -40_000, Decimal("0.4"))
    assert foresee_leaving([make_council()], clock.now()) == []
