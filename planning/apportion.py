"""Whole units that add up: rounding many figures so that a total comes out exactly."""

import numpy as np

from planning.arrays import Floats, Ints, count_up


def apportion(target: Floats, limit: Ints, group: Ints, total: Ints) -> Ints:
    """Round figures to whole units so that each group adds up to its total.

    Every figure becomes its whole part or one more. The units that are missing go to
    the largest fractions of the group; of equal fractions the first in line comes
    first. If the targets themselves are further from the total than that, for floats
    are not exact, the difference is spread in further passes of the same kind.

    Parameters
    ----------
    target : (n,) float array
        What each figure should be; not negative.
    limit : (n,) int64 array
        What it may not exceed; not negative.
    group : (n,) int64 array
        Which total it belongs to.
    total : (n_groups,) int64 array
        Not negative, and not above the sum of the limits of the group.

    Returns
    -------
    (n,) int64 array
        In [0, limit], with the exact totals.

    Raises
    ------
    ValueError
        If a total is negative or more than the limits allow.

    Examples
    --------
    >>> units = np.array([3, 3, 3])
    >>> apportion(np.array([1.4, 1.4, 1.2]), units, np.zeros(3, int), np.array([4]))
    array([2, 1, 1])

    """
    possible = count_up(group, limit, len(total))
    if (total < 0).any() or (total > possible).any():
        raise ValueError("a total is negative, or more than the limits allow")
    units = np.minimum(np.floor(target).astype(np.int64), limit)
    fraction = target - units
    missing = total - count_up(group, units, len(total))
    while missing.any():
        room = np.where((missing > 0)[group], limit - units, units)
        change = _one_pass(room, fraction, group, missing)
        units = units + change
        fraction = fraction - change
        missing = missing - count_up(group, change, len(total))
    return units


def _one_pass(room: Ints, fraction: Floats, group: Ints, missing: Ints) -> Ints:
    """Give, or take, one unit each; more each where every figure's turn has come."""
    sign = np.sign(missing)[group]
    open_lines = np.flatnonzero((room > 0) & (sign != 0))
    lines = open_lines[_ranked(group[open_lines], (fraction * sign)[open_lines])]
    count = np.bincount(group[lines], minlength=len(missing))
    before = np.cumsum(count) - count
    rank = np.arange(len(lines)) - before[group[lines]]
    each, rest = np.divmod(np.abs(missing), np.maximum(count, 1))
    portion = each[group[lines]] + (rank < rest[group[lines]])
    change = np.zeros_like(room)
    change[lines] = np.minimum(portion, room[lines]) * sign[lines]
    return change


def _ranked(group: Ints, fraction: Floats) -> Ints:
    """Places by group, the largest fraction first; of equals the first in line."""
    if not len(group) or np.abs(fraction).max() >= 1.0:
        return np.lexsort((-fraction, group))
    # One key sorts several times faster than two; where it is the same, both decide.
    key = group - 0.49 * fraction
    order = np.argsort(key)
    key = key[order]
    same = key[1:] == key[:-1]
    tied = np.flatnonzero(np.append(same, False) | np.append(False, same))
    equal = order[tied]
    order[tied] = equal[np.lexsort((equal, -fraction[equal], group[equal]))]
    return order
