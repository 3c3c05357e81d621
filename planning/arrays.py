"""The three kinds of array the numeric core is made of, and sums by place."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def add_up(place: Ints, values: Floats, n: int) -> Floats:
    """Add up floats by place; also none at all, of which numpy makes integers.

    >>> add_up(np.array([0, 2, 0]), np.array([0.5, 1.0, 0.25]), 3)
    array([0.75, 0.  , 1.  ])

    """
    return np.bincount(place, values, minlength=n).astype(np.float64, copy=False)


def count_up(place: Ints, values: Ints, n: int) -> Ints:
    """Add up whole numbers by place, exactly.

    >>> count_up(np.array([0, 2, 0]), np.array([2**60, 1, 1]), 3)
    array([1152921504606846977,                   0,                   1])

    """
    sums = np.zeros(n, dtype=np.int64)
    np.add.at(sums, place, values)
    return sums
