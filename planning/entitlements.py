"""What a consumer council may spend, once public goods are paid for."""

import numpy as np

from planning.arrays import Bools, Floats, Ints, add_up
from planning.book import Book


def public_charges(
    *,
    members: Ints,
    parent: Ints,
    book: Book,
    prices: Floats,
    consumer: Bools,
    federation: Bools,
) -> Floats:
    """What each consumer council pays for the public goods of its federations.

    A federation is the one council that requests a public good. What its requests
    cost is divided by the heads below it, and every consumer council below it, at any
    depth, is charged for its members.

    Parameters
    ----------
    members : (n_councils,) int array
        Heads, not negative. Only those of consumer councils count.
    parent : (n_councils,) int array
        The federation a council belongs to; -1: none.
    book : Book
        What the federations request, among the other proposals.
    prices : (n_goods,) float array
        Credits per smallest unit.
    consumer, federation : (n_councils,) bool array
        Who is a consumer council, and who a federation of such.

    Returns
    -------
    (n_councils,) float array
        Credits; 0 for every council that is no consumer council.

    Raises
    ------
    ValueError
        If a council is above itself.

    Examples
    --------
    A federation of two consumer councils, 30 and 10 heads, builds a park for 80.

    >>> public_charges(
    ...     members=np.array([0, 30, 10]),
    ...     parent=np.array([-1, 0, 0]),
    ...     book=Book(1, [0, 1, 1, 1], [0], [40], np.zeros(3, dtype=bool)),
    ...     prices=np.array([2.0]),
    ...     consumer=np.array([False, True, True]),
    ...     federation=np.array([True, False, False]),
    ... )
    array([ 0., 60., 20.])

    """
    heads = np.where(consumer, members, 0)
    below = np.zeros(book.n_councils, dtype=np.int64)
    for councils, federations in _levels(parent):
        np.add.at(below, federations, heads[councils])
    wanted = np.maximum(book.quantity, 0) * prices[book.good]
    costs = add_up(book.council, wanted, book.n_councils)
    per_head = np.zeros(book.n_councils)
    np.divide(costs, below, out=per_head, where=federation & (below > 0))
    charge = np.zeros(book.n_councils)
    for councils, federations in _levels(parent):
        charge[councils] += per_head[federations]
    return charge * heads


def budgets(
    *,
    entitlement: Floats,
    members: Ints,
    parent: Ints,
    book: Book,
    prices: Floats,
    consumer: Bools,
    federation: Bools,
) -> Floats:
    """What each consumer council may spend on its own requests at these prices.

    Parameters
    ----------
    entitlement : (n_councils,) float array
        Credits of the period, fixed while rounds run.
    members, parent, book, prices, consumer, federation
        As in `public_charges`.

    Returns
    -------
    (n_councils,) float array
        Credits: the entitlement less the public charges, but not below 0. Infinite
        for councils of the other kinds, which no entitlement binds.

    Examples
    --------
    >>> budgets(
    ...     entitlement=np.array([0.0, 100.0, 10.0]),
    ...     members=np.array([0, 30, 10]),
    ...     parent=np.array([-1, 0, 0]),
    ...     book=Book(1, [0, 1, 1, 1], [0], [40], np.zeros(3, dtype=bool)),
    ...     prices=np.array([2.0]),
    ...     consumer=np.array([False, True, True]),
    ...     federation=np.array([True, False, False]),
    ... )
    array([inf, 40.,  0.])

    """
    charge = public_charges(
        members=members,
        parent=parent,
        book=book,
        prices=prices,
        consumer=consumer,
        federation=federation,
    )
    return np.where(consumer, np.maximum(entitlement - charge, 0.0), np.inf)


def _levels(parent: Ints) -> list[tuple[Ints, Ints]]:
    """Pairs of (councils, one federation above each): direct, then one level higher."""
    levels: list[tuple[Ints, Ints]] = []
    councils = np.flatnonzero(parent >= 0)
    above = parent[councils]
    while len(councils):
        if len(levels) >= len(parent):
            raise ValueError("a council is above itself")
        levels.append((councils, above))
        further = parent[above] >= 0
        councils, above = councils[further], parent[above[further]]
    return levels
