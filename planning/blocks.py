"""Lines that are cut together, by value: what the settlement works on."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from planning.arrays import Bools, Floats, Ints, add_up
from planning.book import Book

PAIRS_AT_ONCE = 2_000_000


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
    def of(cls, book: Book, prices: Floats) -> "tuple[Blocks, Ints]":
        """Put the lines of a book into blocks: the recipes in their order, then goods.

        Returns
        -------
        Blocks
            One line for all requests of a good that stand for themselves, and one for
            all such offers, since all of them keep the same share.
        (n_lines,) int64 array
            The block each line of the book is in.

        """
        n, value = book.n_goods, prices[book.good] * book.quantity
        recipe = book.whole[book.council]
        alike = np.where(value > 0, 0, n) + book.good
        sums = add_up(alike[~recipe], value[~recipe], 2 * n)
        sides = np.flatnonzero(sums)
        lengths = np.diff(book.start)[book.whole]
        lengths = lengths[lengths > 0]
        place = np.zeros(2 * n, dtype=np.int64)
        place[sides] = len(lengths) + np.arange(len(sides))
        block = place[alike]
        block[recipe] = np.repeat(np.arange(len(lengths)), lengths)
        lengths = np.concatenate([lengths, np.ones_like(sides)])
        start = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
        good = np.concatenate([book.good[recipe], sides % n])
        value = np.concatenate([value[recipe], sums[sides]])
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

    def shares(self, multipliers: Floats) -> Floats:
        """(n_blocks,) The best shares at these multipliers, before they are clipped."""
        if not self.n_blocks:
            return np.zeros(0)
        pressure = self.value * multipliers[self.good]
        shares: Floats = 1.0 - np.add.reduceat(pressure, self.start[:-1]) / self.weight
        return shares

    def excess(self, shares: Floats) -> Floats:
        """(n_goods,) Value requested less value offered, if blocks are scaled so."""
        scaled = self.value * shares[self.line_block]
        return add_up(self.good, scaled, self.n_goods)

    def curvature(self, blocks: Ints, sign: Floats) -> Floats:
        """(n_goods, n_goods) Sum of sign * V V' / weight over some of the blocks."""
        n = self.n_goods
        lower = np.zeros(n * n)
        lengths = np.diff(self.start)[blocks]
        ends = np.cumsum(lengths * (lengths + 1) // 2)
        at = 0
        while at < len(blocks):
            done = ends[at - 1] if at else 0
            stop = max(int(np.searchsorted(ends, done + PAIRS_AT_ONCE)), at + 1)
            part = slice(at, stop)
            scale = sign[part] / self.weight[blocks[part]]
            lower += self._products(blocks[part], lengths[part], scale)
            at = stop
        square = lower.reshape(n, n)
        result: Floats = square + square.T
        result[np.diag_indices(n)] /= 2
        return result

    def _products(self, blocks: Ints, lengths: Ints, scale: Floats) -> Floats:
        """Add up scale * V_i V_j for every pair j <= i of lines within a block."""
        lines = np.repeat(self.start[blocks], lengths) + _ranks(lengths)
        partners = _ranks(lengths) + 1
        second = np.repeat(lines - partners + 1, partners) + _ranks(partners)
        scaled = self.value[lines] * np.repeat(scale, lengths)
        product = np.repeat(scaled, partners) * self.value[second]
        place = np.repeat(self.good[lines] * self.n_goods, partners) + self.good[second]
        return add_up(place, product, self.n_goods**2)


def _ranks(lengths: Ints) -> Ints:
    """0, 1, … within each run of the given lengths."""
    ends = np.cumsum(lengths)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - lengths, lengths)
