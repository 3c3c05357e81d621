"""What each council may spend, as a rule of prices and proposals."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.sparse import csr_array

from planning.arrays import Bools, Floats, Ints, add_up
from planning.book import Book


@dataclass(frozen=True, eq=False)
class Income:
    """What each council may spend, as a rule of prices and proposals.

    A council may spend ``base + share @ pools`` credits, and never less than 0. A pool
    gathers the net proceeds (offers less requests, by value) of the councils that
    belong to it. One form serves a fixed allowance (no pools), public goods (the pool
    of a federation is negative, what it requests; a consumer council's share is its
    members by the heads below), the revenue of permits and a closed income.

    Parameters
    ----------
    base : (n_councils,) float array
        Credits.
    pool : (n_councils,) int array
        The pool a council's net proceeds go to; -1: none. A council with a pool must
        not be one that spends a budget.
    share : (n_councils, n_pools) sparse array
        Part of each pool.

    """

    base: Floats
    pool: Ints
    share: csr_array

    @property
    def n_pools(self) -> int:
        """Number of pools."""
        return int(self.share.shape[1])

    @classmethod
    def fixed(cls, allowance: Floats) -> Self:
        """Nominal allowances, whatever the prices."""
        count = len(allowance)
        nothing = csr_array((count, 0), dtype=np.float64)
        return cls(allowance, np.full(count, -1, dtype=np.int64), nothing)

    @classmethod
    def known(cls, budgets: Floats) -> Self:
        """Budgets at one set of prices, found elsewhere; they may differ from before.

        >>> Income.known(np.array([40.0])).spend(np.zeros(1))
        array([40.])

        """
        nothing = csr_array((len(budgets), 1), dtype=np.float64)
        return cls(budgets, np.full(len(budgets), -1, dtype=np.int64), nothing)

    @classmethod
    def charged(
        cls,
        *,
        entitlement: Floats,
        members: Ints,
        parent: Ints,
        consumer: Bools,
        federation: Bools,
    ) -> Self:
        """Entitlements less the charges for public goods.

        Parameters as in `planning.entitlements.public_charges`, which gives the same
        charges at any one set of prices. ValueError if a council is above itself.

        Examples
        --------
        A federation of two consumer councils, 30 and 10 heads, builds a park for 80.

        >>> income = Income.charged(
        ...     entitlement=np.array([0.0, 100.0, 100.0]),
        ...     members=np.array([0, 30, 10]),
        ...     parent=np.array([-1, 0, 0]),
        ...     consumer=np.array([False, True, True]),
        ...     federation=np.array([True, False, False]),
        ... )
        >>> book = Book(1, [0, 1, 1, 1], [0], [40], np.zeros(3, dtype=bool))
        >>> income.budgets(book, np.array([2.0]))
        array([ 0., 40., 80.])

        """
        heads = np.where(consumer, members, 0).astype(np.float64)
        below, above = _ancestors(parent)
        under = add_up(above, heads[below], len(parent))
        kept = federation[above] & consumer[below] & (heads[below] > 0)
        below, above = below[kept], above[kept]
        pool = np.where(federation, np.cumsum(federation) - 1, -1)
        entries = (heads[below] / under[above], (below, pool[above]))
        # Without a federation an empty pool: with none, budgets would not count.
        shape = (len(parent), max(int(federation.sum()), 1))
        return cls(entitlement, pool.astype(np.int64), csr_array(entries, shape=shape))

    def pools(self, proceeds: Floats) -> Floats:
        """(n_pools,) What the net proceeds of the councils come to."""
        inside = self.pool >= 0
        return add_up(self.pool[inside], proceeds[inside], self.n_pools)

    def spend(self, pools: Floats) -> Floats:
        """(n_councils,) Credits, from the sums of the pools."""
        budgets: Floats = np.maximum(self.base + self.share @ pools, 0.0)
        return budgets

    def budgets(self, book: Book, prices: Floats) -> Floats:
        """(n_councils,) Credits, from proposals and prices."""
        if not self.n_pools:
            return np.maximum(self.base, 0.0)
        value = -book.quantity * prices[book.good]
        return self.spend(self.pools(add_up(book.council, value, book.n_councils)))


def _ancestors(parent: Ints) -> tuple[Ints, Ints]:
    """Every pair of (a council, one that is above it, at any height)."""
    below: list[Ints] = []
    above: list[Ints] = []
    council, over = np.arange(len(parent)), parent
    for _ in range(len(parent) + 1):
        council, over = council[over >= 0], over[over >= 0]
        if not len(council):
            nothing = np.zeros(0, dtype=np.int64)
            return np.concatenate([nothing, *below]), np.concatenate([nothing, *above])
        below.append(council)
        above.append(over)
        over = parent[over]
    raise ValueError("a council is above itself")
