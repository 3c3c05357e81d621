"""Second derivatives as parts of a settlement tell them: some entries at a time."""

from dataclasses import dataclass

import numpy as np

from planning.arrays import Ints


@dataclass(frozen=True, eq=False)
class Gram:
    """Some second derivatives: entries of a symmetric matrix of whole numbers.

    Parameters
    ----------
    pairs : (n_pairs,) int64 array
        ``row * n_goods + column``, ascending; no row is above its column.
    entries : (n_pairs,) int64 array
        Not 0.
    upto : int
        All rows below this are told; n_goods at most.
    n_goods, room : int
        At most so many pairs fit an answer, but for a row at least.

    """

    pairs: Ints
    entries: Ints
    upto: int
    n_goods: int
    room: int

    def __add__(self, other: "Gram") -> "Gram":
        if (self.n_goods, self.room) != (other.n_goods, other.room):
            raise ValueError("second derivatives of two parts are of other goods")
        last = other.n_goods**2
        if len(other.pairs) and not 0 <= other.pairs.min() <= other.pairs.max() < last:
            raise ValueError("second derivatives are of goods that are not there")
        pairs = np.concatenate([self.pairs, other.pairs])
        entries = np.concatenate([self.entries, other.entries])
        upto = min(self.upto, other.upto)
        return Gram.of(pairs, entries, upto, self.n_goods, self.room)

    @classmethod
    def of(
        cls, pairs: Ints, entries: Ints, upto: int, n_goods: int, room: int
    ) -> "Gram":
        """Add up equal pairs, and leave out rows that do not fit."""
        order = np.argsort(pairs, kind="stable")
        pairs, entries = pairs[order], entries[order]
        first = np.ones(len(pairs), dtype=np.bool_)
        first[1:] = pairs[1:] != pairs[:-1]
        if len(pairs):
            entries = np.add.reduceat(entries, np.flatnonzero(first))
        pairs = pairs[first]
        told = (entries != 0) & (pairs < upto * n_goods)
        pairs, entries = pairs[told], entries[told]
        if len(pairs) > room:
            # The row that does not fit begins the next answer, unless it is the first.
            row, begun = int(pairs[room]) // n_goods, int(pairs[0]) // n_goods
            upto = max(row, begun + 1)
            told = pairs < upto * n_goods
            pairs, entries = pairs[told], entries[told]
        return cls(pairs, entries, upto, n_goods, room)
