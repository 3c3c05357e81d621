import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.responses import Flexibility, respond
from tests.planning.economies import books, make_book, prices_of, recipe, single

UNBOUNDED = np.inf


def declared(n, follow=True, substitution=1.0, supply_response=1.0, capacity=UNBOUNDED):
    return Flexibility(
        np.full(n, follow),
        np.full(n, float(substitution)),
        np.full(n, float(supply_response)),
        np.full(n, float(capacity)),
    )


def answer(council, now, then=1.0, budget_ratio=1.0, **flexibility):
    """One council's answer as {good: quantity}, from reference prices ``then``."""
    now = np.array(now, dtype=float)
    book = make_book(len(now), council)
    then = np.broadcast_to(np.array(then, dtype=float), now.shape)[book.good]
    ratio = np.array([budget_ratio])
    found = respond(book, then, now, declared(1, **flexibility), ratio)
    return dict(zip(found.good.tolist(), found.quantity.tolist(), strict=True))


def elasticities(council, good, **flexibility):
    """How ln quantity of each line answers ln price, by a small symmetric step."""
    n_goods, small = 3, 1e-3
    up, down = np.ones(n_goods), np.ones(n_goods)
    up[good], down[good] = np.exp(small), np.exp(-small)
    above = answer(council, up, **flexibility)
    below = answer(council, down, **flexibility)
    return [np.log(above[g] / below[g]) / (2 * small) for g in sorted(above)]


# A worker council whose inputs share the cost 3 : 1, and one who asks 3 : 1.
MAKER = recipe(a=3 * 10**12, b=10**12, c=-5 * 10**12)
USER = single(a=3 * 10**12, b=10**12, c=-5 * 10**12)

CURVATURES = pytest.mark.parametrize("substitution", [0.0, 0.3, 1.0, 4.0])


@given(books(), st.data())
@settings(deadline=None)
def test_the_reference_prices_are_answered_by_the_reference(book, data):
    prices = data.draw(prices_of(book.n_goods))
    flexibility = declared(book.n_councils, substitution=0.7, supply_response=2.0)
    same = respond(
        book, prices[book.good], prices, flexibility, np.ones(book.n_councils)
    )
    assert same.quantity.tolist() == book.quantity.tolist()
    assert same.start.tolist() == book.start.tolist()


@given(st.floats(1e-3, 1e3), st.floats(0.0, 5.0), st.floats(0.0, 5.0))
def test_a_recipe_does_not_change_if_all_prices_are_scaled(factor, sigma, eta):
    now = np.array([2.0, 0.5, 1.5])
    plain = answer(MAKER, now, substitution=sigma, supply_response=eta)
    scaled = answer(MAKER, factor * now, substitution=sigma, supply_response=eta)
    assert scaled == pytest.approx(plain, rel=1e-9)


@given(st.floats(1e-3, 1e3), st.floats(0.0, 5.0))
def test_a_basket_does_not_change_if_prices_and_budget_are_scaled(factor, sigma):
    now, council = np.array([2.0, 0.5, 1.5]), single(a=3 * 10**12, b=10**12)
    plain = answer(council, now, substitution=sigma)
    scaled = answer(council, factor * now, substitution=sigma, budget_ratio=factor)
    assert scaled == pytest.approx(plain, rel=1e-9)


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.floats(1e-3, 1e3))
def test_no_unit_of_a_basket_is_lost_to_floats(first, second, factor):
    found = answer(
        single(a=first, b=second), [factor, 3 * factor], [1, 3], budget_ratio=factor
    )
    assert found == {0: first, 1: second}


@CURVATURES
@pytest.mark.parametrize("response", [0.5, 2.0])
def test_small_steps_of_a_recipe_agree_with_its_elasticities(substitution, response):
    options = {"substitution": substitution, "supply_response": response}
    # Cost shares 0.75 and 0.25: the margin falls by that share of a dearer input.
    scale = response + 1
    assert elasticities(MAKER, 0, **options) == pytest.approx(
        [
            -0.75 * scale - 0.25 * substitution,
            -0.75 * scale + 0.75 * substitution,
            -0.75 * response,
        ],
        abs=1e-4,
    )
    assert elasticities(MAKER, 2, **options) == pytest.approx(
        [scale, scale, response], abs=1e-4
    )


