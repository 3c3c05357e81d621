"""A record and a new book over one set of councils and lines."""

from dataclasses import dataclass

import numpy as np

from planning.arrays import Bools, Floats, Ints
from planning.book import Book
from planning.merge import Block, joined
from planning.ranges import blocks, lines_of
from planning.record import COARSE, Record
from planning.threads import in_order


@dataclass(frozen=True, eq=False)
class Match:
    """A record and a new book over one set of councils and lines.

    Parameters
    ----------
    known : (n_councils,) bool array
        Who is in the record.
    fresh : (n_councils,) bool array
        Whose lines in the book are taken over: own answers, and whoever is new.
    start, good : int64 arrays
        The lines of either.
    then, now : (n_lines,) float arrays
        Units in the record and in the book, signed; 0: not there.
    asked_in, allowance : (n_councils,) arrays
        From the record; for newcomers -1 and 0.

    """

    known: Bools
    fresh: Bools
    start: Ints
    good: Ints
    then: Floats
    now: Floats
    asked_in: Ints
    allowance: Floats

    def answered(self) -> tuple[Floats, Bools | None]:
        """(n_lines,) What was answered last, and which lines say little; None: none.

        What an own answer leaves out keeps its place, and says little too.
        """
        if self.fresh.all() and _least(self.now, self.start) >= COARSE:
            return self.now, None
        fresh = np.repeat(self.fresh, np.diff(self.start))
        units = np.where(fresh & (self.now != 0), self.now, self.then)
        small: Bools = fresh & (self.then != 0) & (np.abs(self.now) < COARSE)
        return units, small if small.any() else None

    def requesting(self, rows: Ints) -> tuple[Bools, Bools]:
        """Which of some councils requested anything then, and do now."""
        lines = lines_of(self.start, rows)
        row = np.repeat(np.arange(len(rows)), np.diff(self.start)[rows])
        marks = np.zeros((2, len(rows)), dtype=np.bool_)
        for mark, units in zip(marks, (self.then, self.now), strict=True):
            mark[row[units[lines] > 0]] = True
        return marks[0], marks[1]


def match(record: Record, book: Book, key: Ints, answered: Bools) -> Match:
    """Lay a record and a book over each other; councils may have come and gone."""
    place = np.searchsorted(key, record.key)
    found = place < len(key)
    found[found] = key[place[found]] == record.key[found]
    known = np.zeros(len(key), dtype=np.bool_)
    known[place[found]] = True
    asked_in = np.full(len(key), -1, dtype=np.int64)
    asked_in[place[found]] = record.asked_in[found]
    allowance = np.zeros(len(key))
    allowance[place[found]] = record.allowance[found]
    fresh = answered | ~known
    start, good, then, now = _aligned(record, book, key, place, found, fresh)
    then = _same_side(then, now, start)
    return Match(known, fresh, start, good, then, now, asked_in, allowance)


def _same_side(then: Floats, now: Floats, start: Ints) -> Floats:
    """What was there then; 0 where it has changed between a request and an offer."""
    for first, last in blocks(start):
        lines = slice(start[first], start[last])
        if (then[lines] * now[lines] < 0).any():
            return np.where(then * now < 0, 0.0, then)
    return then


def _aligned(
    record: Record, book: Book, key: Ints, place: Ints, found: Bools, fresh: Bools
) -> tuple[Ints, Ints, Floats, Floats]:
    """The lines of either, then and now: most often those of both are the same."""
    if not len(record.key):
        now = book.quantity.astype(np.float64)
        return book.start, book.good, np.zeros(book.n_lines), now
    if (
        found.all()
        and np.array_equal(record.start, book.start)
        and np.array_equal(record.good, book.good)
    ):
        now = book.quantity.astype(np.float64)
        if not fresh.all():
            now[~np.repeat(fresh, np.diff(book.start))] = 0.0
        return book.start, book.good, record.units, now

    def part(rows: tuple[int, int]) -> tuple[Ints, Ints, Floats, Floats]:
        first, last = rows
        bounds = np.searchsorted(record.key, [key[first], key[last - 1] + 1])
        olds = slice(*bounds.tolist())
        of = Block(record, book, rows, olds, place[olds], found[olds])
        return joined(of, fresh[first:last])

    parts = in_order(part, list(blocks(book.start)))
    lengths = np.concatenate([part[0] for part in parts]) if parts else fresh[:0]
    start = np.zeros(book.n_councils + 1, dtype=np.int64)
    np.cumsum(lengths, out=start[1:])
    nothing = np.zeros(0)
    return (
        start,
        np.concatenate([nothing.astype(np.int64), *(part[1] for part in parts)]),
        np.concatenate([nothing, *(part[2] for part in parts)]),
        np.concatenate([nothing, *(part[3] for part in parts)]),
    )


def _least(units: Floats, start: Ints) -> float:
    """The smallest size of a line; infinite if there is none."""
    sizes = (
        float(np.abs(units[start[first] : start[last]]).min(initial=np.inf))
        for first, last in blocks(start)
    )
    return min(sizes, default=np.inf)
