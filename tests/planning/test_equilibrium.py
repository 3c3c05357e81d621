"""The model of all councils: its answers, its slopes, and its balance."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from planning import newton
from planning.behaviour import Behaviour
from planning.councils import Income
from planning.equilibrium import Search, solve
from planning.model import Model, Spending
from planning.secant import Secant
from planning.shards import Shard

GOODS = 6
RECIPE = np.array([True] * 5 + [False] * 7)
BUDGETED = np.array([False] * 5 + [True] * 6 + [False])


def make_model(seed=0, *, shards=1, pooled=False, weight=None):
    """Five recipes, one of them bounded, six consumers, one community."""
    random = np.random.default_rng(seed)
    count = len(RECIPE)
    wants = random.uniform(1, 9, (count, GOODS)) * (random.random((count, GOODS)) < 0.7)
    offers = np.zeros((count, GOODS))
    for row in range(5):
        offers[row, row % 3] = random.uniform(20, 40)
        wants[row, row % 3] = 0.0
    offers[0, 1] = 12.0
    offers[5:, 3:] = random.uniform(1, 8, (7, 3))
    wants[5:, 3:] = 0.0
    wants[5, 2] = wants[6, 0] = 4.0
    behaviour = Behaviour(
        substitution=np.where(
            np.arange(count) == 3, 1.0, random.uniform(0.2, 3, count)
        ),
        supply=random.uniform(0.3, 2, count),
        scale=random.uniform(1.3, 3, count),
        used=np.where(np.arange(count) == 2, 0.8, 0.0),
        slope=np.full(count, 9.0),
    )
    asked = [random.normal(0, 0.3, GOODS) for _ in range(shards)]
    parts = [
        Shard(
            rows,
            asked[place],
            csr_array(wants[rows]),
            csr_array(offers[rows]),
            RECIPE[rows],
            BUDGETED[rows],
            behaviour.take(rows),
            weight,
        )
        for place, rows in enumerate(np.array_split(np.arange(count), shards))
    ]
    if not pooled:
        return Model(parts)
    share = np.where(BUDGETED, 1 / 6, 0.0)[:, None] * [[0.4, 0.7]]
    pool = np.where(RECIPE, 0, np.where(BUDGETED, -1, 1))
    income = Income(np.where(BUDGETED, 30.0, 0.0), pool, csr_array(share))
    return Model(parts, Spending(income, np.where(BUDGETED, 35.0, 0.0)))


def test_at_the_prices_they_answered_the_models_repeat_the_answers():
    model = make_model()
    shard = model.shards[0]
    trial = model.respond(shard.asked)
    np.testing.assert_allclose(trial.requested, shard.requests.sum(axis=0))
    np.testing.assert_allclose(trial.offered, shard.offers.sum(axis=0))


def test_a_budget_is_spent_at_any_prices():
    model = make_model()
    shard = model.shards[0]
    prices = shard.asked + np.array([0.5, -1.0, 2.0, 0.1, 0.0, -0.4])
    requests, _ = shard.respond(prices).lines(np.ones(len(RECIPE)))
    matrix = csr_array((requests, shard.requests.indices, shard.requests.indptr))
    spent = (matrix @ np.exp(prices))[BUDGETED]
    np.testing.assert_allclose(spent, shard.cost[BUDGETED])


@pytest.mark.parametrize("pooled", [False, True])
@pytest.mark.parametrize("shards", [1, 3])
def test_the_slope_is_the_change_of_the_gap(pooled, shards):
    model = make_model(1, shards=shards, pooled=pooled)
    prices = np.random.default_rng(2).normal(0, 0.4, GOODS)
    slope = model.respond(prices).slope(np.eye(GOODS))
    for good, one in enumerate(np.eye(GOODS)):
        ahead, behind = (model.respond(prices + x * one).gap for x in (1e-5, -1e-5))
        np.testing.assert_allclose(slope[:, good], (ahead - behind) / 2e-5, atol=1e-7)
        single = model.respond(prices).slope(one)
        np.testing.assert_allclose(slope[:, good], single, atol=1e-12)


def test_the_own_slope_has_the_right_size():
    trial = make_model(1).respond(np.zeros(GOODS))
    exact = np.diag(trial.slope(np.eye(GOODS)))
    np.testing.assert_allclose(trial.own_slope(), exact, atol=0.6)


def test_a_row_may_stand_for_several_councils():
    one, three = make_model(), make_model(weight=np.full(len(RECIPE), 3.0))
    prices = np.full(GOODS, 0.2)
    once, thrice = one.respond(prices), three.respond(prices)
    np.testing.assert_allclose(3 * once.requested, thrice.requested)
    np.testing.assert_allclose(once.slope(prices), thrice.slope(prices))


def make_search(model, *, radius=5.0, fixed=(), secant=None):
    centre = model.shards[0].asked
    held = np.isin(np.arange(GOODS), fixed)
    bounds = np.where(held, 0.0, radius)
    secant = secant or Secant(GOODS)
    return Search(centre, centre - bounds, centre + bounds, secant, held)


@pytest.mark.parametrize("dense", [True, False])
def test_at_the_prices_found_everything_balances(monkeypatch, dense):
    monkeypatch.setattr(newton, "DENSE", GOODS if dense else 0)
    model = make_model(3)
    found = solve(model, make_search(model))
    assert np.abs(model.respond(found.prices).gap).max() < 1e-6


@pytest.mark.parametrize("dense", [True, False])
def test_the_secant_correction_moves_the_balance(monkeypatch, dense):
    monkeypatch.setattr(newton, "DENSE", GOODS if dense else 0)
    model, secant = make_model(3), Secant(GOODS)
    secant.learn(np.full(GOODS, 0.2), np.eye(GOODS)[0] - 0.5 * np.eye(GOODS)[4], 0.0)
    search = make_search(model, secant=secant)
    found = solve(model, search)
    gap = model.respond(found.prices).gap + secant @ (found.prices - search.centre)
    assert np.abs(gap).max() < 1e-6
    assert np.abs(secant @ (found.prices - search.centre)).max() > 1e-3


def test_prices_stay_within_the_radius_and_fixed_ones_stay():
    model = make_model(3)
    search = make_search(model, radius=0.1, fixed=(2,))
    found = solve(model, search)
    moved = np.abs(found.prices - search.centre)
    assert moved.max() <= 0.1 + 1e-12
    assert moved.max() > 0.09
    assert moved[2] == 0.0


def test_many_pairs_are_kept_as_few_vectors_and_small():
    random, secant = np.random.default_rng(0), Secant(GOODS)
    for _ in range(40):
        secant.learn(random.normal(0, 9, GOODS), random.normal(0, 0.01, GOODS), 1e-6)
    assert secant.missed.shape == (12, GOODS)
    assert secant.norm <= 2.0 + 1e-9
