"""Lines that are cut together, by value: what the settlement works on."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csc_array, csr_array

from planning.arrays import Bools, Floats, Ints, add_up, count_up
from planning.book import Book
from planning.sparse import like


@dataclass(frozen=True, eq=False)
class Blocks:
    """Lines in blocks. A recipe is one; all like lines of other councils are one.

    Parameters
    ----------
    n_goods : int
    start : (n_blocks + 1,) int64 array
        The lines of block b are ``start[b]:start[b + 1]``, at least one.
    good : (n_lines,) int64 array
        Each good once within a block.
    value : (n_lines,) float array
        Price times quantity, credits; positive requested, negative offered, never 0.
    weight : (n_blocks,) float array
        What cutting the block counts, credits: the value of what it offers, or of
        what it requests if it offers nothing; positive.
    ceiling : (n_blocks,) float array
        The largest share of each block, between 0 and 1.

    """

    n_goods: int
    start: Ints
    good: Ints
    value: Floats
    weight: Floats
    ceiling: Floats

    @classmethod
    def of(
        cls, book: Book, prices: Floats, side: Ints, sums: Ints
    ) -> "tuple[Blocks, Ints]":
        """Put the lines of a book into blocks: the recipes in their order, then goods.

        Parameters
        ----------
        book : Book
        prices : (n_goods,) float array
        side : (n_lines,) int64 array
        sums : (2 n_goods,) int64 array
            Both from `sides_of`.

        Returns
        -------
        Blocks
            One line for all requests of a good that stand for themselves, and one for
            all such offers, since all of them keep the same share.
        (n_lines,) int64 array
            The block each line of the book is in.

        """
        n = book.n_goods
        recipe = np.flatnonzero(book.whole[book.council])
        quantity = book.quantity[recipe]
        # What recipes do not deal in stands for itself.
        lone = sums - count_up(side[recipe], quantity, 2 * n)
        sides = np.flatnonzero(lone)
        lengths = np.diff(book.start)[book.whole]
        lengths = lengths[lengths > 0]
        place = np.zeros(2 * n, dtype=np.int64)
        place[sides] = len(lengths) + np.arange(len(sides))
        block = place[side]
        block[recipe] = np.repeat(np.arange(len(lengths)), lengths)
        good = np.concatenate([book.good[recipe], sides % n])
        value = prices[good] * np.concatenate([quantity, lone[sides]])
        lengths = np.concatenate([lengths, np.ones_like(sides)])
        start = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
        return cls.weighed(n, start, good, value), block

    @classmethod
    def weighed(cls, n_goods: int, start: Ints, good: Ints, value: Floats) -> "Blocks":
        """Make blocks and give them their weights."""
        if not len(value):
            return cls(n_goods, start, good, value, np.zeros(0), np.zeros(0))
        offers = np.add.reduceat(np.maximum(-value, 0.0), start[:-1])
        requests = np.add.reduceat(np.maximum(value, 0.0), start[:-1])
        weight = np.where(offers > 0, offers, requests)
        return cls(n_goods, start, good, value, weight, np.ones(len(weight)))

    @property
    def n_blocks(self) -> int:
        """Number of blocks."""
        return len(self.weight)

    @cached_property
    def matrix(self) -> csr_array:
        """(n_blocks, n_goods) The values, with the narrowest places that will do."""
        small = len(self.value) < 2**31
        places = np.dtype(np.int32 if small else np.int64)
        parts = self.value, self.good.astype(places), self.start.astype(places)
        return csr_array(parts, shape=(self.n_blocks, self.n_goods))

    @cached_property
    def _columns(self) -> csc_array:
        return self.matrix.T

    @cached_property
    def line_block(self) -> Ints:
        """(n_lines,) The block each line belongs to."""
        blocks = np.arange(self.n_blocks, dtype=np.int64)
        return np.repeat(blocks, np.diff(self.start))

    @cached_property
    def size(self) -> Floats:
        """(n_goods,) Value requested and offered of each good; 1 if neither."""
        size = add_up(self.good, np.abs(self.value), self.n_goods)
        return np.where(size > 0, size, 1.0)

    def without(self, dropped: Bools) -> "Blocks":
        """Leave out some blocks."""
        if not dropped.any():
            return self
        kept = ~dropped[self.line_block]
        lengths = np.diff(self.start)[~dropped]
        start = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
        return Blocks(
            self.n_goods,
            start,
            self.good[kept],
            self.value[kept],
            self.weight[~dropped],
            self.ceiling[~dropped],
        )

    def pressure(self, multipliers: Floats) -> Floats:
        """(n_blocks,) What a block takes of goods less what it gives, at multipliers.

        Credits, if the multipliers are relative to the prices.
        """
        found: Floats = self.matrix @ multipliers
        return found

    def excess(self, shares: Floats) -> Floats:
        """(n_goods,) Value requested less value offered, if blocks are scaled so."""
        found: Floats = self._columns @ shares
        return found

    def curvature(self, blocks: Ints, sign: Floats) -> Floats:
        """(n_goods, n_goods) Sum of sign * V V' / weight over some of the blocks."""
        if not len(blocks):
            return np.zeros((self.n_goods, self.n_goods))
        rows = self.matrix[blocks]
        scale = np.repeat(sign / self.weight[blocks], np.diff(rows.indptr))
        found: Floats = (rows.T @ like(rows, rows.data * scale)).toarray()
        return found


def sides_of(book: Book) -> tuple[Ints, Ints]:
    """The lines and the sums of both sides of every good, requests first, then offers.

    Returns
    -------
    (n_lines,) int64 array
        The side each line is on: its good if it requests, n_goods more if it offers.
    (2 n_goods,) int64 array
        Smallest units of each side; offers below 0. Right below 2**63.

    """
    side = (book.quantity < 0) * np.int64(book.n_goods)
    side += book.good
    return side, count_up(side, book.quantity, 2 * book.n_goods)
