"""A price rule's memory of the councils, between its arrays and the database's rows."""

from typing import Any

import numpy as np
from django.db import connection

from iteration.columns import fetch
from iteration.models import Memory, Round
from iteration.packing import packed, unpacked
from planning.memory import Memory as Arrays
from planning.memory import join, only, split

# Councils in a part: few enough to look one of them up, many enough to read a million.
PART = 2_000
# Parts fetched together.
TOGETHER = 10
# In binary form: as text, twice as much would go back and forth.
COPY = """
    COPY iteration_memory (round_id, first, last, arrays) FROM STDIN (FORMAT BINARY)
"""
READ = "SELECT arrays FROM iteration_memory WHERE id = ANY(%s) ORDER BY first"


def keep(round: Round, memory: Arrays) -> None:
    """Write what the rule knows after counting a round; once, never changed."""
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(COPY) as copy,
    ):
        copy.set_types(["int8", "int8", "int8", "bytea"])
        for part in split(memory, PART):
            first, last = int(part["key"][0]), int(part["key"][-1])
            copy.write_row((round.pk, first, last, packed(part)))


def recall(round: Round | None) -> dict[str, Any] | None:
    """All that was known after a round; None if its rule keeps nothing."""
    if round is None:
        return None
    parts = Memory.objects.filter(round=round).order_by("first")
    keys = list(parts.values_list("pk", flat=True))
    read = [
        unpacked(arrays)
        for place in range(0, len(keys), TOGETHER)
        for (arrays,) in fetch(READ, [keys[place : place + TOGETHER]])
    ]
    return _joined(read) if read else None


def recall_of(round: Round, keys: list[int]) -> dict[str, Any] | None:
    """What was known of some councils; None if nothing was known of any."""
    rows = Memory.objects.about(round, keys).order_by("first")
    parts = [only(unpacked(bytes(row.arrays)), np.array(keys)) for row in rows]
    known = [part for part in parts if len(part["key"])]
    return join(known) if known else None


def _joined(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """The whole, array by array: what is joined is not held twice."""
    whole: dict[str, Any] = {}
    for name in [name for name in parts[0] if name != "start"]:
        whole |= join(
            [{name: part.pop(name), "start": part["start"]} for part in parts]
        )
    return whole
