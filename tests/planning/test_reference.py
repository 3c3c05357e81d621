import numpy as np
import pytest

from planning.prices import ReferenceRule
from tests.planning.economies import TOLERANCE, make_book, recipe, single


def step(requested, offered, before=None):
    """Relative change of a price of 700, after a round like ``before``."""
    rule = ReferenceRule(prices=np.array([700.0]), tolerance=TOLERANCE)
    for wanted, made in (
        [before, (requested, offered)] if before else [(requested, offered)]
    ):
        start = rule.prices[0]
        lines = [single(a=wanted)] if wanted else []
        lines += [recipe(a=-made)] if made else []
        rule.answer(make_book(1, *lines))
    return rule.prices[0] / start - 1


@pytest.mark.parametrize(
    ("requested", "offered", "change"),
    [
        # r = 2: step 1.05 - 0.25 = 0.8, weight 0.25.
        (100, 0, 0.20),
        (0, 100, -0.20),
        # r = 1: step 0.55.
        (300, 100, 0.1375),
        (100, 300, -0.1375),
        # r = 0.03: step 1.05 - 0.5 ** 0.03.
        (203, 197, 0.25 * (1.05 - 0.5**0.03)),
        (100, 100, 0.0),
    ],
)
def test_the_first_step_is_the_published_one_with_a_weight_of_a_quarter(
    requested, offered, change
):
    assert step(requested, offered) == pytest.approx(change, abs=1e-6)


def test_later_steps_are_weighed_by_the_imbalance_of_the_round_before():
    # r was 0.1, now it is 1.
    assert step(300, 100, before=(105, 95)) == pytest.approx(0.1 * 0.55, abs=5e-6)
    # r was 1: no more than a quarter counts.
    assert step(300, 100, before=(300, 100)) == pytest.approx(0.25 * 0.55, abs=5e-6)


def test_the_least_step_is_a_tenth_of_a_per_cent():
    # r was 0.002, now 0.002: 0.0514 * 0.002 is less.
    assert step(1001, 999, before=(1001, 999)) == pytest.approx(0.001, abs=5e-6)
    assert step(1001, 999, before=(100, 100)) == pytest.approx(0.001, abs=5e-6)


def test_a_good_in_balance_keeps_its_price_whatever_went_before():
    assert step(100, 100, before=(300, 100)) == 0


def test_the_largest_step_is_said_to_be_capped():
    rule = ReferenceRule(prices=np.array([700.0, 700.0]), tolerance=TOLERANCE)
    book = make_book(2, single(a=5, b=300), recipe(b=-100))
    codes = [explanation.code for explanation in rule.answer(book).explanations]
    assert codes == ["capped", "over_requested"]
