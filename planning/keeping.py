"""Beliefs and records as arrays by name, to be kept, and made of them again."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from planning.beliefs import Beliefs
from planning.record import Record

WHOLE_NUMBERS = frozenset({"key", "answers"})


def carried(learned: Mapping[str, Any]) -> tuple[Any, Beliefs]:
    """Keys and beliefs from what `Knowledge.learned` gave, also after JSON.

    `Knowledge.memory` holds them too.
    """
    names = {"key", *(part.name for part in fields(Beliefs))} & set(learned)
    arrays = _arrays({name: learned[name] for name in names})
    key = arrays.pop("key")
    for name in ("margins", "offers"):
        arrays[name] = arrays[name].reshape(len(key), -1)
    return key, beliefs_from(arrays, len(key))


def beliefs_from(arrays: Mapping[str, Any], count: int) -> Beliefs:
    """Beliefs from arrays; what those of an earlier version lack is not known."""
    unknown = np.full(count, np.nan)
    return Beliefs(
        **{part.name: arrays.get(part.name, unknown) for part in fields(Beliefs)}
    )


def parts(of: Record | Beliefs) -> dict[str, Any]:
    """The arrays of a record, or of beliefs, by name."""
    return {part.name: getattr(of, part.name) for part in fields(of)}


def _arrays(state: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: np.array(values, dtype=np.int64 if name in WHOLE_NUMBERS else np.float64)
        for name, values in state.items()
    }
