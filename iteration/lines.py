"""Lines of many councils as arrays: goods, quantities, and whose they are."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from django.db.models import QuerySet

from iteration.columns import GOOD, QUANTITY, fetch
from planning.arrays import count_up
from planning.book import Book

# array_send writes 20 bytes of header, then each element as its size and its value.
LINES = """
    SELECT string_agg(int8send(council_id), ''),
           string_agg(int4send(cardinality(goods)), ''),
           string_agg(substring(array_send(goods) FROM 21), ''),
           string_agg(substring(array_send(quantities) FROM 21), '')
    FROM ({rows}) AS found
"""


@dataclass(frozen=True, eq=False)
class Lines:
    """Lines with a quantity other than zero, in no order.

    ``councils`` and ``goods`` are keys, ascending and each once; ``council`` and
    ``good`` the place of each line's among them.
    """

    councils: np.ndarray
    goods: np.ndarray
    council: np.ndarray
    good: np.ndarray
    quantity: np.ndarray


def read_lines(rows: QuerySet) -> Lines:
    """The lines of rows with ``council_id``, ``goods`` and ``quantities``."""
    named = rows.order_by().values("council_id", "goods", "quantities")
    sql, params = named.query.sql_with_params()
    found = [column or b"" for column in fetch(LINES.format(rows=sql), params)[0]]
    council = np.frombuffer(found[0], ">i8").astype(np.int64)
    size = np.frombuffer(found[1], ">i4").astype(np.int64)
    good = np.frombuffer(found[2], GOOD)["value"].astype(np.int64)
    quantity = np.frombuffer(found[3], QUANTITY)["value"].astype(np.int64)
    kept = quantity != 0
    councils, council = np.unique(np.repeat(council, size)[kept], return_inverse=True)
    goods, good = np.unique(good[kept], return_inverse=True)
    return Lines(councils, goods, council, good, quantity[kept])


def totals(lines: Lines) -> tuple[dict[int, int], dict[int, int]]:
    """What is requested and what is offered of goods, by their keys: exact sums."""
    return _totals(lines, lines.quantity > 0), _totals(lines, lines.quantity < 0)


def _totals(lines: Lines, side: np.ndarray) -> dict[int, int]:
    number = len(lines.goods)
    sums = count_up(lines.good[side], np.abs(lines.quantity[side]), number).tolist()
    return {key: sums[n] for n, key in enumerate(lines.goods.tolist()) if sums[n]}


def book_of(lines: Lines, recipe: bytes) -> Book:
    """The lines in order.

    ``recipe``: which councils make one thing of another, as bytes of booleans.
    """
    return Book.from_lines(
        len(lines.goods),
        len(lines.councils),
        lines.council,
        lines.good,
        lines.quantity,
        np.frombuffer(recipe, bool),
    )


# Of lines that are kept anyway: bringing them into order takes longest.
kept_book_of = lru_cache(maxsize=2)(book_of)
