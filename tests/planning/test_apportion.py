import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.apportion import apportion
from planning.lots import lots


@st.composite
def figures(draw):
    """Targets below their limits, groups, and totals that can be reached."""
    n_groups = draw(st.integers(1, 4))
    lines = draw(
        st.lists(
            st.tuples(
                st.integers(0, 10**6),
                st.floats(0, 1),
                st.integers(0, n_groups - 1),
            ),
            max_size=20,
        )
    )
    limit = np.array([line[0] for line in lines], dtype=np.int64)
    target = limit * np.array([line[1] for line in lines], dtype=np.float64)
    group = np.array([line[2] for line in lines], dtype=np.int64)
    possible = np.bincount(group, limit, minlength=n_groups).astype(np.int64)
    wanted = np.bincount(group, target, minlength=n_groups).astype(np.int64)
    anything = [draw(st.integers(0, int(most))) for most in possible]
    totals = np.where(draw(st.booleans()), np.minimum(wanted, possible), anything)
    return target, limit, group, totals.astype(np.int64)


@given(figures())
def test_every_total_is_met_and_no_limit_exceeded(given):
    target, limit, group, total = given
    units = apportion(target, limit, group, total)
    assert np.bincount(group, units, minlength=len(total)).tolist() == total.tolist()
    assert ((units >= 0) & (units <= limit)).all()


@given(figures())
def test_rounded_totals_change_no_figure_by_more_than_a_unit(given):
    target, limit, group, total = given
    total = np.bincount(group, target, minlength=len(total)).astype(np.int64)
    total = np.minimum(
        total, np.bincount(group, limit, minlength=len(total)).astype(np.int64)
    )
    units = apportion(target, limit, group, total)
    assert (np.abs(units - target) <= 1.0).all()


def test_the_largest_fractions_are_rounded_up_of_equals_by_lot():
    group, limit = np.zeros(4, dtype=np.int64), np.full(4, 9)
    target = np.array([1.2, 2.8, 1.5, 1.5])
    assert apportion(target, limit, group, np.array([7])).tolist() == [1, 3, 1, 2]
    other = apportion(target, limit, group, np.array([7]), np.array([0, 1, 3, 2]))
    assert other.tolist() == [1, 3, 2, 1]
    assert apportion(target, limit, group, np.array([5])).tolist() == [1, 2, 1, 1]


def test_a_figure_at_its_limit_is_never_rounded_up():
    found = apportion(
        np.array([2.0, 1.1]), np.array([2, 2]), np.zeros(2, int), np.array([4])
    )
    assert found.tolist() == [2, 2]


def test_totals_far_from_the_targets_are_spread():
    group, limit = np.zeros(3, dtype=np.int64), np.full(3, 100)
    target = np.array([10.0, 10.0, 90.0])
    assert apportion(target, limit, group, np.array([260])).sum() == 260
    assert apportion(target, limit, group, np.array([5])).sum() == 5


@pytest.mark.parametrize("total", [-1, 7])
def test_a_total_out_of_reach_is_refused(total):
    with pytest.raises(ValueError, match="more than the limits allow"):
        apportion(np.zeros(2), np.array([3, 3]), np.zeros(2, int), np.array([total]))


def test_units_go_the_same_way_whether_or_not_fractions_are_equal():
    """Both ways of sorting: with equal fractions, and with all of them different."""
    random = np.random.default_rng(5)
    group = random.integers(0, 4, 200)
    limit = np.full(200, 9)
    total = np.bincount(group, minlength=4) * 4
    different = random.uniform(3.0, 5.0, 200)
    for target in (different, np.round(different, 1)):
        units = apportion(target, limit, group, total)
        for place in range(4):
            mine = np.flatnonzero(group == place)
            up = units[mine] > np.floor(target[mine])
            fraction = np.floor((target[mine] - np.floor(target[mine])) * 2**24)
            best = np.lexsort((lots(mine, place), -fraction))[: up.sum()]
            assert np.flatnonzero(up).tolist() == sorted(best.tolist())
