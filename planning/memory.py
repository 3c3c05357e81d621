"""What a rule keeps of the councils between rounds: arrays, in parts if need be.

"key" holds the councils, ascending. "good" and "units" have an entry a line, those of
council c from ``start[c]`` to ``start[c + 1]``; all others have one, or one row, a
council. A part is the same of some councils only.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from planning.arrays import Bools, Ints

# Arrays of numbers and of truth values, by name.
Memory = Mapping[str, Any]

BY_LINE = frozenset({"good", "units"})


def split(memory: Memory, size: int) -> Iterator[dict[str, Any]]:
    """Parts of at most ``size`` councils each, in order; nothing of nobody.

    >>> memory = {
    ...     "key": np.array([4, 7]), "start": np.array([0, 1, 3]),
    ...     "good": np.array([0, 0, 1]), "answers": np.array([5, 6]),
    ... }
    >>> [part["good"].tolist() for part in split(memory, 1)]
    [[0], [0, 1]]

    """
    count = len(memory["key"])
    for first in range(0, count, size):
        last = min(first + size, count)
        start = memory["start"][first : last + 1].astype(np.int64)
        lines = slice(int(start[0]), int(start[-1]))
        rows = slice(first, last)
        yield {
            name: array[lines if name in BY_LINE else rows]
            for name, array in memory.items()
            if name != "start"
        } | {"start": start - start[0]}


def join(parts: Sequence[Memory]) -> dict[str, Any]:
    """The whole from its parts in order, at least one.

    >>> memory = {"key": np.array([4, 7]), "start": np.array([0, 1, 3])}
    >>> join(list(split(memory, 1)))["start"].tolist()
    [0, 1, 3]

    """
    lengths = [np.diff(part["start"].astype(np.int64)) for part in parts]
    start = np.concatenate([[0], np.cumsum(np.concatenate(lengths))])
    return {
        name: np.concatenate([part[name] for part in parts])
        for name in parts[0]
        if name != "start"
    } | {"start": start.astype(np.int64)}


def only(memory: Memory, keys: Ints) -> dict[str, Any]:
    """What is kept of some councils; of those it knows.

    >>> memory = {
    ...     "key": np.array([4, 7]), "start": np.array([0, 1, 3]),
    ...     "units": np.array([0.1, 0.2, 0.3]),
    ... }
    >>> only(memory, np.array([7, 9]))["units"].tolist()
    [0.2, 0.3]

    """
    kept: Bools = np.isin(memory["key"], keys)
    lengths = np.diff(memory["start"].astype(np.int64))
    lines = np.repeat(kept, lengths)
    start = np.concatenate([[0], np.cumsum(lengths[kept])]).astype(np.int64)
    return {
        name: array[lines if name in BY_LINE else kept]
        for name, array in memory.items()
        if name != "start"
    } | {"start": start}
