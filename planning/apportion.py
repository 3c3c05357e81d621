"""Whole units that add up: rounding many figures so that a total comes out exactly."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from planning.arrays import Floats, Ints, count_up
from planning.floored import PART_BITS, Floored
from planning.largest import first
from planning.lots import checked_tickets
from planning.terms import Look

# A sum that is a millionth of a unit below a whole number is that number.
_NEARLY = round(1e-6 * 2**PART_BITS)
# Levels are found digit by digit.
_BASE = 8
_POWERS = _BASE ** np.arange(21, dtype=np.int64)
ROOM = 2**20


@dataclass(frozen=True, eq=False)
class Handing:
    """Who is handed the units that are missing.

    Parameters
    ----------
    sign : (n_groups,) int64 array
        1 where units are given, -1 where they are taken, 0 where none is missing.
    level : (n_groups,) int64 array
        So many units each, as far as there is room.
    key, ticket : (n_groups,) int64 array
        One more for the first of those that have room: `planning.largest.Edge`.

    """

    sign: Ints
    level: Ints
    key: Ints
    ticket: Ints


def whole_sums(units: Ints, parts: Ints) -> Ints:
    """Whole part of sums of units and of parts of a unit; nearly whole is whole."""
    found: Ints = units + ((parts + _NEARLY) >> PART_BITS)
    return found


def hand(
    missing: Ints,
    one_each: Ints,
    rooms: Callable[[Ints, Ints], Ints],
    count: Callable[[Ints, Ints, Look], Ints],
    fit: int,
) -> Handing:
    """Decide who is handed the units that are missing.

    Parameters
    ----------
    missing : (n_groups,) int64 array
        Negative: to be taken.
    one_each : (n_groups,) int64 array
        How many have room for one.
    rooms : callable
        Takes signs and (n_levels, n_groups) levels; returns as many sums of what finds
        room if nobody is handed more than a level.
    count : callable
        Takes signs, levels and a `Look`; returns counts of those with more room.
    fit : int
        Counts that fit an answer.

    Raises
    ------
    ValueError
        If there is not so much room.

    """
    sign, many = np.sign(missing), np.abs(missing)
    level = np.zeros(len(missing), dtype=np.int64)
    if (many > one_each).any():
        level = _levels(sign, np.where(many > one_each, many, 0), rooms)
        many = many - rooms(sign, level[None, :])[0]
    edge = first(lambda look: count(sign, level, look), many, fit)
    return Handing(sign, level, edge.key, edge.ticket)


def _levels(sign: Ints, many: Ints, rooms: Callable[[Ints, Ints], Ints]) -> Ints:
    """The highest levels at which not more than so many units find room."""
    whole = np.full((1, len(many)), 2**62, dtype=np.int64)
    most = rooms(sign, whole)[0]
    if (most < many).any():
        raise _out_of_reach()
    level = np.where((most == many) & (many > 0), whole[0], 0)
    digits = np.arange(1, _BASE, dtype=np.int64)[:, None]
    searched = (many > 0) & (level == 0)
    largest = int(many[searched].max(initial=0))
    for power in reversed(_POWERS[largest >= _POWERS].tolist()):
        candidates = level + np.where(searched, digits * power, 0)
        fits = rooms(sign, candidates) <= many
        level = level + np.where(searched, fits.sum(axis=0) * power, 0)
    return level


def apportion(
    target: Floats, limit: Ints, group: Ints, total: Ints, tickets: Ints | None = None
) -> Ints:
    """Round figures to whole units so that each group adds up to its total.

    Every figure becomes its whole part or one more. The units that are missing go to
    the largest fractions of the group, to 2**-24; of equal ones the lot decides
    (`planning.lots`). If the targets themselves are further from the total than that,
    for floats are not exact, everybody is handed the same number of units, as far as
    there is room, and one more by fractions.

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
    tickets : (n,) int64 array or None
        One for each figure, not negative; None: its place.

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
    array([1, 2, 1])

    """
    if (total < 0).any():
        raise _out_of_reach()
    ticket = checked_tickets(tickets, len(target))
    figures = Floored.of(target, limit, group, ticket, len(total))
    missing = total - figures.sums

    def rooms(sign: Ints, level: Ints) -> Ints:
        return room_below(figures, sign, level)

    one_each = np.where(missing > 0, figures.open(1), figures.open(-1))
    handing = hand(missing, one_each, rooms, figures.count, ROOM)
    return figures.handed(handing.sign, handing.level, handing.key, handing.ticket)


def room_below(figures: Floored, sign: Ints, level: Ints) -> Ints:
    """(n_levels, n_groups) Sums of what finds room below each level."""
    room, group = figures.room(sign), figures.group
    n = figures.n_groups
    return np.array(
        [count_up(group, np.minimum(room, each[group]), n) for each in level],
        dtype=np.int64,
    ).reshape(level.shape)


def _out_of_reach() -> ValueError:
    return ValueError("a total is negative, or more than the limits allow")
