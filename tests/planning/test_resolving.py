"""What would bring goods within tolerance: the least that does, to the unit."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from planning.balance import Balance, agreed, out_of_tolerance
from planning.resolving import least_tolerance, missing

TOTALS = st.integers(0, 10**12)
FREE = np.zeros(1, dtype=bool)


def balance(requested, offered):
    return Balance(np.array([requested]), np.array([offered]))


@given(TOTALS, TOTALS, st.fractions(Fraction(1, 10_000), 1))
def test_what_is_missing_is_the_least_that_suffices(requested, offered, tolerance):
    units = int(missing(balance(requested, offered), tolerance, FREE)[0])

    def out(units):
        now = balance(requested + max(-units, 0), offered + max(units, 0))
        return bool(out_of_tolerance(now, tolerance, FREE)[0])

    assert not out(units)
    if units:
        assert units * (requested - offered) > 0
        assert out(units - int(np.sign(units)))


def test_a_free_good_misses_nothing():
    assert missing(balance(1, 100), Fraction("0.03"), ~FREE)[0] == 0


@given(TOTALS, TOTALS)
def test_the_least_tolerance_is_just_enough(requested, offered):
    seen = balance(requested, offered)
    found = least_tolerance(seen, FREE)
    if found:
        assert agreed(seen, found, FREE)
        less = found - Fraction(1, 100_000)
        assert less <= 0 or not agreed(seen, less, FREE)
    else:
        assert requested == offered
