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
from ledger import merkle

# How many councils are read in one piece.
RANGE = 50_000

# array_send writes 20 bytes of header, then each element as its size and its value.
# Not ordered: only the columns of one query have to stay beside each other.
PIECE = """
    SELECT string_agg(int8send(id), ''),
           string_agg(int8send(council_id), ''),
           string_agg(timestamptz_send(submitted_at), ''),
           string_agg(int4send(cardinality(goods)), ''),
           string_agg(substring(array_send(goods) FROM 21), ''),
           string_agg(substring(array_send(quantities) FROM 21), ''){more}
    FROM ({proposals}) AS proposal
"""
# Digests in hexadecimal: a line each.
RECEIPTS = """
    SELECT string_agg(int8send(council_id), ''), string_agg(receipt, E'\\n')
    FROM ({proposals}) AS proposal
"""
KEYS = "SELECT string_agg(int8send({column}), '') FROM ({rows}) AS found"
FIGURES = "SELECT string_agg(int8send(council_id), ''){more} FROM ({rows}) AS found"
FIGURE = ", string_agg(float8send(coalesce({column}::float8, 'NaN')), '')"
COLUMNS = ("id", "council_id", "submitted_at", "goods", "quantities")
# A digest as it is.
LEAF = np.dtype("V32")
# How the columns arrive, and what they are kept as.
SHORT, LONG = np.dtype([("value", ">i4")]), np.dtype([("value", ">i8")])
GOOD = np.dtype([("size", ">i4"), ("value", ">i4")])
QUANTITY = np.dtype([("size", ">i4"), ("value", ">i8")])
WIRES = (LONG, LONG, LONG, SHORT, GOOD, QUANTITY)
FORMS = (np.int64, np.int64, np.int64, np.int64, np.int32, np.int64, LEAF)
# PostgreSQL counts microseconds from 2000 on, everybody else from 1970 on.
TO_1970 = 946_684_800_000_000


def read_columns(proposals: QuerySet, *, leaves: bool = False) -> list[np.ndarray]:
    """The columns of all proposals; of those that are joined, the pieces are let go.

    Keys of proposals and of councils, microseconds since 1970, how many goods, their
    keys, quantities; with ``leaves`` also the leaf each receipt is in a Merkle tree.
    """
    forms = FORMS if leaves else FORMS[:-1]
    nothing = [np.zeros(0, dtype=form) for form in forms]
    pieces = [_read(piece, leaves) for piece in ranges(proposals)] or [nothing]
    return [np.concatenate([piece.pop(0) for piece in pieces]) for _form in forms]


def read_leaves(proposals: QuerySet) -> tuple[np.ndarray, np.ndarray]:
    """Councils, ascending, and the leaf the receipt of each is in a Merkle tree."""
    councils, leaves = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=LEAF)]
    for piece in ranges(proposals):
        sql, params = piece.values("council_id", "receipt").query.sql_with_params()
        council, receipts = fetch(RECEIPTS.format(proposals=sql), params)[0]
        if council is not None:
            councils.append(np.frombuffer(council, ">i8").astype(np.int64))
            leaves.append(_leaves(receipts))
    council, leaf = np.concatenate(councils), np.concatenate(leaves)
    order = np.argsort(council, kind="stable")
    return council[order], leaf[order]


def read_keys(rows: QuerySet, column: str = "council_id") -> np.ndarray:
    """Keys of councils in a column of some rows: ascending, each once."""
    sql, params = rows.values(column).query.sql_with_params()
    found = fetch(KEYS.format(column=column, rows=sql), params)
    keys = np.frombuffer(found[0][0] or b"", ">i8").astype(np.int64)
    if len(keys) and (np.diff(keys) > 0).all():
        return keys
    keys.sort()
    return keys[np.diff(keys, prepend=keys[:1] - 1) > 0]


def read_figures(rows: QuerySet, *columns: str) -> tuple[np.ndarray, ...]:
    """Keys of councils, and columns of numbers beside them; NaN where there is none."""
    sql, params = rows.values("council_id", *columns).query.sql_with_params()
    more = "".join(FIGURE.format(column=column) for column in columns)
    keys, *found = fetch(FIGURES.format(more=more, rows=sql), params)[0]
    return (
        np.frombuffer(keys or b"", ">i8").astype(np.int64),
        *(np.frombuffer(part or b"", ">f8").astype(np.float64) for part in found),
    )


def ranges(proposals: QuerySet) -> Iterator[QuerySet]:
    """The same in ranges of councils."""
    ends = Council.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return
    for low in range(ends["first"], ends["last"] + 1, RANGE):
        yield proposals.filter(council_id__gte=low, council_id__lt=low + RANGE)


def _read(proposals: QuerySet, leaves: bool) -> list[np.ndarray]:
    columns = (*COLUMNS, "receipt") if leaves else COLUMNS
    sql, params = proposals.values(*columns).query.sql_with_params()
    more = ", string_agg(receipt, E'\\n')" if leaves else ""
    row = list(fetch(PIECE.format(more=more, proposals=sql), params)[0])
    leaf = [_leaves(row.pop())] if leaves else []
    wires = zip(row, WIRES, FORMS, strict=False)
    read = [
        np.frombuffer(part or b"", wire)["value"].astype(form)
        for part, wire, form in wires
    ]
    read[2] += TO_1970
    return read + leaf


def _leaves(receipts: str | None) -> np.ndarray:
    if receipts is None:
        return np.zeros(0, dtype=LEAF)
    return np.frombuffer(b"".join(map(merkle.leaf, receipts.split("\n"))), LEAF)


def fetch(sql: str, params: Sequence[Any]) -> list[tuple]:
    """The rows a query finds, in binary form: bytes come as bytes, not as text."""
    connection.ensure_connection()
    with (
        connection.wrap_database_errors,
        # Django's own cursor asks for text, which is twice as long.
        psycopg.Cursor(connection.connection) as cursor,
    ):
        return cursor.execute(sql, params, binary=True).fetchall()
