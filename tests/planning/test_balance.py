from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning import totals
from planning.arrays import Scatter, count_up
from planning.balance import (
    Balance,
    agreed,
    free_goods,
    imbalance,
    out_of_tolerance,
    total,
    weighted_imbalance,
)
from planning.book import Book
from planning.pulls import by_group
from tests.planning.economies import TOLERANCE, books, make_book, recipe, single

NO_GOOD = np.array([False])


def make_balance(*pairs):
    requested, offered = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return Balance(requested, offered)


@given(books(largest=2**58), st.randoms())
def test_totals_are_exact_and_do_not_depend_on_the_order_of_councils(book, random):
    requested, offered = [0] * book.n_goods, [0] * book.n_goods
    for good, quantity in zip(book.good.tolist(), book.quantity.tolist(), strict=True):
        if quantity > 0:
            requested[good] += quantity
        else:
            offered[good] -= quantity
    balance = total(book)
    assert balance.requested.tolist() == requested
    assert balance.offered.tolist() == offered
    assert (balance.excess == balance.requested - balance.offered).all()

    order = list(range(book.n_councils))
    random.shuffle(order)
    lines = np.concatenate([np.flatnonzero(book.council == c) for c in order] or [[]])
    place = np.argsort(np.array(order, dtype=np.int64))
    lines = lines.astype(np.int64)
    shuffled = Book.from_lines(
        book.n_goods,
        book.n_councils,
        place[book.council[lines]],
        book.good[lines],
        book.quantity[lines],
        book.whole[np.array(order, dtype=np.int64)],
    )
    assert (total(shuffled).requested == balance.requested).all()


@given(books(largest=2**58))
def test_totals_are_the_same_on_several_threads(book):
    alone = total(book)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(totals, "MANY", 0)
        patch.setattr(totals, "BLOCK", 2)
        together = total(book)
    assert together.requested.tolist() == alone.requested.tolist()
    assert together.offered.tolist() == alone.offered.tolist()


PLACED = st.lists(st.tuples(st.integers(0, 6), st.integers(-(2**58), 2**58)))


@given(PLACED, PLACED)
def test_whole_numbers_add_up_exactly_by_place(first, then):
    scatter, sums = Scatter(7), [0] * 7
    for lines in (first, then):
        for place, units in lines:
            sums[place] += units
        columns = np.array(lines, dtype=np.int64).reshape(-1, 2).T
        scatter.add(columns[0], columns[1].copy())
    assert scatter.sums.tolist() == sums
    both = np.array(first + then, dtype=np.int64).reshape(-1, 2).T
    assert count_up(both[0], both[1], 7).tolist() == sums


def test_a_place_that_is_none_and_values_without_a_place_are_refused():
    for place in (-1, 3):
        with pytest.raises(IndexError, match="outside 0…2"):
            count_up(np.array([0, place]), np.array([1, 1]), 3)
    with pytest.raises(ValueError, match="2 places but 1 values"):
        count_up(np.array([0, 1]), np.array([1]), 3)


@given(books(largest=2**58), st.data())
def test_groups_pull_by_exact_sums(book, data):
    count = book.n_councils
    groups = data.draw(st.lists(st.integers(0, 3), min_size=count, max_size=count))
    sums = [[0] * (max(groups, default=-1) + 1) for _good in range(book.n_goods)]
    for council, good, units in zip(
        book.council.tolist(), book.good.tolist(), book.quantity.tolist(), strict=True
    ):
        sums[good][groups[council]] += units
    assert by_group(book, np.array(groups, dtype=np.int64)).tolist() == sums


def test_totals_beyond_what_floats_can_tell_apart_are_exact():
    book = make_book(1, single(a=2**60 + 1), single(a=2), single(a=-(2**60)))
    assert total(book).excess.tolist() == [3]


@pytest.mark.parametrize("sign", [1, -1])
def test_a_total_is_refused_from_two_to_the_62_on(sign):
    half = sign * 2**61
    largest = make_book(1, single(a=half), single(a=half - sign))
    assert abs(total(largest).excess[0]) == 2**62 - 1
    with pytest.raises(OverflowError, match="larger unit"):
        total(make_book(1, single(a=half), single(a=half)))


def test_totals_that_wrap_round_are_refused():
    lines = [single(a=2**61)] * 8
    with pytest.raises(OverflowError):
        total(make_book(1, *lines))
    with pytest.raises(OverflowError):
        total(make_book(1, single(a=-(2**63))))


def test_the_measure_is_twice_the_excess_over_the_sum():
    measure = imbalance(make_balance((8, 10), (5, 0), (0, 5)), np.zeros(3, dtype=bool))
    assert measure.tolist() == [-4 / 18, 2.0, -2.0]


def test_the_measure_of_what_nobody_deals_in_and_of_free_goods_is_zero():
    balance = make_balance((0, 0), (8, 10))
    assert imbalance(balance, np.array([False, True])).tolist() == [0.0, 0.0]


def test_the_measure_stands_the_largest_totals():
    largest = 2**62 - 1
    measure = imbalance(
        make_balance((largest, largest), (largest, 0)), np.zeros(2, bool)
    )
    assert measure.tolist() == [0.0, 2.0]


def test_a_good_is_free_only_at_the_floor_and_only_in_surplus():
    balance = make_balance((8, 10), (8, 10), (10, 8), (10, 10))
    free = free_goods(balance, np.array([0.5, 0.6, 0.5, 0.5]), 0.5)
    assert free.tolist() == [True, False, False, False]


@given(
    st.integers(0, 2**62 - 1),
    st.integers(0, 2**62 - 1),
    st.fractions(Fraction(1, 10**6), Fraction(1)),
)
def test_tolerance_is_compared_exactly(requested, offered, tolerance):
    out = out_of_tolerance(make_balance((requested, offered)), tolerance, NO_GOOD)
    size = requested + offered
    measure = Fraction(2 * abs(requested - offered), size) if size else 0
    assert out.tolist() == [measure > tolerance]


def test_one_unit_beyond_the_tolerance_is_out_however_large_the_totals():
    at, beyond = (203 * 10**15, 197 * 10**15), (203 * 10**15 + 1, 197 * 10**15)
    out = out_of_tolerance(make_balance(at, beyond), TOLERANCE, np.zeros(2, dtype=bool))
    assert out.tolist() == [False, True]


def test_a_tolerance_of_nothing_is_refused():
    with pytest.raises(ValueError, match="positive, not 0"):
        out_of_tolerance(make_balance((1, 1)), Fraction(0), NO_GOOD)


def test_an_empty_book_agrees_on_nothing():
    assert not agreed(total(make_book(1)), TOLERANCE, NO_GOOD)
    assert agreed(total(make_book(1, recipe(a=-5), single(a=5))), TOLERANCE, NO_GOOD)


def test_one_good_out_of_tolerance_is_enough_to_disagree():
    balance, both = make_balance((100, 100), (100, 104)), np.zeros(2, dtype=bool)
    assert not agreed(balance, TOLERANCE, both)
    assert agreed(balance, TOLERANCE, np.array([False, True]))


def test_the_weighted_imbalance_counts_by_value():
    balance = make_balance((8, 10), (100, 100))
    assert weighted_imbalance(balance, np.array([1.0, 1.0])) == pytest.approx(2 / 109)
    assert weighted_imbalance(balance, np.array([1e9, 1e-9])) == pytest.approx(2 / 9)
    assert weighted_imbalance(make_balance((0, 0)), np.array([1.0])) == 0.0
