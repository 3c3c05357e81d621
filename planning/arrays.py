"""The three kinds of array the numeric core is made of, and sums by place."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

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

    ValueError if places and values differ in number, IndexError if a place is not one
    of the ``n``.

    >>> count_up(np.array([0, 2, 0]), np.array([2**60, 1, 1]), 3)
    array([1152921504606846977,                   0,                   1])

    """
    if len(place) != len(values):
        raise ValueError(f"{len(place)} places but {len(values)} values")
    if len(place) and not 0 <= place.min() <= place.max() < n:
        raise IndexError(f"a place is outside 0…{n - 1}")
    scatter = Scatter(n)
    scatter.add(place, values)
    return scatter.sums


class Scatter:
    """Sums of whole numbers by place, to be added to.

    They are exact in any order, and wrap round beyond 64 bits. The loop is that of a
    sparse matrix with one column: numpy's own ufunc.at takes several times as long.

    Attributes
    ----------
    sums : (n,) int64 array

    Examples
    --------
    >>> scatter = Scatter(2)
    >>> scatter.add(np.array([1, 1]), np.array([5, -2]))
    >>> scatter.add(np.array([0]), np.array([4]))
    >>> scatter.sums
    array([4, 3])

    """

    def __init__(self, n: int) -> None:
        self.sums = np.zeros(n, dtype=np.int64)
        self._column = csc_array((n, 1), dtype=np.int64)
        self._one = np.ones(1, dtype=np.int64)

    def add(self, place: Ints, values: Ints) -> None:
        """Add values by place; every place is one of the sums, which is not checked."""
        column = self._column
        column.indptr = np.array([0, len(place)], dtype=np.int64)
        column.indices = place.astype(np.int64, copy=False)
        column.data = values
        self.sums += column @ self._one
