"""What a council gives society for what it takes, by value."""

import numpy as np

from planning.arrays import Floats, add_up
from planning.book import Book


def ratio(book: Book, prices: Floats) -> Floats:
    """Value of what each council offers, divided by the value of what it requests.

    Parameters
    ----------
    book : Book
    prices : (n_goods,) float array
        Credits per smallest unit, positive.

    Returns
    -------
    (n_councils,) float array
        No unit. Infinite for a council that requests nothing, and so costs nothing.

    Notes
    -----
    For a worker council this is the ratio of social benefit to social cost, if
    labour, natural resources, the use of capital and emissions are goods of the
    catalogue like all others [1]_.

    References
    ----------
    .. [1] R. Hahnel, "Democratic Economic Planning", Routledge 2021, chapter 7.

    Examples
    --------
    >>> book = Book(2, [0, 2, 3], [0, 1, 1], [-10, 4, -4], [True, False])
    >>> ratio(book, np.array([1.0, 2.0]))
    array([1.25,  inf])

    """
    value = prices[book.good] * book.quantity
    councils = book.n_councils
    costs = add_up(book.council, np.maximum(value, 0.0), councils)
    benefits = add_up(book.council, np.maximum(-value, 0.0), councils)
    result = np.full(councils, np.inf)
    np.divide(benefits, costs, out=result, where=costs > 0)
    return result
