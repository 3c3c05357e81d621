"""Exact totals of a book: what is requested and what is offered of each good."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from planning.arrays import Floats, Ints, Scatter, add_up
from planning.book import Book
from planning.threads import in_order

LIMIT = 2**62

# Lines added up at a time, few enough to stay near the processor.
BLOCK = 2**16

# From so many lines on they are added up in parts.
MANY, PARTS = 2**20, 4


@dataclass(frozen=True, eq=False)
class Balance:
    """What is requested and what is offered of each good.

    Parameters
    ----------
    requested, offered : (n_goods,) int64 array
        Smallest units, not negative, below 2**62.

    """

    requested: Ints
    offered: Ints

    @property
    def excess(self) -> Ints:
        """(n_goods,) Requested minus offered, smallest units."""
        return self.requested - self.offered

    def __add__(self, other: "Balance") -> "Balance":
        """Both together; OverflowError from 2**62 units on."""
        both = Balance(self.requested + other.requested, self.offered + other.offered)
        if max(both.requested.max(initial=0), both.offered.max(initial=0)) >= LIMIT:
            raise OverflowError("2**62 units or more of a good come together")
        return both


def total(book: Book) -> Balance:
    """Add up a book, exactly and in any order.

    Raises
    ------
    OverflowError
        If 2**62 units or more of a good are requested, or offered. Count such a good
        in a larger unit.

    Examples
    --------
    >>> book = Book(2, [0, 2, 3], [0, 1, 0], [-10, 5, 8], [True, False])
    >>> balance = total(book)
    >>> balance.requested, balance.offered, balance.excess
    (array([8, 5]), array([10,  0]), array([-2,  5]))

    """
    count = PARTS if book.n_lines >= MANY else 1
    ends = np.linspace(0, book.n_lines, count + 1).astype(np.int64).tolist()
    ranges = list(itertools.pairwise(ends))
    parts = in_order(lambda lines: _Part(book, *lines), ranges, few=2)
    if sum(part.most for part in parts) >= LIMIT:
        return _careful(book)
    # Both follow from the sums of the quantities and of their sizes.
    net = sum((part.net.sums for part in parts), start=np.zeros(book.n_goods, np.int64))
    gross = sum((part.gross.sums for part in parts), start=np.zeros_like(net))
    requested = (gross + net) // 2
    return Balance(requested, requested - net)


class _Part:
    """Sums of the quantities of some lines and of their sizes, and a bound of both."""

    def __init__(self, book: Book, first: int, last: int) -> None:
        self.net, self.gross = Scatter(book.n_goods), Scatter(book.n_goods)
        self.most = 0
        for good, quantity in _blocks(book, first, last):
            size = np.abs(quantity)
            # The one number that has no opposite in int64 is its own size if unsigned.
            bits = np.bitwise_or.reduce(size.view(np.uint64))
            self.most += (int(bits) + 1) * len(size)
            self.net.add(good, quantity)
            self.gross.add(good, size)


def _blocks(book: Book, first: int, last: int) -> Iterator[tuple[Ints, Ints]]:
    for begin in range(first, last, BLOCK):
        block = slice(begin, min(begin + BLOCK, last))
        yield book.good[block], book.quantity[block]


def _careful(book: Book) -> Balance:
    """The totals of a book of large quantities, or of a great many."""
    rough, sums = np.zeros((2, book.n_goods)), np.zeros((2, book.n_goods), np.int64)
    for good, quantity in _blocks(book, 0, book.n_lines):
        _add(rough, sums, good, quantity)
    if (rough >= 1.5 * LIMIT).any() or (sums >= LIMIT).any():
        raise OverflowError("quantities are too large to sum; count in a larger unit")
    return Balance(sums[0], sums[1])


def _add(rough: Floats, sums: Ints, good: Ints, quantity: Ints) -> None:
    """Add some lines to what was requested and offered of each good.

    Below 1.5 * LIMIT an int64 sum cannot have wrapped round, so the float sum only
    has to be right to a few per cent; the test against LIMIT itself is exact. (The
    one number that has no opposite in int64 stays negative, and is caught too.)
    """
    wanted = quantity > 0
    for side, mine in enumerate((wanted, ~wanted)):
        if not mine.any():
            continue
        goods, units = good, quantity
        if not mine.all():
            goods, units = good[mine], quantity[mine]
        size = units if side == 0 else -units
        rough[side] += add_up(goods, np.abs(size.astype(np.float64)), rough.shape[1])
        np.add.at(sums[side], goods, size)
