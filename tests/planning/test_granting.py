"""What a rule grants, as laws: exact, in any order, repaid some day, not below zero."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planning.granting import (
    effort_per_head,
    for_heads,
    repayment_due,
    shared_out,
    spread_heads,
    take,
)

# Machines that test are busy.
UNHURRIED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)

councils = st.integers(1, 12)
cents = st.integers(0, 10**9)


def ints(draw, n, most):
    return np.array(draw(st.lists(st.integers(0, most), min_size=n, max_size=n)))


@st.composite
def efforts(draw):
    n = draw(councils)
    return {
        "rate": draw(st.integers(0, 10**6)),
        "hours": draw(st.sampled_from([None, ints(draw, n, 10**6)])),
        "rating": ints(draw, n, 10_000),
        "cap": ints(draw, n, 10_000),
    }


@settings(UNHURRIED)
@given(efforts())
def test_pay_is_the_exact_product_rounded_down(figures):
    hours = figures["hours"]
    paid = effort_per_head(**figures)
    for place, each in enumerate(paid.tolist()):
        worked = 100 if hours is None else int(hours[place])
        counted = min(int(figures["rating"][place]), int(figures["cap"][place]))
        assert each == figures["rate"] * worked * counted // 100_000
        assert each >= 0


@settings(UNHURRIED)
@given(efforts(), st.randoms(use_true_random=False))
def test_the_order_of_the_councils_changes_nothing(figures, random):
    order = np.arange(len(figures["rating"]))
    random.shuffle(order)
    moved = {
        name: value[order] if isinstance(value, np.ndarray) else value
        for name, value in figures.items()
    }
    there = effort_per_head(**moved)
    assert (there == effort_per_head(**figures)[order]).all()


@settings(UNHURRIED)
@given(st.data())
def test_everybody_stands_in_exactly_one_row(data):
    n, rows = data.draw(councils), data.draw(st.integers(1, 5))
    members = ints(data.draw, n, 1000)
    said = np.stack([ints(data.draw, n, 400) for _row in range(rows)], axis=1)
    heads, fits = spread_heads(members, said)
    assert (heads.sum(axis=1) == members).all()
    assert (heads >= 0).all()
    assert (heads[fits, 1:] == said[fits, 1:]).all()


@settings(UNHURRIED, max_examples=40)
@given(
    st.integers(1, 10**12),
    st.integers(1, 20),
    st.lists(st.integers(0, 10**11), min_size=20, max_size=20),
)
def test_a_credit_is_repaid_and_never_more_than_it_was(amount, years, there):
    paid, one = 0, np.ones(1, dtype=np.int64)
    for year, means in enumerate(there, 1):
        due = repayment_due(amount * one, years * one, year * one, paid * one)
        (taken,) = take(due, means * one)
        paid += int(taken[0])
        assert 0 <= paid <= amount
    if min(there) >= amount:
        assert paid == amount


def test_with_means_enough_the_last_share_is_paid_in_the_last_year():
    paid, one = 0, np.ones(1, dtype=np.int64)
    for year in range(1, 8):
        paid += int(repayment_due(10_001 * one, 7 * one, year * one, paid * one)[0])
    assert paid == 10_001


@settings(UNHURRIED)
@given(st.data())
def test_what_is_taken_is_laid_to_the_dues_without_rest(data):
    n = data.draw(councils)
    group = np.sort(ints(data.draw, data.draw(st.integers(0, 9)), n - 1)).astype(int)
    due = ints(data.draw, len(group), 1000).astype(int)
    owed = np.zeros(n, dtype=np.int64)
    np.add.at(owed, group, due)
    (taken,) = take(owed, ints(data.draw, n, 1500))
    laid = shared_out(taken, group, due)
    back = np.zeros(n, dtype=np.int64)
    np.add.at(back, group, laid)
    assert (back == taken).all()
    assert ((laid >= 0) & (laid <= due)).all()


def test_what_could_not_be_exact_is_refused():
    many = np.array([2**31])
    with pytest.raises(ValueError, match="too large"):
        for_heads(many, np.array([10**10]))
    with pytest.raises(ValueError, match="negative"):
        for_heads(many, np.array([-1]))
    with pytest.raises(ValueError, match="negative"):
        effort_per_head(rate=-1, hours=None, rating=many, cap=many)
