"""The Society Account: who is charged what, who receives it, and what is left over."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from planning.arrays import Bools, Ints, count_up
from planning.book import Book


@dataclass(frozen=True)
class Society:
    """What producing councils give and take by value; exact, in credits.

    What they offer of goods for use (consumption and public goods, less what they use
    of them) is ``carried``: what entitlements can be spent on. What they pay for it is
    received: ``work``, ``emissions``; the rest stays as named balances: ``commons``,
    the proceeds of those who keep nature and capital, ``surplus``, those of the others,
    and ``between``, what producers are charged for intermediates, nature and capital
    beyond what producers offer of them (0 where the proposals balance).
    """

    carried: Fraction
    work: Fraction
    emissions: Fraction
    commons: Fraction
    surplus: Fraction
    between: Fraction

    @property
    def received(self) -> Fraction:
        """The sum of all that is received or stands as a balance: what is carried."""
        return sum(
            (self.work, self.emissions, self.commons, self.surplus, self.between),
            Fraction(0),
        )


def society(
    book: Book,
    prices: Sequence[Fraction],
    *,
    producer: Bools,
    commons: Bools,
    final: Bools,
    labour: Bools,
    pollutant: Bools,
) -> Society:
    """Draw up the account of a year's proposals or plan, at one set of prices.

    Parameters
    ----------
    book : Book
    prices : (n_goods,) sequence of Fraction
        Credits per smallest unit.
    producer, commons : (n_councils,) bool array
        Who makes things, and which of them keep nature or capital.
    final, labour, pollutant : (n_goods,) bool array
        Goods for use (consumption and public), work, and emissions.

    Returns
    -------
    Society
        ``carried`` equals ``received``, whatever the proposals.

    Notes
    -----
    Councils are summed by whose they are, goods by what they are: the same lines added
    up in two ways, so that the account closes only if none is lost.

    Examples
    --------
    A bakery asks for 4 hours at 5 and offers 10 loaves at 3.

    >>> book = Book(2, [0, 2], [0, 1], [-10, 4], np.array([True]))
    >>> account = society(
    ...     book, [Fraction(3), Fraction(5)],
    ...     producer=np.array([True]), commons=np.array([False]),
    ...     final=np.array([True, False]), labour=np.array([False, True]),
    ...     pollutant=np.array([False, False]),
    ... )
    >>> int(account.carried), int(account.work), int(account.surplus)
    (30, 20, 10)
    >>> account.received == account.carried
    True

    """

    def worth(councils: Bools, goods: Bools) -> Fraction:
        """What some councils offer of some goods less what they request of them."""
        kept = councils[book.council] & goods[book.good]
        net = count_up(book.good[kept], -book.quantity[kept], book.n_goods)
        return sum(
            (int(net[place]) * prices[place] for place in np.flatnonzero(net).tolist()),
            Fraction(0),
        )

    every = np.ones(book.n_goods, dtype=bool)
    return Society(
        carried=worth(producer, final),
        work=-worth(producer, labour),
        emissions=-worth(producer, pollutant),
        commons=worth(producer & commons, every),
        surplus=worth(producer & ~commons, every),
        between=-worth(producer, ~(final | labour | pollutant)),
    )


def by_groups(values: Ints, edges: Ints) -> Ints:
    """How many values lie in each of the intervals between edges, ends included.

    Values outside count to the first or the last.

    >>> by_groups(np.array([-9, 0, 1, 50]), np.array([-1, 0, 1, 10]))
    array([1, 1, 2])

    """
    place = np.searchsorted(edges[1:-1], values, side="right")
    return np.bincount(place, minlength=len(edges) - 1).astype(np.int64)
