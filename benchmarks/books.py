"""Random books of any size in which every good is requested and offered."""

from dataclasses import dataclass

import numpy as np

from planning.book import Book

# Of the goods: labour first, then natural resources, then what is made.
LABOUR, RESOURCES = 0.10, 0.05
# Of the councils: those that eat, those that keep a resource; the rest makes things.
CONSUMERS, COMMONS = 0.5, 0.02
# A usual quantity in smallest units; how far a good's offers are from its requests.
USUAL, SKEW = 10_000, 0.1


@dataclass(frozen=True, eq=False)
class RandomBook:
    """A book, prices of about one credit per 1,000 units, and who is what."""

    book: Book
    prices: np.ndarray
    consumer: np.ndarray
    commons: np.ndarray
    n_labour: int
    n_resources: int


def random_book(councils, goods, lines, seed=0):
    """Make a book: ``lines`` lines a council, totals some per cent from balance.

    Consumer councils offer two kinds of labour and request what is made, commons offer
    one resource, worker councils make one good from all kinds.
    """
    random = np.random.default_rng(seed)
    labour, resources = max(2, int(goods * LABOUR)), max(1, int(goods * RESOURCES))
    kind = np.arange(councils) / councils
    consumer, commons = kind < CONSUMERS, kind >= 1 - COMMONS
    commons[-resources:] = True
    good = _distinct(random, councils, goods, lines)
    offered = np.zeros((councils, lines), dtype=bool)
    places = np.flatnonzero(consumer)
    good[places] = (
        labour
        + resources
        + _distinct(random, len(places), goods - labour - resources, lines)
    )
    good[places, :2] = _distinct(random, len(places), labour, 2)
    offered[places, :2] = True
    places = np.flatnonzero(~consumer)
    made = labour + resources + np.arange(len(places)) % (goods - labour - resources)
    made[commons[places]] = labour + np.arange(commons.sum()) % resources
    good[places, 0] = made
    offered[places, 0] = True
    return _booked(random, good, offered, consumer, commons, goods, labour, resources)


def _booked(random, good, offered, consumer, commons, goods, labour, resources):
    councils = len(good)
    # A council that got a good twice keeps the first line of it.
    order = np.argsort(good, axis=1, kind="stable")
    ordered = np.take_along_axis(good, order, axis=1)
    twice = np.zeros_like(offered)
    twice[:, 1:] = ordered[:, 1:] == ordered[:, :-1]
    kept = np.ones_like(offered)
    np.put_along_axis(kept, order, ~twice, axis=1)
    kept[commons, 1:] = False
    units = USUAL * random.lognormal(0.0, 0.5, good.shape)
    council = np.broadcast_to(np.arange(councils)[:, None], good.shape)[kept]
    good, offered, units = good[kept], offered[kept], units[kept]
    for_it = np.bincount(good[~offered], units[~offered], minlength=goods)
    against = np.bincount(good[offered], units[offered], minlength=goods)
    fit = for_it / np.maximum(against, 1.0) * random.lognormal(0.0, SKEW, goods)
    units = np.where(offered, units * fit[good], units)
    quantity = np.maximum(np.rint(units), 1).astype(np.int64)
    book = Book.from_lines(
        n_goods=goods,
        n_councils=councils,
        council=council,
        good=good,
        quantity=np.where(offered, -quantity, quantity),
        whole=~consumer,
    )
    prices = 0.001 * random.lognormal(0.0, 0.5, goods)
    return RandomBook(book, prices, consumer, commons, labour, resources)


def _distinct(random, rows, goods, lines):
    """(rows, lines) Goods, each once in a row."""
    return np.argsort(random.random((rows, goods)), axis=1)[:, :lines]
