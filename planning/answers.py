"""What a part of a settlement answers; answers of several parts add up to one."""

from dataclasses import dataclass, fields, replace
from functools import reduce
from operator import add
from typing import Any, Self, TypeVar

import numpy as np

from planning.arrays import Ints
from planning.slopes import Gram
from planning.totals import LIMIT


class Answer:
    """Whole numbers that add up, entry by entry, in any order.

    ValueError if there are not as many of them in both answers.
    """

    def __add__(self, other: Self) -> Self:
        parts: dict[str, Any] = {}
        for field in fields(self):  # type: ignore[arg-type]
            mine, theirs = getattr(self, field.name), getattr(other, field.name)
            if np.shape(mine) != np.shape(theirs):
                raise ValueError(f"{field.name} of two parts differ in number")
            parts[field.name] = mine + theirs
        return type(self)(**parts)


@dataclass(frozen=True, eq=False)
class Sides(Answer):
    """Units on both sides of every good, (2 n_goods,): requests first, then offers.

    Parameters
    ----------
    recipes, others : (2 n_goods,) int64 array
        Not negative. Recipes that are left, and all lines that stand for themselves.
    lumpy : (n_goods,) int64 array
        Lines of recipes that make few, and only whole, things.

    """

    recipes: Ints
    others: Ints
    lumpy: Ints

    def __add__(self, other: Self) -> Self:
        found = super().__add__(other)
        mine = self.recipes.astype(np.float64) + self.others
        if (mine + other.recipes + other.others >= LIMIT).any():
            raise OverflowError("quantities are too large to sum; use a larger unit")
        return found


@dataclass(frozen=True, eq=False)
class Spreads(Answer):
    """(n_goods,) Sum of V^2 / w of each good, in 2**-21 of its value, rounded up."""

    spread: Ints


@dataclass(frozen=True, eq=False)
class Pull(Answer):
    """What recipes take and give at some multipliers.

    Parameters
    ----------
    excess : (n_goods,) int64 array
        Requested less offered, in 2**-60 of the size of the good.
    height : int
        Of the dual function, in 2**-60 of `planning.pull.bound_of`.
    present : (2 n_goods,) int64 array
        Lines on both sides of every good, of recipes that are left.
    off : int
        Recipes of whole things that would not make whole ones.
    gram : Gram

    """

    excess: Ints
    height: int
    present: Ints
    off: int
    gram: Gram


@dataclass(frozen=True, eq=False)
class Tall(Answer):
    """(n_points,) Heights of the dual function, as in `Pull`."""

    height: Ints


@dataclass(frozen=True, eq=False)
class Counts(Answer):
    """(n_open, 2**bits) How many there are of each value of the digits looked at."""

    count: Ints


@dataclass(frozen=True, eq=False)
class Floor(Answer):
    """Lines in whole units, rounded down, by sides of goods: (2 n_goods,) each.

    Parameters
    ----------
    units, parts : int64 arrays
        Whole units, and what is left of them in 2**-38 of a unit.
    asked_units, asked_parts : int64 arrays
        The same if nobody works with a part of a whole thing.
    able, held : int64 arrays
        Lines that can take another unit, and lines that can give one.

    """

    units: Ints
    parts: Ints
    asked_units: Ints
    asked_parts: Ints
    able: Ints
    held: Ints


@dataclass(frozen=True, eq=False)
class Levels(Answer):
    """(n_levels, 2 n_goods) Units that find room below each level."""

    room: Ints


@dataclass(frozen=True, eq=False)
class Assigned(Answer):
    """What is assigned.

    Parameters
    ----------
    units : (2 n_goods,) int64 array
        Smallest units on both sides of every good.
    lost : int
        Value the recipes lose for whole things, in 2**-60 of the bound asked with.
    lowered : int
        Recipes that make less for whole things.
    largest_cut : float
        The largest part cut from any line; of several parts the largest.

    """

    units: Ints
    lost: int
    lowered: int
    largest_cut: float

    def __add__(self, other: Self) -> Self:
        largest = max(self.largest_cut, other.largest_cut)
        return replace(super().__add__(other), largest_cut=largest)


A = TypeVar("A", bound=Answer)


def added(answers: list[A]) -> A:
    """One answer from those of several parts, in any order; at least one."""
    return reduce(add, answers)
