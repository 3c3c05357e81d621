"""Synthetic economies to plan: families of councils that answer prices exactly.

Nine families, from raw Cobb-Douglas to a closed income. All amounts are drawn here;
every council answers by a function of its own, written without regard to any price
rule. What a rule sees is a book of whole smallest units.

family  content
------  --------------------------------------------------------------------------
a, a2   Cobb-Douglas with exponents adding up to .5 to .7, and .75 to .9; prices
        spread over e**±5
b, b2   constant elasticities of substitution .2 to 5; .2 everywhere
c       capacities, hardly any substitution in making, cost near revenue
d       elasticities .4 to 2.5, public goods by equal shares of their cost, five
        permits whose revenue is paid out
e, f    as d without both, 3500 councils; e: noisy and partly silent answers; f: whole
        lots, eight in the mean
g       closed income: allowances are shares of all value created
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from benchmarks.draws import RETURNS, Draw
from benchmarks.economies import COMMONS, CONSUMER, WORKER, Economy
from benchmarks.shocks import shocked
from planning.book import Book
from planning.councils import Councils, Income

FAMILIES = ("a", "a2", "b", "b2", "c", "d", "e", "f", "g")
FINE, FINEST = 1e7, 1e11
LOTS = 8.0
PER_CLASS = 10


@dataclass(eq=False)
class Problem:
    """An economy to plan, last year's prices, and the units a rule counts in.

    ``unit``: generator's units in a smallest unit; log prices here are per unit of the
    generator.
    """

    family: str
    seed: int
    last: Economy
    economy: Economy
    last_u: np.ndarray
    level: float
    unit: np.ndarray

    def prices(self, start):
        """Credits per smallest unit: "cold", one price for all, or "warm"."""
        u = np.full(self.economy.n, self.level) if start == "cold" else self.last_u
        return np.exp(u) * self.unit

    @property
    def floor(self):
        """Lowest prices, per smallest unit."""
        return np.exp(self.level - 9.0) * self.unit

    def councils(self, economy=None):
        """What a rule is told: who consumes, and how allowances follow prices."""
        economy = self.economy if economy is None else economy
        count = len(economy.kind)
        income = Income(economy.base, economy.pool, csr_array(economy.share))
        return Councils.undeclared(np.arange(count), economy.kind == CONSUMER, income)

    def book(self, prices, economy=None, noise=None):
        """The answers in whole smallest units; ``noise`` multiplies them."""
        economy = self.economy if economy is None else economy
        units, _ = economy.answer(np.log(prices / self.unit))
        if noise is not None:
            units = units * noise
        whole = np.rint(np.minimum(units / self.unit[economy.good], 1e16))
        whole = np.where(economy.wanted, whole, -whole).astype(np.int64)
        kept = whole != 0
        return Book.from_lines(
            economy.n,
            len(economy.kind),
            economy.council[kept],
            economy.good[kept],
            whole[kept],
            np.isin(economy.kind, (WORKER, COMMONS)),
        )


def generate(
    family, seed, *, scale=1, per_good=None, consumers=None, coarse=False, effort=True
):
    """One problem, in units fine enough, or coarse: thousandths of the generator's.

    ``effort``: one per cent of the cost of making is effort, at a fixed price and
    nowhere proposed, except in g; else it is part of the labour that is.
    """
    drawn_as = "e" if family == "f" else family
    random = np.random.default_rng([seed, *map(ord, drawn_as), 2027])
    many = drawn_as == "e"
    draw = Draw(
        drawn_as,
        random,
        PER_CLASS * scale,
        per_good or (100 if many else 10),
        consumers or (1500 if many else 300),
        effort=effort,
    )
    last = draw.economy()
    last_u = last.equilibrium(draw.log_price) if family in RETURNS else draw.log_price
    economy = shocked(last, drawn_as, random)
    fine = LOTS if family == "f" else FINEST if family in RETURNS else FINE
    unit = np.full(last.n, 1e-3)
    if not coarse:
        units, _ = last.answer(last_u)
        mean = np.bincount(last.good, units, last.n) / np.bincount(
            last.good, minlength=last.n
        )
        unit = mean / fine
    return Problem(family, seed, last, economy, last_u, draw.level, unit)
