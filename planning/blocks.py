"""Recipes by value: lines that are cut together, which the settlement works on."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from planning.arrays import Bools, Floats, Ints, add_up
from planning.book import Book


@dataclass(frozen=True, eq=False)
class Blocks:
    """The recipes of a book that have lines, in its order, each one block.

    Parameters
    ----------
    n_goods : int
    council : (n_blocks,) int64 array
        Whose recipe it is, as a place in the book.
    line : (n_lines,) int64 array
        Where the lines stand in the book.
    start : (n_blocks + 1,) int64 array
        The lines of block b are ``start[b]:start[b + 1]``, at least one.
    good : (n_lines,) int64 array
        Each good once within a block.
    quantity : (n_lines,) int64 array
        Smallest units; positive requested, negative offered, never 0.
    value : (n_lines,) float array
        The same, credits.
    weight : (n_blocks,) float array
        What cutting the block counts, credits: the value of what it offers, or of
        what it requests if it offers nothing; positive.

    """

    n_goods: int
    council: Ints
    line: Ints
    start: Ints
    good: Ints
    quantity: Ints
    value: Floats
    weight: Floats

    @classmethod
    def of(cls, book: Book, prices: Floats) -> "Blocks":
        """The recipes of a book at some prices, credits per smallest unit."""
        lengths = np.diff(book.start)
        council = np.flatnonzero(book.whole & (lengths > 0))
        lengths = lengths[council]
        start = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
        line = np.flatnonzero(book.whole[book.council])
        good, quantity = book.good[line], book.quantity[line]
        value = prices[good] * quantity
        place = np.repeat(np.arange(len(council)), lengths)
        offers = add_up(place, np.maximum(-value, 0.0), len(council))
        requests = add_up(place, np.maximum(value, 0.0), len(council))
        weight = np.where(offers > 0, offers, requests)
        return cls(book.n_goods, council, line, start, good, quantity, value, weight)

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
    def side(self) -> Ints:
        """(n_lines,) The good of a request; n_goods more of an offer."""
        return self.good + (self.quantity < 0) * np.int64(self.n_goods)

    @cached_property
    def counted_weight(self) -> Floats:
        """(n_blocks,) Weights for the matrix of second derivatives.

        They are those of the blocks, but at least 2**-40 of any line: of an absurd
        recipe, which makes next to nothing of a lot, only the direction matters.
        """
        if not self.n_blocks:
            return self.weight
        largest = np.maximum.reduceat(np.abs(self.value), self.start[:-1])
        return np.maximum(self.weight, largest * 2.0**-40)

    def touching(self, goods: Bools) -> Bools:
        """(n_blocks,) Blocks that deal in any of some goods."""
        found = np.zeros(self.n_blocks, dtype=np.bool_)
        if goods.any():
            found[self.line_block[goods[self.good]]] = True
        return found
