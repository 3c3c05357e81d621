"""The first so many of each group, found by asking how many there are of what.

Everything that can be chosen has a key, a whole number; the smallest keys come first,
and of equal keys the smallest tickets. Where the last one chosen is to be found, is
found digit by digit from counts, so that nobody has to see, or sort, all keys.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from planning.arrays import Ints
from planning.terms import Look

# Keys and tickets are below 2**63.
DIGITS = 63
LAST = 2**DIGITS - 1
NONE = -1
MOST_BITS = 14


@dataclass(frozen=True, eq=False)
class Edge:
    """The last one chosen of each group, or somewhere before the next.

    Parameters
    ----------
    key, ticket : (n_groups,) int64 array
        Chosen are those with a smaller key, or with this one and a ticket that is not
        larger. -1: nobody.

    """

    key: Ints
    ticket: Ints


def first(count: Callable[[Look], Ints], number: Ints, room: int) -> Edge:
    """Find the edge before which there are just so many of each group.

    Parameters
    ----------
    count : callable
        Takes a `Look` and returns (n_open, 2**bits) counts.
    number : (n_groups,) int64 array
        How many; all, if there are fewer.
    room : int
        Counts that fit an answer; more if there are more groups than that.

    Returns
    -------
    Edge

    Raises
    ------
    ValueError
        If two at the edge have the same key and the same ticket.

    Examples
    --------
    >>> keys = np.array([5, 9, 9, 7])
    >>> def count(look):
    ...     if look.tied is not None:
    ...         tickets = np.flatnonzero(keys == look.tied[0])
    ...         return digits(tickets, look)
    ...     return digits(keys, look)
    >>> def digits(numbers, look):
    ...     seen = numbers[numbers >> (look.shift + look.bits) == look.prefix[0]]
    ...     places = (seen >> look.shift) & (2**look.bits - 1)
    ...     return np.bincount(places, minlength=2**look.bits)[None, :]
    >>> first(count, np.array([3]), 100)
    Edge(key=array([9]), ticket=array([1]))

    """
    key, missing = _digits(count, number, None, room)
    ticket = np.full(len(number), LAST, dtype=np.int64)
    tied = missing > 0
    if tied.any():
        drawn, more = _digits(count, missing, np.where(tied, key, NONE), room)
        if more.any():
            raise ValueError("two councils have the same ticket")
        ticket[tied] = drawn[tied]
    return Edge(key, ticket)


def _digits(
    count: Callable[[Look], Ints], number: Ints, tied: Ints | None, room: int
) -> tuple[Ints, Ints]:
    """The edge among keys, or tickets, and how many are missing of those just there."""
    edge = np.full(len(number), NONE, dtype=np.int64)
    prefix = np.zeros(len(number), dtype=np.int64)
    missing, opened, left = number.copy(), number > 0, DIGITS
    while left and opened.any():
        bits = min(_bits(room, int(opened.sum())), left)
        left -= bits
        look = Look(opened.copy(), prefix.copy(), left, bits, tied)
        upto = np.cumsum(count(look), axis=1)
        places = np.flatnonzero(opened)
        wanted = missing[places]
        digit = (upto < wanted[:, None]).sum(axis=1)
        all_of_them = digit == 2**bits
        digit = np.minimum(digit, 2**bits - 1)
        rows = np.arange(len(places))
        before = np.where(digit > 0, upto[rows, np.maximum(digit - 1, 0)], 0)
        done = (upto[rows, digit] == wanted) | all_of_them
        prefix[places] = (prefix[places] << bits) | digit
        missing[places] = np.where(done, 0, wanted - before)
        edge[places] = (prefix[places] << left) | ((1 << left) - 1)
        edge[places[all_of_them]] = LAST
        opened[places[done]] = False
    return edge, missing


def _bits(room: int, groups: int) -> int:
    return min(max((room // groups).bit_length() - 1, 1), MOST_BITS)
