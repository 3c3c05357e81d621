"""The first so many of each group: found by counts, as sorting would choose them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.floored import Ranked
from planning.largest import first

LARGEST = 2**63 - 1


def by_sorting(group, key, ticket, number):
    chosen = np.zeros(len(group), dtype=bool)
    for place, many in enumerate(number):
        mine = np.flatnonzero(group == place)
        chosen[mine[np.lexsort((ticket[mine], key[mine]))[:many]]] = True
    return chosen


def by_counts(group, key, ticket, number, room):
    ranked = Ranked(group, ticket, lambda places, shift: key[places] >> shift)
    able = np.ones(len(group), dtype=bool)
    edge = first(lambda look: ranked.count(lambda: able, look), number, room)
    here, drawn = edge.key[group], edge.ticket[group]
    return (key < here) | ((key == here) & (ticket <= drawn))


@st.composite
def groups(draw):
    n_groups = draw(st.integers(1, 4))
    keys = st.one_of(
        st.integers(0, LARGEST), st.sampled_from([0, 5, 2**40, 2**40 + 1, LARGEST])
    )
    lines = draw(st.lists(st.tuples(st.integers(0, n_groups - 1), keys)))
    size = {"min_size": len(lines), "max_size": len(lines)}
    ticket = draw(st.lists(st.integers(0, LARGEST), unique=True, **size))
    group = np.array([line[0] for line in lines], dtype=np.int64)
    key = np.array([line[1] for line in lines], dtype=np.int64)
    sizes = np.bincount(group, minlength=n_groups)
    number = np.array([draw(st.integers(0, int(size))) for size in sizes])
    return group, key, np.array(ticket, dtype=np.int64), number


@given(groups(), st.sampled_from([1, 7, 64, 10**6]))
def test_as_many_are_chosen_as_sorting_would_and_the_same(problem, room):
    assert by_counts(*problem, room).tolist() == by_sorting(*problem).tolist()


@pytest.mark.parametrize("digits", [1, 2, 17])
def test_thousands_with_and_without_equals(digits):
    random = np.random.default_rng(digits)
    group = random.integers(0, 7, 20_000)
    key = (np.round(random.uniform(0.0, 1.0, 20_000), digits) * 2**62).astype(np.int64)
    ticket = random.permutation(20_000)
    number = np.bincount(group, minlength=8) * np.array([0, 1, 2, 3, 4, 5, 6, 0]) // 6
    problem = group, key, ticket, number
    assert by_counts(*problem, 4096).tolist() == by_sorting(*problem).tolist()


def test_all_are_chosen_where_there_are_fewer():
    group, key = np.zeros(3, dtype=np.int64), np.array([5, 5, LARGEST])
    found = by_counts(group, key, np.array([2, 1, 0]), np.array([9]), 8)
    assert found.tolist() == [True] * 3


def test_the_same_ticket_twice_is_refused_where_it_decides():
    group, key = np.zeros(2, dtype=np.int64), np.array([5, 5])
    with pytest.raises(ValueError, match="same ticket"):
        by_counts(group, key, np.array([3, 3]), np.array([1]), 8)
