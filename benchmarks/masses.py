"""An economy of up to a million councils in blocks, each a small one near balance.

Whoever makes or writes it needs the memory of one block.
"""

import numpy as np

from planning.book import Book
from planning.responses import Flexibility, respond

BLOCK = 50_000
# Parts of the goods: labour, natural resources; the rest is made.
LABOUR, RESOURCES = 0.10, 0.05
# Parts of the councils: who eats, who keeps a resource; the rest makes things.
CONSUMERS, COMMONS = 0.5, 0.02
USUAL = 10_000


class Masses:
    """So many councils, goods and lines about each; the same at every call."""

    def __init__(self, councils, goods, lines):
        self.councils, self.goods, self.lines = councils, goods, lines
        self.labour, self.resources = int(goods * LABOUR), int(goods * RESOURCES)
        random = np.random.default_rng(goods)
        self.prices = 0.001 * random.lognormal(0.0, 0.5, goods)
        # How far offers are from requests at these prices, the same in every block.
        self.skew = random.lognormal(0.0, 0.1, goods)

    def responded(self, first, book, prices, number):
        """A block's answers to prices in a round, each quantity some per cent off."""
        some = np.random.default_rng([first, 0])
        moderate = some.lognormal(0.0, 0.3, (2, book.n_councils))
        follow = np.ones(book.n_councils, dtype=bool)
        unbounded = np.full(book.n_councils, np.inf)
        flexibility = Flexibility(follow, 0.7 * moderate[0], moderate[1], unbounded)
        then = self.prices[book.good]
        whole = respond(book, then, prices, flexibility, np.ones(book.n_councils))
        noise = np.random.default_rng([first, number]).lognormal(
            0.0, 0.02, whole.n_lines
        )
        quantity = np.rint(whole.quantity * noise).astype(np.int64)
        quantity[quantity == 0] = whole.quantity[quantity == 0]
        return Book(whole.n_goods, whole.start, whole.good, quantity, whole.whole)

    def blocks(self):
        """(place of the first council, book, who consumes) of every block."""
        for first in range(0, self.councils, BLOCK):
            yield first, *self._block(min(BLOCK, self.councils - first), first)

    def _block(self, count, seed):
        random = np.random.default_rng(seed)
        consumer = np.arange(count) < CONSUMERS * count
        commons = self.commons(count)
        made = self.labour + self.resources
        # A good of each part, so that none is there twice and all are in order.
        parts = np.linspace(made, self.goods, self.lines - 2).astype(np.int64)
        wants = random.integers(parts[:-1], parts[1:], (count, self.lines - 3))
        half = self.labour // 2
        works = random.integers([0, half], [half, self.labour], (count, 2))
        offers = made + np.arange(count) % (self.goods - made)
        kept = self.labour + np.arange(count) % self.resources
        last = np.where(commons, kept, offers)
        good = np.column_stack([works, last, wants])
        offered = np.zeros(good.shape, dtype=bool)
        offered[consumer, :2] = True
        offered[~consumer, 2] = True
        present = np.ones(good.shape, dtype=bool)
        present[consumer, 2] = False
        present[:, 3:] &= (good[:, 3:] != last[:, None]) | consumer[:, None]
        present[commons] = offered[commons]
        order = np.argsort(good, axis=1, kind="stable")
        good, offered, present = (
            np.take_along_axis(each, order, axis=1) for each in (good, offered, present)
        )
        units = USUAL * random.lognormal(0.0, 0.5, good.shape)
        start = np.concatenate([[0], np.cumsum(present.sum(axis=1))])
        good, offered, units = good[present], offered[present], units[present]
        quantity = self._balanced(good, offered, units)
        return Book(self.goods, start, good, quantity, ~consumer), consumer

    def _balanced(self, good, offered, units):
        wanted = np.bincount(good[~offered], units[~offered], minlength=self.goods)
        made = np.bincount(good[offered], units[offered], minlength=self.goods)
        fit = np.where(made > 0, wanted / np.maximum(made, 1.0), 1.0) * self.skew
        units = np.where(offered, -units * fit[good], units)
        whole = np.rint(units).astype(np.int64)
        return np.where(whole == 0, np.where(offered, -1, 1), whole)

    def commons(self, count):
        return np.arange(count) >= (1 - COMMONS) * count
