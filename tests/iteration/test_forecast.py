"""How many rounds are left, and when that cannot be said."""

import pytest

from iteration.forecast import Verdict, forecast
from iteration.models import Round
from tests.factories import make_bread_year, make_count, reload
from tests.iteration.history import rewrite

pytestmark = pytest.mark.django_db


@pytest.fixture
def period():
    return make_bread_year()[0]


def counted(period, *worst, **figures):
    """Count as many rounds, and let the worst imbalance of each be what is said."""
    for value in worst:
        round = make_count(reload(period))
        rewrite(Round.objects.filter(pk=round.pk), worst=value, **figures)
    return forecast(reload(period))


def test_before_two_counts_nothing_can_be_said(period):
    assert forecast(period).verdict == Verdict.TOO_FEW
    assert counted(period, 0.3).verdict == Verdict.TOO_FEW


def test_what_halves_every_round_is_expected_to_go_on_halving(period):
    found = counted(period, 0.8, 0.4, 0.2)
    assert (found.verdict, found.rounds, found.share) == (Verdict.TREND, 3, 0.5)
    assert (found.least, found.expected, found.most) == (3, 3, 3)


def test_uneven_steps_make_a_range(period):
    found = counted(period, 0.4, 0.1, 0.08)
    assert (found.least, found.expected, found.most) == (1, 2, 5)


def test_a_step_back_leaves_the_end_open(period):
    found = counted(period, 0.8, 0.1, 0.2)
    assert (found.verdict, found.most) == (Verdict.TREND, None)


def test_what_does_not_fall_has_no_end(period):
    assert counted(period, 0.2, 0.3).verdict == Verdict.NO_TREND


def test_noise_above_the_tolerance_is_no_trend(period):
    found = counted(period, 0.8, 0.4, noise_floor=0.1)
    assert found.verdict == Verdict.NOISE


def test_a_good_nobody_offers_does_not_come_closer(period):
    assert counted(period, 2.0, 2.0).verdict == Verdict.ONE_SIDED


def test_only_rounds_since_the_year_was_resumed_count(period):
    counted(period, 0.8, 0.4)
    period.resumed_after = 2
    assert forecast(period).verdict == Verdict.TOO_FEW


def test_who_agrees_needs_no_more(period):
    assert counted(period, 0.01, agreed=True).verdict == Verdict.AGREED
