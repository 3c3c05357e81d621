"""Books, economies and strategies for the tests of the numeric core."""

from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from planning.book import Book

TOLERANCE = Fraction("0.03")


def make_book(n_goods, *councils):
    """A book from (whole, {good: quantity}) pairs."""
    lines = [
        (place, good, quantity)
        for place, (_, lines) in enumerate(councils)
        for good, quantity in lines.items()
    ]
    council, good, quantity = zip(*lines, strict=True) if lines else ((), (), ())
    whole = [whole for whole, _ in councils]
    return Book.from_lines(n_goods, len(councils), council, good, quantity, whole)


def recipe(**lines):
    """A worker council; goods by letter: recipe(a=-10, b=5)."""
    return True, {"abcdefgh".index(good): units for good, units in lines.items()}


def single(**lines):
    """A council whose lines stand each for themselves."""
    return False, recipe(**lines)[1]


def make_economy(seed=0, *, makers=8, users=30, goods=6):
    """A book that nearly balances at its prices, and these prices.

    Goods 0 to goods - 1 are made from labour (the last good) and one another, and used
    by consumer councils, who offer the labour.
    """
    random = np.random.default_rng(seed)
    prices = np.append(random.lognormal(0.0, 0.5, goods), 1.0)
    council, good, value = [], [], []
    for maker in range(makers):
        made = maker % goods
        used = random.choice(np.delete(np.arange(goods), made), 2, replace=False)
        costs = random.uniform(5.0, 20.0, 3)
        council += [maker] * 4
        good += [*used, goods, made]
        value += [*costs, -1.2 * costs.sum()]
    net = np.bincount(good, value, minlength=goods + 1)
    for user in range(users):
        council += [makers + user] * (goods + 1)
        good += range(goods + 1)
        value += list(-net / users * random.uniform(0.9, 1.1, goods + 1))
    units = np.rint(1e4 * np.array(value) / prices[good]).astype(np.int64)
    kept = units != 0
    book = Book.from_lines(
        goods + 1,
        makers + users,
        np.array(council)[kept],
        np.array(good)[kept],
        units[kept],
        np.arange(makers + users) < makers,
    )
    return book, prices


def permuted(book, councils, goods):
    """The same book with councils and goods in another order, and where lines went."""
    new_council = np.argsort(councils)[book.council]
    new_good = np.argsort(goods)[book.good]
    whole = book.whole[councils]
    other = Book.from_lines(
        book.n_goods, book.n_councils, new_council, new_good, book.quantity, whole
    )
    return other, np.lexsort((new_good, new_council))


@st.composite
def books(draw, max_goods=5, max_councils=8, largest=10**6):
    """Small books of any kind, empty ones and hopeless ones among them."""
    n_goods = draw(st.integers(1, max_goods))
    n_councils = draw(st.integers(0, max_councils))
    quantity = st.integers(-largest, largest).filter(bool)
    councils = draw(
        st.lists(
            st.tuples(
                st.booleans(),
                st.dictionaries(st.integers(0, n_goods - 1), quantity),
            ),
            min_size=n_councils,
            max_size=n_councils,
        )
    )
    return make_book(n_goods, *councils)


@st.composite
def prices_of(draw, n_goods, low=1e-3, high=1e3):
    """Prices for that many goods, evenly spread over the logarithm."""
    logs = st.floats(np.log(low), np.log(high))
    return np.exp(draw(st.lists(logs, min_size=n_goods, max_size=n_goods)))
