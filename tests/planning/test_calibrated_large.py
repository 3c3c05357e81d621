"""A large model is solved by way of a few of its councils, and just as well."""

import numpy as np

from planning import model
from planning.equilibrium import Search, solve
from planning.secant import Secant
from tests.planning.test_equilibrium import GOODS, make_model


def search_of(model):
    centre = model.shards[0].asked
    radius = np.full(GOODS, 5.0)
    fixed = np.zeros(GOODS, dtype=bool)
    return Search(centre, centre - radius, centre + radius, Secant(GOODS), fixed)


def test_a_quick_model_finds_what_the_whole_one_finds(monkeypatch):
    whole = make_model(3)
    exact = solve(whole, search_of(whole)).prices
    monkeypatch.setattr(model, "MANY_LINES", 0)
    monkeypatch.setattr(model, "DRAWN", 2.0)
    large = make_model(3)
    found = solve(large, search_of(large)).prices
    assert len(large.quick.shards[0].rows) < len(large.shards[0].rows)
    assert np.abs(large.respond(found).gap).max() < 0.03
    np.testing.assert_allclose(found, exact, atol=0.05)


def test_everyone_who_is_drawn_stands_for_as_many_as_the_chance_says():
    shard = make_model(1).shards[0]
    drawn = shard.drawn(np.full(len(shard.rows), 0.5))
    assert drawn.weight.tolist() == [2.0] * 6
    assert shard.drawn(np.zeros(len(shard.rows))) is None
