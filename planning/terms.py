"""What the questions of a settlement have in common, whatever they ask."""

from dataclasses import dataclass
from functools import cached_property

from planning.arrays import Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class Turn:
    """One time that recipes came down to whole things; see `planning.integral`.

    Parameters
    ----------
    dead : (n_goods,) bool array
    multipliers : (n_goods,) float array
        At which some recipes made no whole things; 0 where that tells nothing.
    key, ticket : int
        Those came down that are not above this; see `planning.largest.Edge`.

    """

    dead: Bools
    multipliers: Floats
    key: int
    ticket: int

    @cached_property
    def mark(self) -> tuple[bytes, bytes, int, int]:
        """The same for the same turn; made once, since it is looked up so often."""
        return self.dead.tobytes(), self.multipliers.tobytes(), self.key, self.ticket


@dataclass(frozen=True, eq=False)
class Terms:
    """What is the same for all multipliers.

    Parameters
    ----------
    dead : (n_goods,) bool array
        Goods with one side only: blocks that deal in them are cut entirely.
    size : (n_goods,) int64 array
        Units requested and offered of the others, in all parts; 1 if there are none.
    grid : (n_goods,) int64 array
        Powers of two that make all lines of a good small: see `planning.gram`.
    turns : tuple of Turn
        By which recipes came down to whole things, so far.

    """

    dead: Bools
    size: Ints
    grid: Ints
    turns: tuple[Turn, ...]


@dataclass(frozen=True, eq=False)
class Since:
    """Multipliers, and how many of the turns there had been."""

    multipliers: Floats
    turns: int


@dataclass(frozen=True, eq=False)
class Look:
    """Which digits of which keys to count; see `planning.largest`.

    Parameters
    ----------
    open : (n_groups,) bool array
        Groups that are looked at.
    prefix : (n_groups,) int64 array
        The leading digits that are known of each.
    shift, bits : int
        Count by the ``bits`` binary digits before the last ``shift``.
    tied : (n_groups,) int64 array or None
        None: digits of keys. Else of the tickets of those that have just this key.

    """

    open: Bools
    prefix: Ints
    shift: int
    bits: int
    tied: Ints | None
