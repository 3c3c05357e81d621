"""The largest figures of each group: whatever the sizes, as sorting would choose."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.largest import largest


def by_sorting(group, figure, number):
    chosen = np.zeros(len(group), dtype=bool)
    for place, many in enumerate(number):
        mine = np.flatnonzero(group == place)
        chosen[mine[np.lexsort((mine, -figure[mine]))[:many]]] = True
    return chosen


@st.composite
def groups(draw):
    n_groups = draw(st.integers(1, 4))
    figures = st.one_of(st.floats(-1, 1), st.sampled_from([0.0, 0.5, 5e-324, -5e-324]))
    lines = draw(st.lists(st.tuples(st.integers(0, n_groups - 1), figures)))
    group = np.array([line[0] for line in lines], dtype=np.int64)
    figure = np.array([line[1] for line in lines], dtype=np.float64)
    sizes = np.bincount(group, minlength=n_groups)
    number = np.array([draw(st.integers(0, int(size))) for size in sizes])
    return group, figure, number


@given(groups())
def test_as_many_are_chosen_as_sorting_would_and_the_same(problem):
    assert largest(*problem).tolist() == by_sorting(*problem).tolist()


@pytest.mark.parametrize("digits", [1, 2, 17])
def test_thousands_in_many_bins_with_and_without_equals(digits):
    random = np.random.default_rng(digits)
    group = random.integers(0, 7, 20_000)
    figure = np.round(random.uniform(0.0, 1.0, 20_000), digits)
    number = np.bincount(group, minlength=8) * np.array([0, 1, 2, 3, 4, 5, 6, 0]) // 6
    found = largest(group, figure, number)
    assert found.tolist() == by_sorting(group, figure, number).tolist()
