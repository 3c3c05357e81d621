"""What the calibrated rule is told about the councils besides their proposals."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from planning.arrays import Bools, Floats, Ints
from planning.book import Book
from planning.income import Income

__all__ = ["Councils", "Income"]


@dataclass(frozen=True, eq=False)
class Councils:
    """The councils of a book, row by row, and what they have declared.

    Parameters
    ----------
    key : (n_councils,) int64 array
        Who they are, ascending; a council keeps its key from round to round, while
        others may come and go.
    consumer : (n_councils,) bool array
        True: its requests spend a budget.
    substitution, supply, capacity : (n_councils,) float array
        Declared elasticities of substitution and of supply, no unit, and the largest
        possible offer of the main good, smallest units; NaN: not declared. They are
        where learning begins, never the truth.
    income : Income or None
        What consumer councils may spend; None: the same credits at any prices.
    keeps : (n_councils,) bool array or None
        True: while silent, its last proposal is repeated at any prices, requests only
        as far as its budget reaches. None: nobody's is.
    bound : (n_councils,) bool array or None
        True: while silent, it is kept within its budget, even if it was beyond when it
        answered last. None: nobody is.

    Raises
    ------
    ValueError
        If the arrays differ in length or the keys do not ascend.

    """

    key: Ints
    consumer: Bools
    substitution: Floats
    supply: Floats
    capacity: Floats
    income: Income | None = None
    keeps: Bools | None = None
    bound: Bools | None = None

    def __post_init__(self) -> None:
        count = len(self.key)
        for name in ("consumer", "substitution", "supply", "capacity"):
            if len(getattr(self, name)) != count:
                raise ValueError(f"{name} needs one entry for each of {count} councils")
        for name in ("keeps", "bound"):
            given = getattr(self, name)
            if given is not None and len(given) != count:
                raise ValueError(f"{name} needs one entry for each of {count} councils")
        if self.income is not None and len(self.income.base) != count:
            raise ValueError(f"income needs one entry for each of {count} councils")
        if (np.diff(self.key) <= 0).any():
            raise ValueError("the keys of the councils must ascend")

    @classmethod
    def undeclared(
        cls, key: Ints, consumer: Bools, income: Income | None = None
    ) -> Self:
        """Councils that have declared nothing.

        >>> Councils.undeclared(np.array([4, 9]), np.array([True, False])).capacity
        array([nan, nan])

        """
        nothing = np.full(len(key), np.nan)
        return cls(key, consumer, nothing, nothing, nothing, income)

    @classmethod
    def of(cls, book: Book) -> Self:
        """Nothing but a book: rows are keys, and who is no recipe spends a budget."""
        return cls.undeclared(np.arange(book.n_councils), ~book.whole)
