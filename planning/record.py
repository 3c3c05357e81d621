"""The last answer of every council, line by line."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from planning.arrays import Bools, Floats, Ints
from planning.behaviour import Behaviour
from planning.ranges import LARGE_BLOCK, blocks, lines_of
from planning.shards import Shard

__all__ = ["COARSE", "Record", "blocks", "lines_of", "main_offers", "split"]

# Fewer units than this are so coarse that a whole number says little.
COARSE = 200.0

# Whose a line is, is looked up by searching for fewer than this part of the lines.
SOME = 0.2


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

    @property
    def row(self) -> Ints:
        """(n_lines,) The council of each line; not kept, it is as long."""
        return np.repeat(np.arange(len(self.key)), np.diff(self.start))

    def asked_at(self, lines: Ints) -> Floats:
        """The log prices that some lines answered."""
        row = self.row_of(lines)
        asked: Floats = self.asked[self.asked_in[row], self.good[lines]]
        return asked

    def row_of(self, lines: Ints) -> Ints:
        """The councils of some lines."""
        if len(lines) > SOME * len(self.good):
            return self.row[lines]
        return np.searchsorted(self.start, lines, side="right") - 1

    def blocks(self) -> Iterator[tuple[int, int]]:
        """Ranges of councils, each of about `BLOCK` lines."""
        return blocks(self.start)

    def shards(
        self,
        recipe: Bools,
        consumer: Bools,
        behaviour: Behaviour,
        only: Bools | None = None,
    ) -> list[Shard]:
        """Councils that answered the same prices, in blocks; or only some of them."""
        made = []
        for first, last in blocks(self.start, LARGE_BLOCK):
            rounds = self.asked_in[first:last]
            if only is not None:
                rounds = np.where(only[first:last], rounds, -1)
            for asked in np.unique(rounds[rounds >= 0]):
                rows = first + np.flatnonzero(rounds == asked)
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
    shape = (len(lengths), n_goods)
    if len(units) and units.min() > 0:
        pointer = np.zeros(len(lengths) + 1, dtype=np.int32)
        np.cumsum(lengths, out=pointer[1:])
        entries = (units, good.astype(np.int32), pointer)
        return csr_array(entries, shape=shape), csr_array(shape, dtype=np.float64)
    council = np.repeat(np.arange(len(lengths)), lengths)
    parts = []
    for wanted, sign in ((units > 0, 1.0), (units < 0, -1.0)):
        pointer = np.zeros(len(lengths) + 1, dtype=np.int32)
        np.cumsum(np.bincount(council[wanted], minlength=len(lengths)), out=pointer[1:])
        entries = (sign * units[wanted], good[wanted].astype(np.int32), pointer)
        parts.append(csr_array(entries, shape=shape))
    return parts[0], parts[1]


def main_offers(record: Record) -> Floats:
    """(n_councils,) Units of what each council offers most of, by value; 0: nothing."""
    offers = np.flatnonzero(record.units < 0)
    value = -record.units[offers] * np.exp(record.asked_at(offers))
    order = offers[np.argsort(value, kind="stable")]
    main = np.zeros(len(record.key))
    main[record.row[order]] = -record.units[order]
    return main
