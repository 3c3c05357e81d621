"""The largest figures of each group, without sorting all of them."""

import numpy as np

from planning.arrays import Bools, Floats, Ints

# Figures a bin should hold, and bins a group has at most.
TO_A_BIN, MOST_BINS = 8, 2048
# Figures closer than this are in one bin: no quotient by it could be a float.
TINY = 1e-200


def largest(group: Ints, figure: Floats, number: Ints) -> Bools:
    """Choose so many of each group: the largest, of equals the first in line.

    Figures are dealt into bins by size. Whole bins are chosen from the top, and only
    the bin in which the number is reached has to be sorted.

    Parameters
    ----------
    group : (n,) int64 array
        The group of each figure.
    figure : (n,) float array
        Finite.
    number : (n_groups,) int64 array
        How many; between 0 and the size of the group.

    Returns
    -------
    (n,) bool array

    Examples
    --------
    >>> figure = np.array([0.2, 0.8, 0.5, 0.5])
    >>> largest(np.zeros(4, dtype=int), figure, np.array([2]))
    array([False,  True,  True, False])

    """
    n, n_groups = len(group), len(number)
    if not n:
        return np.zeros(0, dtype=np.bool_)
    n_bins = min(max(n // (TO_A_BIN * n_groups), 1), MOST_BINS)
    bins = _bins(figure, n_bins)
    place = group * n_bins
    place += bins
    held = np.bincount(place, minlength=n_groups * n_bins).reshape(n_groups, n_bins)
    upto = np.cumsum(held, axis=1)
    last = np.minimum((upto < number[:, None]).sum(axis=1), n_bins - 1)
    rows = np.arange(n_groups)
    missing = number - (upto - held)[rows, last]
    reached = (rows * n_bins + last)[group]
    chosen: Bools = place < reached
    tied = np.flatnonzero(place == reached)
    chosen[tied[_first(group[tied], figure[tied], missing)]] = True
    return chosen


def _bins(figure: Floats, n_bins: int) -> Ints:
    """Which of so many bins each figure is in: 0 the one of the largest."""
    top, bottom = float(figure.max()), float(figure.min())
    if top - bottom < TINY:
        return np.zeros(len(figure), dtype=np.int64)
    scaled = figure - top
    scaled *= n_bins / (bottom - top)
    bins = scaled.astype(np.int64)
    return np.minimum(bins, n_bins - 1, out=bins)


def _first(group: Ints, figure: Floats, number: Ints) -> Ints:
    """Places of the largest of each group, found by sorting."""
    order = np.lexsort((-figure, group))
    count = np.bincount(group, minlength=len(number))
    sorted_group = group[order]
    rank = np.arange(len(group)) - (np.cumsum(count) - count)[sorted_group]
    return order[rank < number[sorted_group]]