@CURVATURES
def test_small_steps_of_a_basket_agree_with_its_elasticities(substitution):
    options = {"substitution": substitution, "supply_response": 0.6}
    assert elasticities(USER, 0, **options) == pytest.approx(
        [-0.75 - 0.25 * substitution, -0.75 + 0.75 * substitution, 0.0], abs=1e-4
    )
    assert elasticities(USER, 2, **options) == pytest.approx([0.0, 0.0, 0.6], abs=1e-4)


def test_with_substitution_one_spending_on_each_good_stays():
    council = single(a=400, b=600)
    assert answer(council, [2.0, 0.5]) == {0: 200, 1: 1200}


def test_without_substitution_the_mix_stays():
    council = recipe(a=400, b=600, c=-1000)
    # The mix costs 2200 instead of 1000, and the output is worth as much more.
    assert answer(council, [4.0, 1.0, 2.2], substitution=0.0) == council[1]
    found = answer(council, [4.0, 1.0, 3.0], substitution=0.0)
    assert found[0] / found[1] == pytest.approx(400 / 600, abs=1e-3)


def test_a_recipe_without_supply_response_keeps_its_output_and_its_scale():
    found = answer(
        recipe(a=400, b=600, c=-1000), [1, 1, 2], substitution=0, supply_response=0
    )
    assert found == {0: 400, 1: 600, 2: -1000}


def test_several_outputs_weigh_by_value_and_move_together():
    council = recipe(a=1000, b=-3000, c=-1000)
    found = answer(council, [1.0, np.e, 1.0])
    assert found[1] == pytest.approx(-3000 * np.exp(0.75), abs=1)
    assert found[2] == pytest.approx(-1000 * np.exp(0.75), abs=1)


def test_without_requests_credits_are_the_measure_of_cost():
    assert answer(recipe(a=-1000), [2.0], supply_response=1.0) == {0: -2000}
    assert answer(recipe(a=-1000), [2.0], supply_response=0.0) == {0: -1000}


def test_without_offers_the_scale_stays():
    council = recipe(a=1000, b=1000)
    assert answer(council, [3.0, 3.0], supply_response=2.0) == {0: 1000, 1: 1000}


def test_capacity_is_never_exceeded_and_requests_follow_the_output():
    council = recipe(a=1000, c=-900)
    found = answer(council, [1.0, 1.0, 1e6], supply_response=3.0, capacity=1000)
    assert found[2] == -1000
    assert found[0] == pytest.approx(1000 / 0.9, abs=1)


def test_capacity_fades_the_response_by_the_part_in_use():
    council = recipe(a=10**9, c=-9 * 10**8)
    found = answer(council, [1.0, 1.0, 1.01], supply_response=3.0, capacity=10**9)
    change = np.log(found[2] / -9e8) / np.log(1.01)
    assert change == pytest.approx(3.0 * 0.1, rel=0.02)


def test_a_huge_capacity_is_as_good_as_none():
    council, now = recipe(a=1000, c=-900), [1.0, 1.0, 1.3]
    bounded = answer(council, now, supply_response=3.0, capacity=1e15)[2]
    assert bounded == answer(council, now, supply_response=3.0)[2]


def test_more_than_the_capacity_at_the_reference_is_taken_as_nearly_full():
    found = answer(recipe(a=1000, c=-900), [1.0, 1.0, 5.0], capacity=500)
    assert found[2] == -901


def test_capacity_is_that_of_the_offer_worth_most():
    council = recipe(a=1000, b=-100, c=-900)
    found = answer(council, [1.0, 1e6, 1e6], then=[1.0, 10.0, 1.0], capacity=125)
    assert found[1] == -125
    assert found[2] == -1125


def test_labour_of_a_consumer_council_has_its_capacity_too():
    assert answer(single(a=-900), [1e9], capacity=1000) == {0: -1000}


def test_a_council_that_keeps_repeats_its_proposal():
    kept = answer(recipe(a=400, c=-1000), [9.0, 9.0, 1.0], follow=False)
    assert kept == {0: 400, 2: -1000}
    assert answer(single(a=-400), [9.0], follow=False) == {0: -400}


