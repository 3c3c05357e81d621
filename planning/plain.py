"""Arrays as lists: what can be written as JSON."""

from collections.abc import Mapping
from typing import Any

import numpy as np


def plain(state: Any) -> Any:
    """The same state in lists, numbers, strings and None, ready for JSON.

    >>> plain({"a": np.array([1.0, np.nan]), "b": (1, None)})
    {'a': [1.0, None], 'b': [1, None]}

    """
    if isinstance(state, Mapping):
        return {name: plain(value) for name, value in state.items()}
    if isinstance(state, np.ndarray):
        return plain(state.tolist())
    if isinstance(state, list | tuple):
        return [plain(value) for value in state]
    if isinstance(state, float | np.floating):
        return float(state) if np.isfinite(state) else None
    return state
