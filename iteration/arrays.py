"""From rows to arrays: the catalogue, a book, and the prices a round announced.

Reads once, iterates in memory: proposals come as arrays in PostgreSQL's binary form, a
range of councils at a time, since one value is limited to a gigabyte.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import psycopg
from django.db import connection
from django.db.models import Max, Min, QuerySet
from django.db.models.expressions import RawSQL

from councils.models import Council
from iteration.models import Round
from planning.book import Book
from proposals.models import Good, Period

# How many councils are read in one piece.
RANGE = 50_000

# array_send writes 20 bytes of header, then each element as its size and its value.
# Not ordered: only the columns of one query have to stay beside each other.
PIECE = """
    SELECT string_agg(int8send(id), ''),
           string_agg(int8send(council_id), ''),
           string_agg(
               int8send((extract(epoch FROM submitted_at) * 1000000)::bigint), ''
           ),
           string_agg(int4send(cardinality(goods)), ''),
           string_agg(substring(array_send(goods) FROM 21), ''),
           string_agg(substring(array_send(quantities) FROM 21), '')
    FROM ({proposals}) AS proposal
"""
COLUMNS = ("id", "council_id", "submitted_at", "goods", "quantities")
GOOD = np.dtype([("size", ">i4"), ("value", ">i4")])
QUANTITY = np.dtype([("size", ">i4"), ("value", ">i8")])


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
        places = np.searchsorted(self.keys, keys)
        known = places < len(self.keys)
        known[known] = self.keys[places[known]] == keys[known]
        if not known.all():
            raise KeyError(f"good {keys[~known][0]} is not in the catalogue")
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
        start = np.concatenate([[0], np.cumsum(lengths[kept])]).astype(np.int64)
        return Sheet(
            Book(
                book.n_goods,
                start,
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
    pieces = [_read(piece) for piece in _ranges(proposals)]
    if not pieces:
        pieces = [tuple(np.zeros(0, dtype=np.int64) for _ in range(6))]
    proposal, council, submitted, size, keys, quantity = (
        np.concatenate(column) for column in zip(*pieces, strict=True)
    )
    place = np.repeat(np.arange(len(council)), size)
    order = np.argsort(council, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    recipes = _recipes()
    book = Book.from_lines(
        n_goods=len(catalogue.goods),
        n_councils=len(council),
        council=rank[place],
        good=catalogue.places(keys),
        quantity=quantity,
        whole=np.isin(council[order], recipes),
    )
    return Sheet(book, proposal[order], council[order], submitted[order])


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
    kinds = Council.objects.filter(kind__in=Council.RECIPES)
    return np.fromiter(kinds.values_list("pk", flat=True), dtype=np.int64)


def _ranges(proposals: QuerySet) -> Iterator[QuerySet]:
    ends = Council.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return
    for low in range(ends["first"], ends["last"] + 1, RANGE):
        yield proposals.filter(council_id__gte=low, council_id__lt=low + RANGE)


def _read(proposals: QuerySet) -> tuple[np.ndarray, ...]:
    sql, params = proposals.values(*COLUMNS).query.sql_with_params()
    connection.ensure_connection()
    with (
        connection.wrap_database_errors,
        # Django's own cursor cannot receive bytes as bytes; as text they double.
        psycopg.Cursor(connection.connection) as cursor,
    ):
        cursor.execute(PIECE.format(proposals=sql), params, binary=True)
        row = [column or b"" for column in cursor.fetchone()]
    proposal, council, submitted = (np.frombuffer(part, ">i8") for part in row[:3])
    sizes = np.frombuffer(row[3], ">i4")
    goods = np.frombuffer(row[4], GOOD)["value"]
    quantities = np.frombuffer(row[5], QUANTITY)["value"]
    return tuple(
        column.astype(np.int64)
        for column in (proposal, council, submitted, sizes, goods, quantities)
    )
