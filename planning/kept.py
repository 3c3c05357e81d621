"""What was computed lately, to be found again by what it was computed from."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

import numpy as np

from planning.terms import Turn

Value = TypeVar("Value")


class Kept:
    """The last few results of each kind.

    >>> kept = Kept(1)
    >>> kept.get("sum", [np.array([1, 2])], lambda: print("computed") or 3)
    computed
    3
    >>> kept.get("sum", [np.array([1, 2])], lambda: print("computed") or 3)
    3

    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._kinds: dict[str, OrderedDict[Any, Any]] = {}

    def get(self, kind: str, source: list[Any], make: Callable[[], Value]) -> Value:
        """The result of arrays, numbers or dataclasses; made if it is not there."""
        key = tuple(_print(each) for each in source)
        known = self._kinds.setdefault(kind, OrderedDict())
        if key not in known:
            known[key] = make()
            while len(known) > self.most:
                known.popitem(last=False)
        known.move_to_end(key)
        found: Value = known[key]
        return found


def _print(thing: Any) -> Any:
    if isinstance(thing, np.ndarray):
        return thing.tobytes()
    if isinstance(thing, tuple):
        return tuple(_print(each) for each in thing)
    if isinstance(thing, Turn):
        return thing.mark
    if is_dataclass(thing):
        return tuple(_print(getattr(thing, each.name)) for each in fields(thing))
    return thing
