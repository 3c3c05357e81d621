"""The last answer of every council, line by line, and what changed since the last."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from planning.answers import Behaviour, Shard
from planning.arrays import Bools, Floats, Ints
from planning.book import Book

BLOCK = 2**18

# Fewer units than this are so coarse that a whole number says little.
COARSE = 200.0


@dataclass(frozen=True, eq=False)
class Record:
    """What every council answered last, and to which prices.

    Parameters
    ----------
    key : (n_councils,) int64 array
    start, good : int64 arrays
        As in `planning.book.Book`.
    units : (n_lines,) float array
        Requested if positive, offered if negative. A line that has come to 0 stays,
        with what the model expects below half a unit.
    asked : (n_rounds, n_goods) float array
        Log prices of rounds.
    asked_in : (n_councils,) int64 array
        Which of them a council answered last.
    allowance : (n_councils,) float array
        What it could spend then, credits.

    """

    key: Ints
    start: Ints
    good: Ints
    units: Floats
    asked: Floats
    asked_in: Ints
    allowance: Floats

    @classmethod
    def empty(cls, n_goods: int) -> "Record":
        """Nobody has answered."""
        none = np.zeros(0, dtype=np.int64)
        zero = np.zeros(1, dtype=np.int64)
        return cls(
            none, zero, none, np.zeros(0), np.zeros((0, n_goods)), none, np.zeros(0)
        )

    @cached_property
    def row(self) -> Ints:
        """(n_lines,) The council of each line."""
        return np.repeat(np.arange(len(self.key)), np.diff(self.start))

    def asked_at(self, lines: Ints) -> Floats:
        """The log prices that some lines answered."""
        asked: Floats = self.asked[self.asked_in[self.row[lines]], self.good[lines]]
        return asked

    def blocks(self) -> Iterator[tuple[int, int]]:
        """Ranges of councils, each of about `BLOCK` lines."""
        return blocks(self.start)

    def shards(
        self, recipe: Bools, consumer: Bools, behaviour: Behaviour
    ) -> list[Shard]:
        """Councils that answered the same prices, in blocks."""
        made = []
        for first, last in self.blocks():
            for asked in np.unique(self.asked_in[first:last]):
                rows = first + np.flatnonzero(self.asked_in[first:last] == asked)
                made.append(self._shard(rows, asked, recipe, consumer, behaviour))
        return made

    def _shard(
        self, rows: Ints, asked: int, recipe: Bools, consumer: Bools, how: Behaviour
    ) -> Shard:
        whole = len(rows) == rows[-1] - rows[0] + 1
        lines = slice(self.start[rows[0]], self.start[rows[-1] + 1])
        lengths = np.diff(self.start)[rows]
        chosen: Ints | slice = lines if whole else lines_of(self.start, rows)
        requests, offers = split(
            self.good[chosen], self.units[chosen], lengths, self.asked.shape[1]
        )
        return Shard(
            rows,
            self.asked[asked],
            requests,
            offers,
            recipe[rows],
            consumer[rows],
            how.take(rows),
        )


def split(
    good: Ints, units: Floats, lengths: Ints, n_goods: int
) -> tuple[csr_array, csr_array]:
    """Lines, council after council, as a matrix of requests and one of offers."""
    council = np.repeat(np.arange(len(lengths)), lengths)
    parts = []
    for wanted, sign in ((units > 0, 1.0), (units < 0, -1.0)):
        pointer = np.zeros(len(lengths) + 1, dtype=np.int32)
        np.cumsum(np.bincount(council[wanted], minlength=len(lengths)), out=pointer[1:])
        entries = (sign * units[wanted], good[wanted].astype(np.int32), pointer)
        parts.append(csr_array(entries, shape=(len(lengths), n_goods)))
    return parts[0], parts[1]


def blocks(start: Ints) -> Iterator[tuple[int, int]]:
    """Ranges of councils with about `BLOCK` lines each, in order."""
    first, count = 0, len(start) - 1
    while first < count:
        last = int(np.searchsorted(start, start[first] + BLOCK, side="right")) - 1
        last = min(max(last, first + 1), count)
        yield first, last
        first = last


def lines_of(start: Ints, rows: Ints) -> Ints:
    """The places of the lines of some councils."""
    lengths = start[rows + 1] - start[rows]
    ends = np.cumsum(lengths)
    shift = np.repeat(start[rows] - ends + lengths, lengths)
    lines: Ints = np.arange(int(ends[-1]) if len(ends) else 0) + shift
    return lines


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

    @property
    def now_requesting(self) -> Bools:
        """(n_councils,) Who requested nothing in the record, and does in the book."""
        row = np.repeat(np.arange(len(self.known)), np.diff(self.start))
        marks = np.zeros((2, len(self.known)), dtype=np.bool_)
        for mark, units in zip(marks, (self.then, self.now), strict=True):
            mark[row[units > 0]] = True
        newly: Bools = marks[1] & ~marks[0]
        return newly


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
    now = book.quantity.astype(np.float64)
    if not len(record.key):
        start, good, then = book.start, book.good, np.zeros(book.n_lines)
    elif (
        known.all()
        and found.all()
        and np.array_equal(record.start, book.start)
        and np.array_equal(record.good, book.good)
    ):
        start, good, then = book.start, book.good, record.units
        if not fresh.all():
            now = np.where(fresh[book.council], now, 0.0)
    else:
        start, good, then, now = _joined(record, book, place, found, fresh)
    return Match(
        known,
        fresh,
        start,
        good,
        np.where(then * now < 0, 0.0, then),
        now,
        asked_in,
        allowance,
    )


def _joined(
    record: Record, book: Book, place: Ints, found: Bools, fresh: Bools
) -> tuple[Ints, Ints, Floats, Floats]:
    n = book.n_goods
    lengths = np.diff(record.start)
    kept = np.repeat(found, lengths)
    old = np.repeat(place, lengths)[kept] * n + record.good[kept]
    taken = fresh[book.council]
    new = book.council[taken] * n + book.good[taken]
    place_of = np.minimum(np.searchsorted(new, old), max(len(new) - 1, 0))
    lost = old if not len(new) else old[new[place_of] != old]
    # Two sorted runs: a stable sort merges them.
    every = np.sort(np.concatenate([new, lost]), kind="stable")
    then, now = np.zeros(len(every)), np.zeros(len(every))
    then[np.searchsorted(every, old)] = record.units[kept]
    now[np.searchsorted(every, new)] = book.quantity[taken]
    start = np.searchsorted(every, np.arange(book.n_councils + 1) * n)
    return start.astype(np.int64), every % n, then, now


def main_offers(record: Record) -> Floats:
    """(n_councils,) Units of what each council offers most of, by value; 0: nothing."""
    offers = np.flatnonzero(record.units < 0)
    value = -record.units[offers] * np.exp(record.asked_at(offers))
    order = offers[np.argsort(value, kind="stable")]
    main = np.zeros(len(record.key))
    main[record.row[order]] = -record.units[order]
    return main
