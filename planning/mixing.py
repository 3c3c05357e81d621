"""One book of answers from several, and what a rule is told of some councils."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from planning.arrays import Bools, Ints
from planning.book import Book
from planning.councils import Councils, Income
from planning.ranges import lines_of


def mixed(answers: Sequence[tuple[Bools, Book]], rows: Ints) -> Book:
    """A book of some councils, each from the one of several that is its own.

    Parameters
    ----------
    answers : sequence of ((n_councils,) bool array, Book)
        Whom to take from which book; each row once.
    rows : (n_rows,) int array
        The councils of the mixture, ascending.

    Examples
    --------
    >>> whole = np.array([True, False])
    >>> one = Book(1, [0, 1, 2], [0, 0], [-4, 4], whole)
    >>> other = Book(1, [0, 1, 2], [0, 0], [-9, 9], whole)
    >>> mixed([(whole, one), (~whole, other)], np.array([0, 1])).quantity
    array([-4,  9])

    """
    council, good, quantity = [], [], []
    for mine, book in answers:
        places = np.flatnonzero(mine)
        lines = lines_of(book.start, places)
        council.append(np.repeat(places, np.diff(book.start)[places]))
        good.append(book.good[lines])
        quantity.append(book.quantity[lines])
    book = answers[0][1]
    return Book.from_lines(
        book.n_goods,
        len(rows),
        np.searchsorted(rows, np.concatenate(council)),
        np.concatenate(good),
        np.concatenate(quantity),
        book.whole[rows],
    )


def some(councils: Councils, rows: Ints) -> Councils:
    """What a rule is told of some councils, by their rows in ascending order.

    >>> all_ = Councils.undeclared(np.array([4, 9]), np.array([True, False]))
    >>> some(all_, np.array([1])).key
    array([9])

    """
    if len(rows) == len(councils.key):
        return councils
    income = councils.income
    if income is not None:
        income = Income(income.base[rows], income.pool[rows], income.share[rows])
    return replace(
        councils,
        key=councils.key[rows],
        consumer=councils.consumer[rows],
        substitution=councils.substitution[rows],
        supply=councils.supply[rows],
        capacity=councils.capacity[rows],
        income=income,
        keeps=None if councils.keeps is None else councils.keeps[rows],
        bound=None if councils.bound is None else councils.bound[rows],
    )
