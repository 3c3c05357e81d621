"""A large model is solved by way of a few of its councils, and just as well."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from planning import match, model, record
from planning.book import Book
from planning.calibrated import CalibratedRule
from planning.councils import Councils
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


LIST = np.arange(300)


def shopper(prices, sigma, budget=1e12):
    """Units of each of 300 goods, for a budget and one substitution."""
    share = np.exp(np.sin(LIST)) * prices ** (1.0 - sigma)
    return np.rint(budget * share / share.sum() / prices).astype(np.int64)


def shop(rounds, sigma=2.5, odd=()):
    """A council with a long list; some of its lines never change."""
    random = np.random.default_rng(3)
    rule = CalibratedRule(prices=np.ones(300), tolerance=Fraction(1, 100))
    for _ in range(rounds):
        rule.prices = np.exp(random.normal(0.0, 0.3, 300))
        units = shopper(rule.prices, sigma)
        units[list(odd)] = 10**9
        supply = np.full(300, -(10**10))
        book = Book(
            300,
            [0, 300, 600],
            np.append(LIST, LIST),
            np.append(units, supply),
            np.array([False, True]),
        )
        rule.answer(book)
    return rule.learned()


def test_of_a_long_list_of_requests_a_part_tells_the_substitution():
    assert shop(2)["substitution"][0] == pytest.approx(2.5, abs=0.02)


def test_every_line_of_a_long_list_is_heard_in_some_round():
    whole, parts = shop(7), [shop(7, odd=LIST[first::6]) for first in range(6)]
    for learned in parts:
        assert abs(learned["substitution"][0] - whole["substitution"][0]) > 1e-4


def town_of(keys, rounds, *, block=None, patch=None):
    """Councils with lists of their own that come and go; memory after some rounds."""
    if block:
        patch.setattr(match, "blocks", lambda start: record.blocks(start, block))
    prices, state, memory = np.ones(8), None, None
    for number in range(rounds):
        here = keys[keys % 5 != number]
        rows = []
        for place, key in enumerate(here.tolist()):
            for good in range(8):
                if (key * 7 + good * 3 + number * (key % 3)) % 4:
                    sign = -1 if (key + good) % 2 else 1
                    rows.append((place, good, sign * (1000 + 31 * key + 97 * good)))
        council, good, units = zip(*rows, strict=True)
        book = Book.from_lines(8, len(here), council, good, units, here % 2 == 0)
        rule = CalibratedRule(
            prices=prices,
            tolerance=Fraction(1, 100),
            councils=Councils.undeclared(here, here % 2 == 1),
            state=state,
            memory=memory,
        )
        outcome = rule.answer(book, here % 7 != number)
        prices, state, memory = outcome.prices, outcome.state, rule.memory
    return prices, memory


def test_lines_that_come_and_go_are_matched_alike_in_blocks_of_any_size(monkeypatch):
    keys = np.arange(3, 60)
    prices, memory = town_of(keys, 5)
    others, again = town_of(keys, 5, block=10, patch=monkeypatch)
    assert prices.tolist() == others.tolist()
    for name, array in memory.items():
        np.testing.assert_array_equal(array, again[name], err_msg=name)


def test_near_balance_a_large_model_is_asked_once(monkeypatch):
    exact = solve(make_model(3), search_of(make_model(3))).prices
    monkeypatch.setattr(model, "MANY_LINES", 0)
    monkeypatch.setattr(model, "DRAWN", 9.0)
    large, search = make_model(3), search_of(make_model(3))
    near = replace(search, centre=exact + np.linspace(-1e-3, 1e-3, GOODS))
    found = solve(large, near)
    assert found.trials == 1
    before = np.abs(large.respond(near.centre).gap).max()
    assert np.abs(large.respond(found.prices).gap).max() < 0.3 * before