def test_a_council_that_keeps_shrinks_its_basket_together_to_what_it_may_spend():
    council = single(a=400, b=600)
    assert answer(council, [2.0, 2.0], follow=False) == {0: 200, 1: 300}
    assert answer(council, [0.5, 0.5], follow=False) == {0: 400, 1: 600}
    poorer = answer(council, [1.0, 1.0], follow=False, budget_ratio=0.5)
    assert poorer == {0: 200, 1: 300}


@given(books(largest=10**9), st.booleans(), st.data())
@settings(deadline=None)
def test_a_council_never_spends_more_than_it_may(book, follow, data):
    then = data.draw(prices_of(book.n_goods))
    now = data.draw(prices_of(book.n_goods))
    n = book.n_councils
    ratio = np.array(data.draw(st.lists(st.floats(0, 10), min_size=n, max_size=n)))
    sigma = data.draw(st.floats(0.0, 12.0))
    found = respond(book, then[book.good], now, declared(n, follow, sigma), ratio)
    before = np.maximum(book.quantity, 0) * then[book.good]
    after = np.maximum(found.quantity, 0) * now[found.good]
    budget = ratio * np.bincount(book.council, before, minlength=n)
    spent = np.bincount(found.council, after, minlength=n)
    assert (spent <= budget * (1 + 1e-9))[~book.whole].all()


@given(books(), st.data())
@settings(deadline=None)
def test_nobody_changes_sides_or_takes_up_a_new_good(book, data):
    then = data.draw(prices_of(book.n_goods, 1e-9, 1e9))
    now = data.draw(prices_of(book.n_goods, 1e-9, 1e9))
    n = book.n_councils
    found = respond(
        book, then[book.good], now, declared(n, True, 0.5, 3.0, 1e6), np.ones(n)
    )
    sign = {
        (c, g): np.sign(q)
        for c, g, q in zip(book.council, book.good, book.quantity, strict=True)
    }
    for c, g, q in zip(found.council, found.good, found.quantity, strict=True):
        assert sign[c, g] == np.sign(q)
    assert (np.abs(found.quantity) <= 10**15).all()


@pytest.mark.parametrize("binds_nobody", [np.inf, 1e300])
def test_a_council_without_entitlement_keeps_its_requests(binds_nobody):
    council, now = single(a=400, b=600), [2.0, 2.0]
    kept = answer(council, now, follow=False, budget_ratio=binds_nobody)
    assert kept == {0: 400, 1: 600}


def test_a_council_without_entitlement_follows_with_what_it_spent():
    assert answer(single(a=400), [2.0], budget_ratio=np.inf) == {0: 200}


def test_an_answer_beyond_all_bounds_is_cut_to_what_a_line_may_hold():
    assert answer(single(a=400), [1.0], budget_ratio=1e300) == {0: 10**15}


def test_what_comes_to_nothing_has_no_line():
    assert answer(single(a=1, b=1000), [3.0, 1.0]) == {1: 1000}
    assert answer(single(a=400), [1.0], budget_ratio=0.0) == {}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"now": [0.0]}, "a price is not"),
        ({"now": [np.nan]}, "a price is not"),
        ({"then": [-1.0]}, "a reference price is not"),
        ({"budget_ratio": -0.1}, "a budget ratio is not"),
        ({"budget_ratio": np.nan}, "a budget ratio is not"),
        ({"substitution": -1.0}, "substitution needs"),
        ({"supply_response": np.nan}, "supply_response needs"),
        ({"capacity": -1.0}, "capacity needs"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(change, message):
    with pytest.raises(ValueError, match=message):
        answer(single(a=1), **{"now": [1.0]} | change)


def test_arrays_that_do_not_fit_are_refused():
    book = make_book(2, single(a=1))
    with pytest.raises(ValueError, match="do not fit"):
        respond(book, np.ones(1), np.ones(3), declared(1), np.ones(1))
    with pytest.raises(ValueError, match="one number a council"):
        respond(book, np.ones(1), np.ones(2), declared(2), np.ones(1))
