"""A price rule's memory of the councils, between its arrays and the database's rows."""

from io import BytesIO
from typing import Any

import numpy as np

from iteration.models import Memory, Round
from planning.memory import Memory as Arrays
from planning.memory import join, only, split

# Councils in a part: few enough to look one of them up, many enough to read a million.
PART = 2_000


def keep(round: Round, memory: Arrays) -> None:
    """Write what the rule knows after counting a round; once, never changed."""
    Memory.objects.bulk_create(
        (
            Memory(
                round=round,
                first=int(part["key"][0]),
                last=int(part["key"][-1]),
                arrays=_packed(part),
            )
            for part in split(memory, PART)
        ),
        batch_size=10,
    )


def recall(round: Round | None) -> dict[str, Any] | None:
    """All that was known after a round; None if its rule keeps nothing."""
    if round is None:
        return None
    rows = Memory.objects.filter(round=round).order_by("first")
    parts = [_unpacked(row.arrays) for row in rows.iterator(chunk_size=10)]
    return join(parts) if parts else None


def recall_of(round: Round, keys: list[int]) -> dict[str, Any] | None:
    """What was known of some councils; None if nothing was known of any."""
    rows = Memory.objects.about(round, keys).order_by("first")
    parts = [only(_unpacked(row.arrays), np.array(keys)) for row in rows]
    known = [part for part in parts if len(part["key"])]
    return join(known) if known else None


def _packed(part: Arrays) -> bytes:
    file = BytesIO()
    np.savez(file, **part)
    return file.getvalue()


def _unpacked(data: bytes) -> dict[str, Any]:
    with np.load(BytesIO(bytes(data)), allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}
