"""From rows to arrays: a book of proposals, and whose they are.

Reads once, iterates in memory.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from iteration.catalogue import Catalogue
from iteration.columns import read_columns
from iteration.roster import Roster
from planning.book import Book


@dataclass(frozen=True, eq=False)
class Sheet:
    """A book with the rows it came from: whose it is, and when it was submitted.

    ``proposal``, ``council`` and ``submitted`` (microseconds since 1970) are arrays of
    one entry a council, in the order of the councils' keys, as in the book; ``leaf``,
    if it was asked for, is what each receipt is in a Merkle tree.
    """

    book: Book
    proposal: np.ndarray
    council: np.ndarray
    submitted: np.ndarray
    roster: Roster
    leaf: np.ndarray | None = None

    def only(self, councils: Iterable[int]) -> "Sheet":
        """The same of some councils."""
        return self._where(np.isin(self.council, np.asarray(list(councils), np.int64)))

    def dealing(self) -> "Sheet":
        """Without those who have withdrawn: they propose nothing at all."""
        return self._where(np.diff(self.book.start) > 0)

    def _where(self, kept: np.ndarray) -> "Sheet":
        if kept.all():
            return self
        book, lengths = self.book, np.diff(self.book.start)
        good, quantity = book.good, book.quantity
        # Who has no lines takes none away: a million councils' are not held twice.
        if lengths[~kept].any():
            lines = np.repeat(kept, lengths)
            good, quantity = good[lines], quantity[lines]
        start, whole = _starts(lengths[kept]), book.whole[kept]
        return Sheet(
            Book(book.n_goods, start, good, quantity, whole),
            self.proposal[kept],
            self.council[kept],
            self.submitted[kept],
            self.roster.where(kept),
            None if self.leaf is None else self.leaf[kept],
        )

    def main_goods(self, catalogue: Catalogue) -> np.ndarray:
        """The place of each council's most valuable offer, at the first prices."""
        book = self.book
        main = np.zeros(book.n_councils, dtype=np.int64)
        lengths = np.diff(book.start)
        filled = np.flatnonzero(lengths)
        if len(filled):
            value = -book.quantity * catalogue.start[book.good]
            most = np.maximum.reduceat(value, book.start[filled])
            best = np.flatnonzero(value == np.repeat(most, lengths[filled]))
            # Of equal ones the last stays.
            main[book.council[best]] = book.good[best]
        return main

    def smallest_of_main(self, catalogue: Catalogue) -> np.ndarray:
        """Smallest units in a unit of each council's main good."""
        scale = 10.0 ** np.array([good.decimals for good in catalogue.goods])
        return scale[self.main_goods(catalogue)]


def read_sheet(
    proposals: QuerySet, catalogue: Catalogue, *, leaves: bool = False
) -> Sheet:
    """Read proposals, at most one a council, into a sheet.

    ``leaves``: with what each receipt is in a Merkle tree.
    """
    columns = read_columns(proposals, leaves=leaves)
    *rows, keys, quantity = columns[:6]
    rows += columns[6:]
    good = catalogue.places(keys)
    del keys, columns
    start = _starts(rows[3])
    if (np.diff(rows[1]) <= 0).any():
        order = np.argsort(rows[1], kind="stable")
        rows = [column[order] for column in rows]
        size, moved = rows[3], start[:-1][order]
        start = _starts(size)
        lines = np.repeat(moved - start[:-1], size) + np.arange(start[-1])
        good, quantity = good[lines], quantity[lines]
    proposal, council, submitted, _size, *leaf = rows
    roster = Roster.of(council)
    # A proposal's goods are in order and there once: the table sees to that.
    book = Book(len(catalogue.goods), start, good, quantity, roster.is_recipe)
    return Sheet(book, proposal, council, submitted, roster, *leaf)


def among(keys: np.ndarray) -> RawSQL:
    """For ``pk__in``: any number of keys as one array, not as a parameter each."""
    return RawSQL("SELECT unnest(%s::bigint[])", [keys.tolist()])


def _starts(lengths: np.ndarray) -> np.ndarray:
    """Where each begins if one follows the other; and where the last ends."""
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
