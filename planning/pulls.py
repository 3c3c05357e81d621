"""Which groups of councils have changed what is requested and offered of a good."""

from collections.abc import Sequence

import numpy as np

from planning.arrays import Ints, Scatter
from planning.book import Book
from planning.ranges import blocks


def by_group(book: Book, groups: Ints) -> Ints:
    """What each group requests less what it offers, exactly.

    Parameters
    ----------
    book : Book
        Its totals below 2**62.
    groups : (n_councils,) int array
        From 0.

    Returns
    -------
    (n_goods, n_groups) int64 array
        Smallest units. ValueError if there is not one group for each council.

    Examples
    --------
    >>> book = Book(1, [0, 1, 2, 3], [0, 0, 0], [9, 5, -7], np.ones(3, dtype=bool))
    >>> by_group(book, np.array([0, 0, 1]))
    array([[14, -7]])

    """
    if len(groups) != book.n_councils or (groups < 0).any():
        raise ValueError(
            f"{book.n_councils} councils need a group each, counted from 0"
        )
    count = int(groups.max(initial=-1)) + 1
    scatter, lengths = Scatter(book.n_goods * count), np.diff(book.start)
    for first, last in blocks(book.start):
        lines = slice(book.start[first], book.start[last])
        place = count * book.good[lines]
        place += np.repeat(groups[first:last], lengths[first:last])
        scatter.add(place, book.quantity[lines])
    return scatter.sums.reshape(book.n_goods, count)


def changed(
    before: Sequence[Sequence[int]] | None, now: Sequence[Sequence[int]] | None
) -> Ints | None:
    """The change of what `by_group` gave, as lists; None without one of both.

    >>> changed([[3], [0]], [[5, 1], [0, -2]])
    array([[ 2,  1],
           [ 0, -2]])

    """
    if before is None or now is None:
        return None
    columns = [
        np.array(sums, dtype=np.int64).reshape(len(sums), -1).T
        for sums in (now, before)
    ]
    most = max(len(sums) for sums in columns)
    filled = [
        np.vstack([sums, np.zeros((most - len(sums), sums.shape[1]), dtype=np.int64)])
        for sums in columns
    ]
    change: Ints = (filled[0] - filled[1]).T
    return change
