"""Who comes first among equals: by lot, and by another lot for every good.

The last unit of a good has to go to somebody, and two councils may have an equal claim
to it. The first in a list would be the same council every time, and another one on
another server. So every council has a ticket, a number that anybody can compute from
its public name and the year; mixed with the good it becomes the lot. That is fair, the
same wherever a council is at home, and can be drawn again by everyone.
"""

import numpy as np

from planning.arrays import Ints

BITS = 39
_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def lots(ticket: Ints, group: Ints | int) -> Ints:
    """Lots of councils within groups; the smallest comes first.

    Parameters
    ----------
    ticket : (n,) int64 array
        Not negative; one for every council.
    group : (n,) int64 array or int
        What they draw for: requests of good i are group i, offers n_goods + i.

    Returns
    -------
    (n,) int64 array
        In [0, 2**39): the leading bits of the mixed sum [1]_ of the ticket and
        (group + 1) times 0x9E3779B97F4A7C15, modulo 2**64. Equal lots are possible,
        if rare: then the smaller ticket comes first.

    References
    ----------
    .. [1] G. L. Steele, D. Lea and C. H. Flood, "Fast Splittable Pseudorandom Number
       Generators", OOPSLA 2014: the mixing of SplitMix64.

    Examples
    --------
    >>> tickets = np.arange(3)
    >>> lots(tickets, 0).argsort(), lots(tickets, 1).argsort()
    (array([1, 2, 0]), array([0, 1, 2]))

    """
    turn = np.asarray(group).astype(np.uint64) + np.uint64(1)
    with np.errstate(over="ignore"):
        mixed = ticket.astype(np.uint64) + turn * _STEP
        mixed = (mixed ^ (mixed >> np.uint64(30))) * _FIRST
        mixed = (mixed ^ (mixed >> np.uint64(27))) * _SECOND
        mixed ^= mixed >> np.uint64(31)
    found: Ints = (mixed >> np.uint64(64 - BITS)).astype(np.int64)
    return found


def checked_tickets(tickets: Ints | None, n_councils: int) -> Ints:
    """Return tickets as int64; ValueError if there is not one for every council.

    None: the place of each council in the book.
    """
    if tickets is None:
        return np.arange(n_councils, dtype=np.int64)
    array = np.asarray(tickets)
    if array.shape != (n_councils,) or (n_councils and array.dtype.kind not in "iu"):
        raise ValueError(f"there must be one whole number for {n_councils} councils")
    array = array.astype(np.int64, copy=False)
    if n_councils and array.min() < 0:
        raise ValueError("a ticket is negative")
    return array
