"""A balance found by trials alone: the same prices, within the same bounds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning import multisecant as trials_alone
from planning.multisecant import TRIALS, multisecant
from planning.newton import Search
from planning.secant import Secant


class Linear:
    """A model whose gaps are ``slopes`` times what is left to its balance."""

    def __init__(self, slopes, balance):
        self.slopes, self.balance, self.asked = slopes, balance, 0

    def respond(self, prices):
        self.asked += 1
        model = self

        class Trial:
            gap = model.slopes @ (prices - model.balance)

            @staticmethod
            def own_slope():
                return np.diag(model.slopes)

        return Trial()


def slopes(n, seed, crossed):
    """Slopes of goods of which a part follows other goods' prices."""
    rng = np.random.default_rng(seed)
    own = -rng.uniform(0.5, 3.0, n)
    return np.diag(own) + crossed * rng.normal(size=(n, n)) / np.sqrt(n)


def search(n, low=-9.0, high=9.0, fixed=None):
    none = np.zeros(n, dtype=np.bool_) if fixed is None else fixed
    centre, low, high = np.zeros(n), np.full(n, low), np.full(n, high)
    return Search(centre, low, high, Secant(n), none)


@given(seed=st.integers(0, 999), crossed=st.floats(0.0, 0.2))
def test_it_finds_the_balance(seed, crossed):
    model = Linear(slopes(40, seed, crossed), np.linspace(-1.0, 1.0, 40))
    found = multisecant(model, search(40), 1e-6)
    assert np.abs(found.gap).max() < 1e-6
    np.testing.assert_allclose(found.prices, model.balance, atol=1e-5)
    assert found.trials == model.asked <= 20


def test_the_moves_before_spare_trials(monkeypatch):
    model = Linear(slopes(40, 1, 0.3), np.linspace(-1.0, 1.0, 40))
    with_moves = multisecant(model, search(40), 1e-4).trials
    monkeypatch.setattr(trials_alone.Moves, "remember", lambda *_args: None)
    without = multisecant(model, search(40), 1e-4).trials
    assert with_moves < without


def test_bounds_hold_and_the_other_goods_balance():
    model = Linear(slopes(40, 2, 0.1), np.linspace(-1.0, 1.0, 40))
    found = multisecant(model, search(40, -0.5, 0.5), 1e-6)
    held = np.abs(found.prices) == 0.5
    assert 5 < held.sum() < 35
    assert np.abs(found.prices).max() <= 0.5
    assert np.abs(found.gap[~held]).max() < 1e-6
    assert (np.sign(found.gap[held]) == np.sign(found.prices[held])).all()


def test_a_fixed_price_stays():
    fixed = np.arange(40) == 7
    model = Linear(slopes(40, 3, 0.1), np.ones(40))
    found = multisecant(model, search(40, fixed=fixed), 1e-6)
    assert found.prices[7] == 0.0
    assert (found.prices[~fixed] > 0.5).all()


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_has_no_balance_ends_where_it_began(value):
    class Hopeless(Linear):
        def respond(self, prices):
            trial = super().respond(prices)
            if prices.any():
                trial.gap = np.full(len(prices), value)
            return trial

    model = Hopeless(slopes(40, 4, 0.1), np.ones(40))
    found = multisecant(model, search(40), 1e-6)
    assert not found.prices.any()
    assert found.trials < TRIALS
