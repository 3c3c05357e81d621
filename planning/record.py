"""The last answer of every council, line by line, and what changed since the last."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from planning.answers import Behaviour, Shard, positive
from planning.arrays import Bools, Floats, Ints
from planning.book import Book
from planning.calibration import FULL, IDLE, Changes
from planning.councils import Councils

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
    return np.arange(int(ends[-1]) if len(ends) else 0) + shift


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
    if (
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
        known, fresh, start, good,
        np.where(then * now < 0, 0.0, then), now, asked_in, allowance,
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
    every = np.union1d(old, new)
    then, now = np.zeros(len(every)), np.zeros(len(every))
    then[np.searchsorted(every, old)] = record.units[kept]
    now[np.searchsorted(every, new)] = book.quantity[taken]
    start = np.searchsorted(every, np.arange(book.n_councils + 1) * n)
    return start.astype(np.int64), every % n, then, now


def changes(
    both: Match,
    asked: Floats,
    prices: Floats,
    capacity: Floats,
    rows: tuple[int, int],
) -> Changes:
    """How a block of councils changed their answers since their last.

    Parameters
    ----------
    both : Match
    asked : (n_rounds, n_goods) float array
        Log prices of rounds.
    prices : (n_goods,) float array
        The log prices that the book answers.
    capacity : (n_councils,) float array
        NaN or infinite: none.
    rows : pair of int
        First council, and the one after the last.

    """
    block = _Block(both, asked, prices, rows)
    requests, offers = block.side(True), block.side(False)
    here = slice(*rows)
    learned = both.fresh[here] & both.known[here]
    used_before, used = block.used(capacity[here])
    squares, product, spread = requests.relative()
    offer_product, offer_spread = offers.raw()
    comparable = learned & (offers.weight > 0)
    return Changes(
        lines=requests.lines,
        squares=squares,
        product=product,
        spread=spread,
        requests=requests.mean,
        offers=np.where(comparable, offers.mean, 0.0),
        margin=np.where(comparable, offers.price - requests.price, 0.0),
        offer_product=offer_product,
        offer_spread=offer_spread,
        used_before=used_before,
        used=np.where(comparable & (used_before > 0), used, 0.0),
        coarseness=requests.coarseness,
        offers_coarseness=offers.coarseness,
        learned=learned,
    )


class _Block:
    """The lines of a range of councils."""

    def __init__(
        self, both: Match, asked: Floats, prices: Floats, rows: tuple[int, int]
    ) -> None:
        first, last = rows
        self.count = last - first
        start = both.start[first : last + 1]
        lines = slice(start[0], start[-1])
        self.row = np.repeat(np.arange(self.count), np.diff(start))
        self.then, self.now = both.then[lines], both.now[lines]
        good = both.good[lines]
        rounds = both.asked_in[first:last]
        if not len(asked):
            before = prices[good]
        elif (rounds == rounds[0]).all():
            before = asked[rounds[0]][good]
        else:
            before = asked[rounds[self.row], good]
        self.moved = prices[good] - before
        self.value = np.abs(self.then) * np.exp(before)
        usable = (self.then != 0) & (self.now != 0)
        learned = both.fresh[first:last] & both.known[first:last]
        self.usable = usable if learned.all() else usable & learned[self.row]

    def sums(self, lines: Bools | Ints, values: Floats) -> Floats:
        return np.bincount(self.row[lines], values, minlength=self.count).astype(
            np.float64, copy=False
        )

    def side(self, wanted: bool) -> "_Side":
        return _Side(self, wanted)

    def used(self, capacity: Floats) -> tuple[Floats, Floats]:
        """Parts of a declared capacity the main offer takes, before and now."""
        bounded = np.isfinite(capacity) & (capacity > 0)
        main = np.zeros((2, self.count))
        if bounded.any():
            offers = np.flatnonzero(self.then < 0)
            order = offers[np.argsort(self.value[offers], kind="stable")]
            main[0, self.row[order]] = -self.then[order]
            main[1, self.row[order]] = -self.now[order]
        part = np.clip(main / np.where(bounded, capacity, 1.0), IDLE, FULL)
        return (
            np.where(bounded & (main[0] > 0), part[0], 0.0),
            np.where(bounded & (main[1] > 0), part[1], 0.0),
        )


class _Side:
    """The comparable requests, or offers, of a block."""

    def __init__(self, block: _Block, wanted: bool) -> None:
        sided = block.then > 0 if wanted else block.then < 0
        total = block.sums(sided, block.value[sided])
        lines = np.flatnonzero(block.usable & sided)
        row = block.row[lines]
        now, then = np.abs(block.now[lines]), np.abs(block.then[lines])
        self.block, self.at = block, lines
        self.moved = block.moved[lines]
        self.share = block.value[lines] / positive(total)[row]
        self.change = np.log(now / then)
        if wanted:
            self.share = self._between(row)
        self.lines = block.sums(lines, np.ones(len(lines)))
        self.weight = self._sum(self.share)
        weight = positive(self.weight)
        self.mean = self._sum(self.share * self.change) / weight
        self.price = self._sum(self.share * self.moved) / weight
        coarse = np.minimum(now, then)
        self.coarseness = self._sum(self.share / (6.0 * coarse**2)) / weight

    def _sum(self, values: Floats) -> Floats:
        return self.block.sums(self.at, values)

    def _between(self, row: Ints) -> Floats:
        """Shares between those then and now: with them the mean change of price is
        exactly the change of unit cost under any constant elasticity [1]_.
        """
        relative = self.change + self.moved
        grown = self._sum(self.share * np.exp(np.clip(relative, -60.0, 60.0)))
        whole = self._sum(self.share)
        relative = relative - np.log(positive(grown) / positive(whole))[row]
        small = np.abs(relative) < 1e-4
        relative = np.where(small, 1.0, np.clip(relative, -60.0, 60.0))
        mean = np.where(small, 1.0, np.expm1(relative) / relative)
        share: Floats = self.share * mean
        return share / positive(self._sum(share) / positive(whole))[row]

    def relative(self) -> tuple[Floats, Floats, Floats]:
        """Squares, product and spread around the council's means."""
        change = self.change - self.mean[self.block.row[self.at]]
        moved = self.price[self.block.row[self.at]] - self.moved
        weighted = self.share * moved
        return (
            self._sum(self.share * change * change),
            self._sum(weighted * change),
            self._sum(weighted * moved),
        )

    def raw(self) -> tuple[Floats, Floats]:
        """Product and spread as they are."""
        weighted = self.share * self.moved
        return self._sum(weighted * self.change), self._sum(weighted * self.moved)
