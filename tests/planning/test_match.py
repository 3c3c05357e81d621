"""A record and a book laid over each other, against the same with dictionaries."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning import match as matching
from planning.book import Book
from planning.fitting import fit
from planning.match import match
from planning.ranges import blocks
from planning.record import Record

GOODS = 5
UNITS = st.integers(-900, 900).filter(bool)
LINES = st.dictionaries(st.integers(0, GOODS - 1), UNITS)
TOWN = st.dictionaries(st.integers(0, 9), LINES, max_size=8)


def laid(town):
    """Keys, starts, goods and units of councils by key."""
    keys = sorted(town)
    lines = [(good, town[key][good]) for key in keys for good in sorted(town[key])]
    start = np.cumsum([0] + [len(town[key]) for key in keys])
    columns = np.array(lines, dtype=np.int64).reshape(-1, 2).T
    return np.array(keys, dtype=np.int64), start, columns[0], columns[1]


def make_record(town):
    keys, start, good, units = laid(town)
    asked_in = np.zeros(len(keys), dtype=np.int64)
    asked, spent = np.zeros((1, GOODS)), np.zeros(len(keys))
    return Record(keys, start, good, units.astype(float), asked, asked_in, spent)


@given(TOWN, TOWN, st.sets(st.integers(0, 9)), st.sampled_from([1, 7, 2**16]))
def test_lines_of_either_are_there_once_with_what_both_say(before, now, own, block):
    keys, start, good, units = laid(now)
    book = Book(GOODS, start, good, units, np.ones(len(keys), dtype=bool))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching, "blocks", lambda start: blocks(start, block))
        both = match(make_record(before), book, keys, np.isin(keys, list(own)))
    found = {}
    for row, key in enumerate(keys.tolist()):
        lines = slice(both.start[row], both.start[row + 1])
        assert (np.diff(both.good[lines]) > 0).all()
        found[key] = {
            good: pair
            for good, *pair in zip(
                both.good[lines].tolist(),
                both.then[lines].tolist(),
                both.now[lines].tolist(),
                strict=True,
            )
        }
    assert found == {
        key: expected(before.get(key, {}), now[key] if fresh else {})
        for key, fresh in zip(keys.tolist(), both.fresh.tolist(), strict=True)
    }
    assert both.known.tolist() == [key in before for key in keys.tolist()]


def expected(then, now):
    """By good what was there then and now; what changes sides was not there then."""
    pairs = {
        good: [then.get(good, 0), now.get(good, 0)] for good in then.keys() | now.keys()
    }
    return {
        good: [0 if old * new < 0 else old, new] for good, (old, new) in pairs.items()
    }


def test_a_curve_is_the_same_whoever_is_fitted_beside_it(monkeypatch):
    random = np.random.default_rng(5)
    margins, offers = random.normal(0.0, 0.2, (2, 40, 4))
    margins[:20, :2] = np.nan
    one = np.ones(40)
    prior = (12.0 * one, 0.6 * one, 0.0 * one, 0.15 * one)
    whole = fit(margins, offers, prior, 1e-3 * one)
    monkeypatch.setattr("planning.fitting.BLOCK", 3)
    parts = fit(margins, offers, prior, 1e-3 * one)
    np.testing.assert_allclose(parts, whole, rtol=1e-12)
