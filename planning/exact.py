"""Sums of floats that are the same in any order: each is first made a whole number.

Floats add up to something else in another order, and so on another number of servers.
What the parts of a settlement send up is therefore counted in units far below anything
that matters, and whole numbers add up exactly, in any order and any grouping.
"""

import math

import numpy as np

from planning.arrays import Floats, Ints, Scatter

# Units to 1. Sums of parts of a whole stay below 2**62.
BITS = 60
ONE = 2.0**BITS


def count_parts(place: Ints, parts: Floats, n: int) -> Ints:
    """Add up by place, in units of 2**-60, floats given in these units.

    Parameters
    ----------
    place : (n_values,) int64 array
        Below ``n``.
    parts : (n_values,) float array
        Values times `ONE`; the sizes at one place add up to less than 4 of them.
    n : int

    Returns
    -------
    (n,) int64 array

    Examples
    --------
    >>> ten = np.zeros(10, dtype=np.int64)
    >>> int(count_parts(ten, np.full(10, 0.1 * ONE), 1)[0]) == 10 * int(0.1 * ONE)
    True

    """
    scatter = Scatter(n)
    scatter.add(place, parts.astype(np.int64))
    return scatter.sums


def count_all(values: Floats, bound: float) -> int:
    """Add up floats whose sizes add up to at most ``bound``, in units of it.

    >>> bound = 0.6
    >>> uncounted(count_all(np.array([0.1, 0.2, 0.25]), bound), bound)
    0.55

    """
    units = np.ldexp(values, BITS - _exponent(bound)).astype(np.int64)
    return int(units.sum())


def uncounted(units: int, bound: float) -> float:
    """What `count_all` counted, as a float."""
    return math.ldexp(float(units), _exponent(bound) - BITS)


def _exponent(bound: float) -> int:
    return math.frexp(bound)[1]
