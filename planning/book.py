"""What every council requests and offers in a round."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from planning.arrays import Bools, Ints


@dataclass(frozen=True, eq=False)
class Book:
    """All proposals of a round as one sparse matrix, councils by goods.

    Line ``l`` says that a council requests (``quantity[l] > 0``) or offers
    (``quantity[l] < 0``) that many smallest units of ``good[l]``. The lines of council
    ``c`` are ``start[c]:start[c + 1]``; a council without lines is allowed.

    Parameters
    ----------
    n_goods : int
        Size of the catalogue.
    start : (n_councils + 1,) int64 array
        Where the lines of each council begin; the last entry is the number of lines.
    good : (n_lines,) int64 array
        Places in the catalogue, ascending and each once within a council.
    quantity : (n_lines,) int64 array
        Smallest units of the good; never zero.
    whole : (n_councils,) bool array
        True: a recipe, whose lines belong together (a worker council, an industry
        federation, a commons). False: every line stands for itself (a consumer
        council, a consumer federation, an affected community).

    Raises
    ------
    ValueError
        If the arrays do not fit together; the message names what does not.

    Examples
    --------
    One council bakes 10 loaves from 5 kg of flour, the other asks for 8 loaves.

    >>> book = Book(2, [0, 2, 3], [0, 1, 0], [-10, 5, 8], [True, False])
    >>> book.n_councils, book.n_lines
    (2, 3)
    >>> book.council
    array([0, 0, 1])

    """

    n_goods: int
    start: Ints
    good: Ints
    quantity: Ints
    whole: Bools

    def __post_init__(self) -> None:
        for name in ("start", "good", "quantity"):
            object.__setattr__(self, name, _integers(getattr(self, name), name))
        object.__setattr__(self, "whole", _booleans(self.whole))
        _check_starts(self)
        _check_lines(self)

    @property
    def n_councils(self) -> int:
        """Number of councils, with and without lines."""
        return len(self.whole)

    @property
    def n_lines(self) -> int:
        """Number of quantities."""
        return len(self.good)

    @property
    def council(self) -> Ints:
        """(n_lines,) The council each line belongs to; not kept, it is as long."""
        return np.repeat(np.arange(self.n_councils), np.diff(self.start))

    @classmethod
    def from_lines(
        cls,
        n_goods: int,
        n_councils: int,
        council: ArrayLike,
        good: ArrayLike,
        quantity: ArrayLike,
        whole: ArrayLike,
    ) -> Self:
        """Make a book from lines in any order.

        Parameters are those of the class, but ``council`` (n_lines,) says for each line
        whose it is. Raises ValueError as the class does, and if a council is unknown
        or has one good twice.

        >>> whole = [True, False]
        >>> book = Book.from_lines(2, 2, [1, 0, 0], [0, 1, 0], [8, 5, -10], whole)
        >>> book.start, book.good, book.quantity
        (array([0, 2, 3]), array([0, 1, 0]), array([-10,   5,   8]))

        """
        council = _integers(council, "council")
        good, quantity = _integers(good, "good"), _integers(quantity, "quantity")
        if not len(council) == len(good) == len(quantity):
            raise ValueError("council, good and quantity differ in length")
        if len(council) and not 0 <= council.min() <= council.max() < n_councils:
            raise ValueError(f"a line names a council outside 0…{n_councils - 1}")
        order = np.lexsort((good, council))
        start = np.zeros(n_councils + 1, dtype=np.int64)
        np.cumsum(np.bincount(council, minlength=n_councils), out=start[1:])
        return cls(n_goods, start, good[order], quantity[order], _booleans(whole))


def _integers(values: ArrayLike, name: str) -> Ints:
    array = np.asarray(values)
    if array.size == 0:
        array = array.astype(np.int64)
    if array.dtype.kind not in "iu" or array.ndim != 1:
        raise ValueError(f"{name} must be a one-dimensional array of whole numbers")
    if array.dtype.kind == "u" and array.size and array.max() > np.iinfo(np.int64).max:
        raise ValueError(f"{name} does not fit 64 bits")
    return array.astype(np.int64, copy=False)


def _booleans(values: ArrayLike) -> Bools:
    array = np.asarray(values)
    if array.size == 0:
        array = array.astype(np.bool_)
    if array.dtype != np.bool_ or array.ndim != 1:
        raise ValueError("whole must be a one-dimensional array of true and false")
    return array


def _check_starts(book: Book) -> None:
    start = book.start
    if len(start) != book.n_councils + 1:
        raise ValueError(
            f"start has {len(start)} entries for {book.n_councils} councils; "
            "it needs one more than there are councils"
        )
    if start[0] != 0 or start[-1] != book.n_lines or (np.diff(start) < 0).any():
        raise ValueError("start must rise from 0 to the number of lines")


def _check_lines(book: Book) -> None:
    good, quantity = book.good, book.quantity
    if len(good) != len(quantity):
        raise ValueError(f"{len(good)} goods but {len(quantity)} quantities")
    if not len(good):
        return
    if not 0 <= good.min() <= good.max() < book.n_goods:
        raise ValueError(f"a line names a good outside 0…{book.n_goods - 1}")
    if not quantity.all():
        raise ValueError(f"line {int(np.argmin(quantity != 0))} has the quantity 0")
    falls = np.flatnonzero(good[1:] <= good[:-1]) + 1
    begins = np.zeros(len(good) + 1, dtype=np.bool_)
    begins[book.start] = True
    unsorted = falls[~begins[falls]]
    if len(unsorted):
        council = int(np.searchsorted(book.start, unsorted[0], side="right")) - 1
        raise ValueError(
            f"the goods of council {council} are not ascending, or it names one twice"
        )
