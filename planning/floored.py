"""Figures rounded down, and who is handed the units that are missing then."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from planning.arrays import Bools, Floats, Ints, count_up
from planning.lots import BITS as LOT_BITS
from planning.lots import lots
from planning.terms import Look

# Units are told in parts so small that sums of millions are near enough, and compared
# in larger ones, so that what is equal but for the noise of floats is equal.
PART_BITS, KEY_BITS = 38, 24


@dataclass(eq=False)
class Ranked:
    """What can be chosen, by groups and keys; see `planning.largest`.

    Parameters
    ----------
    group, ticket : (n,) int64 array
    lead : callable
        Takes places and a shift; returns the leading digits of their keys.

    """

    group: Ints
    ticket: Ints
    lead: Callable[[Ints, int], Ints]
    _seen: tuple[Look, Ints] | None = field(default=None, repr=False)

    def count(self, able: Callable[[], Bools], look: Look) -> Ints:
        """(n_open, 2**bits) Counts by the digits looked at, of those that are able."""
        places = self._narrowed(able, look)
        self._seen = look, places
        if look.tied is not None:
            digits = self.ticket[places] >> look.shift
        else:
            digits = self.lead(places, look.shift)
        bins = 1 << look.bits
        slot = np.cumsum(look.open) - 1
        place = slot[self.group[places]] * bins + (digits & (bins - 1))
        n_open = int(look.open.sum())
        return np.bincount(place, minlength=n_open * bins).reshape(n_open, bins)

    def _narrowed(self, able: Callable[[], Bools], look: Look) -> Ints:
        """Those that can be meant; the last look helps if this one goes on from it."""
        before = self._seen
        if before is None or not _goes_on(before[0], look):
            places = np.flatnonzero(able() & look.open[self.group])
        else:
            places = before[1]
            places = places[look.open[self.group[places]]]
        top = look.shift + look.bits
        if look.tied is not None:
            places = places[self.lead(places, 0) == look.tied[self.group[places]]]
            known = self.ticket[places] >> top
        else:
            known = self.lead(places, top)
        found: Ints = places[known == look.prefix[self.group[places]]]
        return found


def _goes_on(before: Look, look: Look) -> bool:
    """Whether all that a look can mean was meant by the one before."""
    if before.tied is not None or (look.open & ~before.open).any():
        return False
    apart = (before.shift + before.bits) - (look.shift + look.bits)
    if look.tied is not None:
        known = look.tied >> (before.shift + before.bits)
    elif apart < 0:
        return False
    else:
        known = look.prefix >> apart
    return bool((known == before.prefix)[look.open].all())


@dataclass(eq=False)
class Floored:
    """Figures rounded down, and what that leaves of each.

    Parameters
    ----------
    limit, group, ticket : (n,) int64 array
        What each may not exceed, which total it belongs to, and its ticket.
    units : (n,) int64 array
        The whole part of each figure, in [0, limit].
    fraction : (n,) float array
        The rest of it, in [0, 1).
    n_groups : int

    """

    limit: Ints
    group: Ints
    ticket: Ints
    units: Ints
    fraction: Floats
    n_groups: int
    _ranked: tuple[bytes, Ranked] | None = field(default=None, repr=False)

    @classmethod
    def of(
        cls, target: Floats, limit: Ints, group: Ints, ticket: Ints, n_groups: int
    ) -> "Floored":
        """Round down; none of the targets may be negative."""
        units = target.astype(np.int64)
        np.minimum(units, limit, out=units)
        # Above a limit that is no float the rest is negative, or more than a unit.
        fraction = np.clip(target - units, 0.0, 1.0 - 2.0**-PART_BITS)
        return cls(limit, group, ticket, units, fraction, n_groups)

    @property
    def sums(self) -> Ints:
        """(n_groups,) Units of each group."""
        return count_up(self.group, self.units, self.n_groups)

    @property
    def parts(self) -> Ints:
        """(n_groups,) What is left of each group, in 2**-38 of a unit."""
        parts = np.rint(self.fraction * 2.0**PART_BITS).astype(np.int64)
        return count_up(self.group, parts, self.n_groups)

    def open(self, sign: int) -> Ints:
        """(n_groups,) How many figures can be given a unit, or give one (-1)."""
        able = self.units < self.limit if sign > 0 else self.units > 0
        return np.bincount(self.group[able], minlength=self.n_groups)

    @cached_property
    def _digits(self) -> Ints:
        return (self.fraction * 2.0**KEY_BITS).astype(np.int64)

    def room(self, sign: Ints) -> Ints:
        """(n,) Units that can be given to each figure, or taken where signs are -1."""
        room = self.limit - self.units
        if (sign < 0).any():
            room = np.where((sign < 0)[self.group], self.units, room)
        return room

    def count(self, sign: Ints, level: Ints, look: Look) -> Ints:
        """Count who would have a unit above a level, by the digits looked at."""
        known = sign.tobytes() + level.tobytes()
        if self._ranked is None or self._ranked[0] != known:
            self._ranked = known, Ranked(self.group, self.ticket, self._lead(sign))
        return self._ranked[1].count(lambda: self._able(sign, level), look)

    def handed(self, sign: Ints, level: Ints, key: Ints, ticket: Ints) -> Ints:
        """(n,) Units, after each group was given, or gave, what was missing."""
        lead, room = self._lead(sign), self.room(sign)
        units, group = self.units.copy(), self.group
        able = room > level[group] if level.any() else room > 0
        edge = np.where(sign != 0, key >> LOT_BITS, -1)[group]
        here = lead(np.arange(len(units)), LOT_BITS)
        change = (able & (here < edge)).astype(np.int64)
        tied = np.flatnonzero(able & (here == edge))
        mine, group = lead(tied, 0), group[tied]
        first = (mine == key[group]) & (self.ticket[tied] <= ticket[group])
        change[tied] = (mine < key[group]) | first
        if level.any():
            change += np.minimum(room, level[self.group])
        if (sign < 0).any():
            change *= sign[self.group]
        units += change
        return units

    def _able(self, sign: Ints, level: Ints) -> Bools:
        return self.room(sign) > level[self.group]

    def _lead(self, sign: Ints) -> Callable[[Ints, int], Ints]:
        """Leading digits of keys: the fraction, then the lot.

        The largest fraction is the first to be given a unit, and the last to give one.
        """
        taken = sign < 0 if (sign < 0).any() else None
        first, last = 2**KEY_BITS - 1, 2**LOT_BITS - 1

        def lead(places: Ints, shift: int) -> Ints:
            digits = self._digits[places]
            turned = None if taken is None else ~taken[self.group[places]]
            digits = _turned(digits, first, turned)
            if shift >= LOT_BITS:
                return digits >> (shift - LOT_BITS)
            lot = lots(self.ticket[places], self.group[places])
            if turned is not None:
                lot = np.where(turned, lot, last - lot)
            return ((digits << LOT_BITS) | lot) >> shift

        return lead


def _turned(digits: Ints, last: int, turned: Bools | None) -> Ints:
    """Count from the last; or only some of them."""
    return last - digits if turned is None else np.where(turned, last - digits, digits)
