"""The lines of a few councils in a record and in a book, laid together."""

import numpy as np

from planning.arrays import Bools, Floats, Ints
from planning.book import Book
from planning.record import Record


class Block:
    """The lines of some councils, in a record and in a book.

    Attributes
    ----------
    old, new : (…,) int64 arrays
        Council and good of a line as one number, ascending.
    old_good, new_good, row : (…,) int64 arrays
        The good, and in the book the council, of each line.
    lengths : (count,) int64 array
        How many lines of each council the record has.

    """

    def __init__(
        self,
        record: Record,
        book: Book,
        rows: tuple[int, int],
        olds: slice,
        place: Ints,
        found: Bools,
    ) -> None:
        self.count = rows[1] - rows[0]
        starts = record.start[olds.start : olds.stop + 1]
        lines = slice(int(starts[0]), int(starts[-1]))
        lengths = np.diff(starts)
        self.lengths = np.zeros(self.count, dtype=np.int64)
        self.lengths[place[found] - rows[0]] = lengths[found]
        self.old_good, self.then = record.good[lines], record.units[lines]
        if not found.all():
            kept = np.repeat(found, lengths)
            self.old_good, self.then = self.old_good[kept], self.then[kept]
        first = book.n_goods * np.arange(self.count)
        self.old = np.repeat(first, self.lengths) + self.old_good
        starts = book.start[rows[0] : rows[1] + 1]
        self.lines = slice(int(starts[0]), int(starts[-1]))
        self.row = np.repeat(np.arange(self.count), np.diff(starts))
        self.new_good = book.good[self.lines]
        self.new = first[self.row] + self.new_good
        self.now = book.quantity[self.lines].astype(np.float64)

    def only(self, fresh: Bools) -> None:
        """Forget what those who are not fresh have in the book."""
        if not fresh.all():
            taken = fresh[self.row]
            self.row, self.new_good = self.row[taken], self.new_good[taken]
            self.new, self.now = self.new[taken], self.now[taken]


def joined(of: Block, fresh: Bools) -> tuple[Ints, Ints, Floats, Floats]:
    """Lengths, goods, units then and units now of the lines of either."""
    of.only(fresh)
    if np.array_equal(of.old, of.new):
        return of.lengths, of.old_good, of.then, of.now
    count = len(of.old)
    new_at = np.searchsorted(of.old, of.new)
    more = np.ones(len(of.new), dtype=np.bool_)
    inside = np.flatnonzero(new_at < count)
    more[inside] = of.old[new_at[inside]] != of.new[inside]
    # Each old line moves on by as many as come to stand before it.
    before = np.cumsum(np.bincount(new_at[more], minlength=count + 1))
    old_at = np.arange(count) + before[:-1]
    kept = ~more
    new_at[more] += np.arange(int(before[-1]))
    new_at[kept] = old_at[new_at[kept]]
    size = count + int(before[-1])
    good = np.empty(size, dtype=np.int64)
    good[old_at], good[new_at] = of.old_good, of.new_good
    then, now = np.zeros(size), np.zeros(size)
    then[old_at], now[new_at] = of.then, of.now
    lengths = of.lengths + np.bincount(of.row[more], minlength=of.count)
    return lengths, good, then, now
