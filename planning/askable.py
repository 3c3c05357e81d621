"""Questions of a settlement that make sense, whoever sent them."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from planning.largest import DIGITS, MOST_BITS

# Points, or levels, in one question; and turns.
MOST_ROWS, MOST_TURNS = 16, 1000

_GOODS = {"dead", "size", "grid", "multipliers"}
_SIDES = {"sign", "level", "key", "ticket"}
_GROUPS = {"open", "prefix", "tied"}

# What the figures of a field have to be between.
_RANGES: dict[str, tuple[float, float]] = {
    "size": (1, 2**63),
    "grid": (-64, 64),
    "sign": (-1, 1),
    "level": (0, 2**62),
    "key": (-1, 2**63),
    "ticket": (-1, 2**63),
    "prefix": (0, 2**63),
    "tied": (-1, 2**63),
    "multipliers": (-1e100, 1e100),
    "bound": (0, 1e300),
    "room": (0, 2**62),
    "row": (0, 2**31),
    "shift": (0, DIGITS - 1),
    "bits": (1, MOST_BITS),
}


def check(question: Any, n_goods: int) -> None:
    """Refuse a question that is not of so many goods, or out of all range.

    Raises
    ------
    ValueError
        Naming the figures that do not fit.

    Examples
    --------
    >>> from planning.questions import Remaining
    >>> check(Remaining(np.zeros(2, dtype=bool), ()), 3)
    Traceback (most recent call last):
    ValueError: dead must be of 3 goods, not of shape (2,)

    """
    groups = 1 if type(question).__name__ == "Losses" else 2 * n_goods
    _walk(question, lambda name: _length(name, n_goods, groups))


def _length(name: str, n_goods: int, groups: int) -> int:
    if name in _GOODS:
        return n_goods
    return groups if name in _GROUPS else 2 * n_goods


def _walk(thing: Any, length: Callable[[str], int]) -> None:
    for each in fields(thing):
        name, value = each.name, getattr(thing, each.name)
        if isinstance(value, tuple):
            if len(value) > MOST_TURNS:
                raise ValueError(f"there are more than {MOST_TURNS} {name}")
            for part in value:
                _walk(part, length)
        elif is_dataclass(value):
            _walk(value, length)
        elif isinstance(value, np.ndarray):
            _array(name, value, length(name))
        elif value is not None:
            _range(name, np.asarray(value))
    bits, shift = getattr(thing, "bits", 0), getattr(thing, "shift", 0)
    if bits + shift > DIGITS:
        raise ValueError(f"there are only {DIGITS} digits to look at")


def _array(name: str, value: Any, length: int) -> None:
    rows = value.shape[0] if value.ndim == 2 else 1
    if value.ndim not in (1, 2) or value.shape[-1] != length or rows > MOST_ROWS:
        what = "goods" if name in _GOODS else "sides or groups"
        raise ValueError(
            f"{name} must be of {length} {what}, not of shape {value.shape}"
        )
    _range(name, value)


def _range(name: str, value: Any) -> None:
    if name not in _RANGES or not value.size:
        return
    low, high = _RANGES[name]
    # As floats: a number may be too large for an array of integers.
    if not (low <= value.min() and value.max() <= high):
        raise ValueError(f"{name} must be between {low:g} and {high:g}")
