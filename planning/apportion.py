"""Whole units that add up: rounding many figures so that a total comes out exactly."""

from dataclasses import dataclass

import numpy as np

from planning.arrays import Floats, Ints, add_up, count_up
from planning.largest import largest


@dataclass(frozen=True, eq=False)
class Floored:
    """Figures rounded down, and what that leaves of each.

    Parameters
    ----------
    limit, group : (n,) int64 array
        As for `apportion`.
    units : (n,) int64 array
        The whole part of each figure, in [0, limit].
    fraction : (n,) float array
        The rest of it.
    sums : (n_groups,) int64 array
        The units of each group.

    """

    limit: Ints
    group: Ints
    units: Ints
    fraction: Floats
    sums: Ints

    @classmethod
    def of(cls, target: Floats, limit: Ints, group: Ints, n_groups: int) -> "Floored":
        """Round down; none of the targets may be negative."""
        units = target.astype(np.int64)
        np.minimum(units, limit, out=units)
        sums = count_up(group, units, n_groups)
        return cls(limit, group, units, target - units, sums)

    @property
    def whole_sums(self) -> Ints:
        """(n_groups,) Sums of the figures, rounded down.

        One that is a millionth below a whole number is that number.
        """
        # Above a limit that is no float the rest is negative.
        rest = np.maximum(self.fraction, 0.0)
        fractions = add_up(self.group, rest, len(self.sums))
        return self.sums + np.floor(fractions + 1e-6).astype(np.int64)

    def reach(self, total: Ints) -> Ints:
        """Give units back until every group has its total; see `apportion`."""
        if (total < 0).any():
            raise _out_of_reach()
        units, fraction = self.units.copy(), self.fraction
        missing = total - self.sums
        while missing.any():
            lines = self._open(units, missing)
            mine = self.group[lines]
            change = _one_pass(fraction[lines], mine, missing)
            if (np.abs(change) > 1).any():
                room = np.where(
                    change > 0, self.limit[lines] - units[lines], units[lines]
                )
                change = np.minimum(np.abs(change), room) * np.sign(change)
            units[lines] += change
            missing = missing - count_up(mine, change, len(total))
            if missing.any():
                fraction = fraction.copy()
                fraction[lines] -= change
        return units

    def _open(self, units: Ints, missing: Ints) -> Ints:
        """Figures that can still go towards the total of their group."""
        able = units < self.limit
        if (missing < 0).any():
            able = np.where((missing < 0)[self.group], units > 0, able)
        able &= (missing != 0)[self.group]
        return np.flatnonzero(able)


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
    return Floored.of(target, limit, group, len(total)).reach(total)


def _one_pass(fraction: Floats, group: Ints, missing: Ints) -> Ints:
    """Give, or take, one unit each; more each where every figure's turn has come."""
    sign = np.sign(missing)
    count = np.bincount(group, minlength=len(missing))
    if (missing[count == 0] != 0).any():
        raise _out_of_reach()
    each, rest = np.divmod(np.abs(missing), np.maximum(count, 1))
    if (missing < 0).any():
        fraction = fraction * sign[group]
    change = largest(group, fraction, rest).astype(np.int64)
    if each.any():
        change += each[group]
    if (missing < 0).any():
        change *= sign[group]
    return change


def _out_of_reach() -> ValueError:
    return ValueError("a total is negative, or more than the limits allow")
