"""From rows to arrays: the catalogue, a book, and the prices a round announced.

Reads once, iterates in memory.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from councils.models import Council
from iteration.columns import read_columns, read_keys
from iteration.models import Round
from planning.book import Book
from proposals.models import Good, Period


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The goods of a period in the order of their keys, as the arithmetic sees them.

    ``floor`` and all prices are credits per smallest unit; ``slack`` says which goods
    may stay unused in a plan.
    """

    goods: tuple[Good, ...]
    keys: np.ndarray
    slack: np.ndarray
    floor: np.ndarray
    start: np.ndarray

    @classmethod
    def of(cls, period: Period) -> "Catalogue":
        """Read the catalogue of a period."""
        entries = period.catalogue.select_related("good").order_by("good_id")
        goods = tuple(entry.good for entry in entries)
        return cls(
            goods=goods,
            keys=np.array([good.pk for good in goods], dtype=np.int64),
            slack=np.array([good.has_slack for good in goods], dtype=bool),
            floor=_per_smallest(entries, "floor"),
            start=_per_smallest(entries, "start_price"),
        )

    def places(self, keys: np.ndarray) -> np.ndarray:
        """Where goods stand in the catalogue; KeyError names a key it does not have."""
        if not len(self.keys):
            places = np.full(len(keys), -1)
        else:
            # A table: looking up is much faster than searching, and keys lie close.
            first, last = self.keys[0], self.keys[-1]
            table = np.full(last - first + 2, -1)
            table[self.keys - first] = np.arange(len(self.keys))
            known = (keys >= first) & (keys <= last)
            places = table[np.where(known, keys - first, -1)]
        if len(places) and places.min() < 0:
            raise KeyError(f"good {keys[places < 0][0]} is not in the catalogue")
        return places

    def announced(self, prices: np.ndarray) -> list[Decimal]:
        """Prices per smallest unit as exact decimals per unit, six digits each."""
        pairs = zip(self.goods, prices.tolist(), strict=True)
        return [Decimal(f"{price:.5e}").scaleb(good.decimals) for good, price in pairs]


@dataclass(frozen=True, eq=False)
class Sheet:
    """A book with the rows it came from: whose it is, and when it was submitted.

    ``proposal``, ``council`` and ``submitted`` (microseconds since 1970) are arrays of
    one entry a council, in the order of the councils' keys, as in the book.
    """

    book: Book
    proposal: np.ndarray
    council: np.ndarray
    submitted: np.ndarray

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
        lines = np.repeat(kept, lengths)
        return Sheet(
            Book(
                book.n_goods,
                _starts(lengths[kept]),
                book.good[lines],
                book.quantity[lines],
                book.whole[kept],
            ),
            self.proposal[kept],
            self.council[kept],
            self.submitted[kept],
        )

    def main_goods(self, catalogue: Catalogue) -> np.ndarray:
        """The place of each council's most valuable offer, at the first prices."""
        book = self.book
        value = -book.quantity * catalogue.start[book.good]
        main = np.zeros(book.n_councils, dtype=np.int64)
        order = np.argsort(value, kind="stable")
        main[book.council[order]] = book.good[order]  # The last, the largest, stays.
        return main

    def smallest_of_main(self, catalogue: Catalogue) -> np.ndarray:
        """Smallest units in a unit of each council's main good."""
        scale = 10.0 ** np.array([good.decimals for good in catalogue.goods])
        return scale[self.main_goods(catalogue)]


def read_sheet(proposals: QuerySet, catalogue: Catalogue) -> Sheet:
    """Read proposals, at most one a council, into a sheet."""
    proposal, council, submitted, size, keys, quantity = read_columns(proposals)
    good = catalogue.places(keys)
    del keys
    start = _starts(size)
    if (np.diff(council) <= 0).any():
        order = np.argsort(council, kind="stable")
        proposal, council, submitted, size = (
            column[order] for column in (proposal, council, submitted, size)
        )
        moved, start = start[:-1][order], _starts(size)
        lines = np.repeat(moved - start[:-1], size) + np.arange(start[-1])
        good, quantity = good[lines], quantity[lines]
    whole = np.isin(council, _recipes())
    # A proposal's goods are in order and there once: the table sees to that.
    book = Book(len(catalogue.goods), start, good, quantity, whole)
    return Sheet(book, proposal, council, submitted)


def read_prices(round: Round, catalogue: Catalogue) -> np.ndarray:
    """The prices a round announced, credits per smallest unit.

    Raises KeyError if a good of the catalogue has none: a missing price is an error,
    never zero.
    """
    announced = dict(round.prices.values_list("good_id", "price"))
    return per_smallest(announced, catalogue)


def per_smallest(prices: Mapping[int, Decimal], catalogue: Catalogue) -> np.ndarray:
    """Prices by the good's key, credits per unit, as an array per smallest unit."""
    return np.array(
        [float(prices[good.pk].scaleb(-good.decimals)) for good in catalogue.goods]
    )


def among(keys: np.ndarray) -> RawSQL:
    """For ``pk__in``: any number of keys as one array, not as a parameter each."""
    return RawSQL("SELECT unnest(%s::bigint[])", [keys.tolist()])


def _per_smallest(entries: QuerySet, column: str) -> np.ndarray:
    return np.array(
        [
            float(getattr(entry, column).scaleb(-entry.good.decimals))
            for entry in entries
        ]
    )


def _recipes() -> np.ndarray:
    return read_keys(Council.objects.filter(kind__in=Council.RECIPES), "id")


def _starts(lengths: np.ndarray) -> np.ndarray:
    """Where each begins if one follows the other; and where the last ends."""
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
