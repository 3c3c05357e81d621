"""Columns of many rows as arrays, in PostgreSQL's binary form.

A range of councils at a time, since one value is limited to a gigabyte.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import psycopg
from django.db import connection
from django.db.models import Max, Min, QuerySet

from councils.models import Council

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
KEYS = "SELECT string_agg(int8send({column}), '') FROM ({rows}) AS found"
COLUMNS = ("id", "council_id", "submitted_at", "goods", "quantities")
GOOD = np.dtype([("size", ">i4"), ("value", ">i4")])
QUANTITY = np.dtype([("size", ">i4"), ("value", ">i8")])


def read_columns(proposals: QuerySet) -> list[np.ndarray]:
    """The columns of all proposals; of those that are joined, the pieces are let go."""
    nothing = tuple(np.zeros(0, dtype=np.int64) for _column in range(6))
    pieces = [list(_read(piece)) for piece in _ranges(proposals)] or [list(nothing)]
    return [np.concatenate([piece.pop(0) for piece in pieces]) for _column in nothing]


def read_keys(rows: QuerySet, column: str = "council_id") -> np.ndarray:
    """Keys of councils in a column of some rows: ascending, each once."""
    sql, params = rows.values(column).query.sql_with_params()
    found = fetch(KEYS.format(column=column, rows=sql), params)
    return np.unique(np.frombuffer(found[0][0] or b"", ">i8").astype(np.int64))


def _ranges(proposals: QuerySet) -> Iterator[QuerySet]:
    ends = Council.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return
    for low in range(ends["first"], ends["last"] + 1, RANGE):
        yield proposals.filter(council_id__gte=low, council_id__lt=low + RANGE)


def _read(proposals: QuerySet) -> tuple[np.ndarray, ...]:
    sql, params = proposals.values(*COLUMNS).query.sql_with_params()
    found = fetch(PIECE.format(proposals=sql), params)
    row = [column or b"" for column in found[0]]
    proposal, council, submitted = (np.frombuffer(part, ">i8") for part in row[:3])
    sizes = np.frombuffer(row[3], ">i4")
    goods = np.frombuffer(row[4], GOOD)["value"]
    quantities = np.frombuffer(row[5], QUANTITY)["value"]
    return tuple(
        column.astype(np.int64)
        for column in (proposal, council, submitted, sizes, goods, quantities)
    )


def fetch(sql: str, params: Sequence[Any]) -> list[tuple]:
    """The rows a query finds, in binary form: bytes come as bytes, not as text."""
    connection.ensure_connection()
    with (
        connection.wrap_database_errors,
        # Django's own cursor asks for text, which is twice as long.
        psycopg.Cursor(connection.connection) as cursor,
    ):
        return cursor.execute(sql, params, binary=True).fetchall()
