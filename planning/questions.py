"""What a settlement asks its parts: plain figures, the same for every part.

Every question says all a part needs to know besides its own councils, so that it can be
asked twice, or of another process that knows the same councils. All parts know prices,
goods with slack and whole things anyway (`planning.part.SettlingPart`).
"""

from dataclasses import dataclass

from planning.arrays import Bools, Floats, Ints
from planning.terms import Look, Since, Terms, Turn


@dataclass(frozen=True, eq=False)
class Remaining:
    """What is requested and offered by those that deal in nothing dead?"""

    dead: Bools
    turns: tuple[Turn, ...]


@dataclass(frozen=True, eq=False)
class Spread:
    """How strongly could shares answer multipliers? Fields as in `Terms`."""

    dead: Bools
    size: Ints
    turns: tuple[Turn, ...]


@dataclass(frozen=True, eq=False)
class At:
    """What do the recipes take and give at these multipliers, and how do they move?

    Parameters
    ----------
    terms : Terms
    multipliers : (n_goods,) float array
        Relative to the prices.
    since : Since or None
        Since when the second derivatives are wanted; None: all of them.
    room : int
        So many second derivatives fit an answer.

    """

    terms: Terms
    multipliers: Floats
    since: Since | None
    room: int


@dataclass(frozen=True, eq=False)
class Slopes:
    """As `At`, the second derivatives alone, from some row on."""

    terms: Terms
    multipliers: Floats
    since: Since | None
    room: int
    row: int


@dataclass(frozen=True, eq=False)
class Heights:
    """How high is the dual function at several multipliers, (n_points, n_goods)?"""

    terms: Terms
    multipliers: Floats


@dataclass(frozen=True, eq=False)
class Losses:
    """What would recipes lose that make no whole things? Counted by ``look``."""

    terms: Terms
    multipliers: Floats
    look: Look


@dataclass(frozen=True, eq=False)
class Floors:
    """What do all lines add up to in whole units, and what is left of each?"""

    terms: Terms
    multipliers: Floats


@dataclass(frozen=True, eq=False)
class Rooms:
    """How many units can be handed to all lines if nobody gets more than a level?

    Parameters
    ----------
    terms : Terms
    multipliers : (n_goods,) float array
    sign : (2 n_goods,) int64 array
        1 where units are given, -1 where they are taken.
    level : (n_levels, 2 n_goods) int64 array

    """

    terms: Terms
    multipliers: Floats
    sign: Ints
    level: Ints


@dataclass(frozen=True, eq=False)
class Ranks:
    """Which lines would have the next unit? Counted by ``look``; rest as `Rooms`."""

    terms: Terms
    multipliers: Floats
    sign: Ints
    level: Ints
    look: Look


@dataclass(frozen=True, eq=False)
class Finish:
    """Be assigned these units; what do they add up to?

    Parameters
    ----------
    terms : Terms
    multipliers : (n_goods,) float array
    sign, level, key, ticket : (2 n_goods,) int64 array
        As `planning.apportion.Handing`.
    bound : float
        Credits: value of all that is proposed.

    """

    terms: Terms
    multipliers: Floats
    sign: Ints
    level: Ints
    key: Ints
    ticket: Ints
    bound: float


Question = (
    Remaining
    | Spread
    | At
    | Slopes
    | Heights
    | Losses
    | Floors
    | Rooms
    | Ranks
    | Finish
)
