"""Other quantities in the lines of a book: suggested to the councils, and settled."""

from dataclasses import replace

import numpy as np

from planning.arrays import Bools, Floats, Ints
from planning.book import Book
from planning.settle import Settlement, settle


def as_lines(book: Book, suggested: Book) -> Ints:
    """What is suggested to each council, in the lines of its own proposal.

    Parameters
    ----------
    book : Book
        What the councils propose.
    suggested : Book
        What a rule suggests to the same councils, in the same order.

    Returns
    -------
    (n_lines,) int64 array
        Smallest units, requested +, offered -, on the side of the proposal; 0 where
        nothing is suggested. Goods a council does not propose are left out: nobody is
        offered what they did not ask for. A council to which nothing at all is
        suggested keeps its proposal.

    Raises
    ------
    ValueError
        If the books differ in councils or goods.

    Examples
    --------
    >>> book = Book(2, [0, 2, 3], [0, 1, 0], [-10, 5, 8], [True, False])
    >>> suggested = Book(2, [0, 1, 3], [0, 0, 1], [-9, 9, 4], [True, False])
    >>> as_lines(book, suggested)
    array([-9,  0,  9])

    """
    if (book.n_councils, book.n_goods) != (suggested.n_councils, suggested.n_goods):
        raise ValueError("the suggestions are not of these councils and goods")
    n = book.n_goods
    own = book.council * n + book.good
    theirs = suggested.council * n + suggested.good
    place = np.searchsorted(theirs, own)
    found = np.zeros(book.n_lines, dtype=np.int64)
    known = place < len(theirs)
    known[known] = theirs[place[known]] == own[known]
    found[known] = suggested.quantity[place[known]]
    found[found * np.sign(book.quantity) < 0] = 0
    unknown = np.bincount(book.council[found != 0], minlength=book.n_councils) == 0
    return np.where(unknown[book.council], book.quantity, found)


def settle_lines(
    book: Book,
    quantity: Ints,
    prices: Floats,
    slack: Bools,
    things: Bools | None = None,
    tickets: Ints | None = None,
) -> Settlement:
    """Settle other quantities of the same lines.

    Parameters
    ----------
    book : Book
        Whose lines they are.
    quantity : (n_lines,) int64 array
        Smallest units; 0 is allowed.
    prices, slack, things, tickets
        As for `planning.settle.settle`.

    Returns
    -------
    Settlement
        Of ``quantity``; its arrays have an entry for every line of the book. Of a line
        that was 0 nothing is cut: its share is 1.

    Raises
    ------
    ValueError, OverflowError
        As `planning.settle.settle` does.

    Examples
    --------
    >>> book = Book(1, [0, 1, 2], [0, 0], [-10, 8], [True, False])
    >>> settle_lines(book, np.array([-9, 0]), np.ones(1), np.array([True])).quantity
    array([-9,  0])

    """
    kept = quantity != 0
    counts = np.bincount(book.council[kept], minlength=book.n_councils)
    start = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)])
    changed = Book(book.n_goods, start, book.good[kept], quantity[kept], book.whole)
    settled = settle(changed, prices, slack, things, tickets)
    units = np.zeros(book.n_lines, dtype=np.int64)
    units[kept] = settled.quantity
    share = np.ones(book.n_lines)
    share[kept] = settled.share
    return replace(settled, quantity=units, share=share)
