import json

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from planning.prices import RULES, AggregateRule
from tests.planning.economies import TOLERANCE, make_book, make_economy, recipe, single
from tests.planning.test_rules import flexible


def make_rule(n_goods=1, price=1.0):
    return AggregateRule(prices=np.full(n_goods, price), tolerance=TOLERANCE)


def ratio_book(*ratios):
    """A book in which requests are these multiples of the offers."""
    wanted = {good: round(1000 * ratio) for good, ratio in enumerate(ratios)}
    made = dict.fromkeys(wanted, -1000)
    return make_book(len(ratios), (False, wanted), (True, made))


FAR = (np.e, np.e**-1, 3.0)


def test_far_from_balance_a_gain_grows_by_three_tenths_while_the_sign_repeats():
    rule = make_rule(3)
    moves = []
    for _ in range(3):
        before = rule.prices
        moves.append(np.log(rule.answer(ratio_book(*FAR)).prices / before))
    assert moves[0][:2] == pytest.approx([0.3, -0.3], abs=1e-3)
    assert moves[1][:2] == pytest.approx([0.39, -0.39], abs=1e-3)
    assert moves[2][:2] == pytest.approx([0.507, -0.507], abs=1e-3)


def test_a_gain_is_halved_when_the_sign_turns():
    rule = make_rule(3)
    rule.answer(ratio_book(*FAR))
    before = rule.prices
    after = rule.answer(ratio_book(np.e**-1, np.e, 3.0)).prices
    assert np.log(after / before)[:2] == pytest.approx([-0.15, 0.15], abs=1e-3)


def test_no_price_moves_by_more_than_e_a_round_and_is_then_said_to_be_capped():
    rule = make_rule(2)
    outcome = rule.answer(make_book(2, single(a=100), recipe(b=-100)))
    assert outcome.prices == pytest.approx([np.e, np.e**-1], rel=1e-5)
    assert [e.code for e in outcome.explanations] == ["capped", "capped"]


def test_goods_move_together_once_four_fifths_are_near():
    rule = make_rule(6)
    outcome = rule.answer(ratio_book(1.1, 1.1, 1.1, 1.1, 1.1, 3.0))
    codes = [explanation.code for explanation in outcome.explanations]
    assert codes == ["accelerated"] * 5 + ["over_requested"]
    rule = make_rule(5)
    outcome = rule.answer(ratio_book(1.1, 1.1, 1.1, 1.1, 3.0))
    assert {e.code for e in outcome.explanations} == {"over_requested"}


def test_a_round_twice_as_bad_returns_to_the_best_prices():
    rule = make_rule(6)
    best = rule.prices
    rule.answer(ratio_book(*[1.1] * 6))
    outcome = rule.answer(ratio_book(*[1.1] * 5, 20.0))
    # The last good is far, but does not go on by its gain, which would be 1.
    assert np.abs(np.log(outcome.prices / best)).max() <= 0.35
    assert outcome.state["best"][1] == np.log(best).tolist()
    assert outcome.state["radius"] == pytest.approx(0.325)


def test_a_free_good_stays_out_of_everything():
    rule = AggregateRule(
        prices=np.ones(6), tolerance=TOLERANCE, floor=np.array([1.0] + [0.1] * 5)
    )
    book = ratio_book(0.5, *[1.1] * 5)
    rule.answer(book)
    state = rule.answer(book).state
    assert state["gain"][0] == 0.3
    assert state["best"][0] == pytest.approx(np.log(1.1) * np.sqrt(5 / 6))
    assert rule.prices[0] == 1.0


def test_a_free_good_does_not_count_as_near():
    rule = AggregateRule(
        prices=np.ones(5), tolerance=TOLERANCE, floor=np.array([1.0] + [0.1] * 4)
    )
    assert not rule.answer(ratio_book(0.5, *[1.1] * 4)).state["accelerating"]


RATIOS = st.lists(st.floats(0.5, 2.0), min_size=2, max_size=2)


@given(st.lists(RATIOS, min_size=2, max_size=10))
@settings(deadline=None)
@example([[1.1, 1.1], [1.099, 1.099], [1.098, 1.098], [1.09, 1.09]])
def test_any_walk_continues_from_its_state(walk):
    unbroken, prices, state = make_rule(2), np.ones(2), None
    for ratios in walk:
        book = ratio_book(*ratios)
        expected = unbroken.answer(book)
        made_again = AggregateRule(prices=prices, tolerance=TOLERANCE, state=state)
        outcome = made_again.answer(book)
        assert outcome.prices.tolist() == expected.prices.tolist()
        prices, state = outcome.prices, json.loads(json.dumps(outcome.state))


def test_it_takes_fewer_rounds_than_the_reference_rule():
    answer = flexible(make_economy(seed=2))
    rounds = {}
    for name in ("aggregate", "reference"):
        pricing = RULES[name](prices=np.full(7, 3.0), tolerance=TOLERANCE)
        rounds[name] = 1
        while not pricing.answer(answer(pricing.prices)).agreed:
            rounds[name] += 1
            assert rounds[name] < 100
    assert rounds["aggregate"] < rounds["reference"]
    assert rounds["aggregate"] <= 12


@pytest.mark.parametrize("seed", range(5))
def test_it_reaches_a_tenth_of_a_per_cent(seed):
    answer, rule = flexible(make_economy(seed=seed)), make_rule(7, price=3.0)
    assert min(rule.answer(answer(rule.prices)).worst for _ in range(40)) < 1e-3
