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

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from benchmarks.economies import COMMONS, COMMUNITY, CONSUMER, WORKER, Economy
from planning.book import Book
from planning.councils import Councils, Income

FAMILIES = ("a", "a2", "b", "b2", "c", "d", "e", "f", "g")
FINE, FINEST = 1e7, 1e11
LOTS = 8.0
PER_CLASS = 10
RETURNS = {"a": (0.5, 0.7), "a2": (0.75, 0.9)}
SPREAD = {"b": (0.2, 5.0), "d": (0.4, 2.5), "e": (0.4, 2.5), "g": (0.4, 2.5)}


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


def generate(family, seed, *, scale=1, per_good=None, consumers=None, coarse=False):
    """One problem, in units fine enough, or coarse: thousandths of the generator's."""
    drawn_as = "e" if family == "f" else family
    random = np.random.default_rng([seed, *map(ord, drawn_as), 2027])
    many = drawn_as == "e"
    draw = _Draw(
        drawn_as,
        random,
        PER_CLASS * scale,
        per_good or (100 if many else 10),
        consumers or (1500 if many else 300),
    )
    last = draw.economy()
    last_u = last.equilibrium(draw.log_price) if family in RETURNS else draw.log_price
    economy = _shocked(last, drawn_as, random)
    fine = LOTS if family == "f" else FINEST if family in RETURNS else FINE
    unit = np.full(last.n, 1e-3)
    if not coarse:
        units, _ = last.answer(last_u)
        mean = np.bincount(last.good, units, last.n) / np.bincount(
            last.good, minlength=last.n
        )
        unit = mean / fine
    return Problem(family, seed, last, economy, last_u, draw.level, unit)


class _Draw:
    """The draws of one economy, in a fixed order."""

    def __init__(self, family, random, size, per_good, consumers):
        self.family, self.random = family, random
        public = size if family in ("a", "a2", "d") else 0
        permits = 5 if family == "d" else 0
        ends = np.cumsum([size, size, size, size, public, permits])
        self.n = int(ends[-1])
        places = np.split(np.arange(self.n), ends[:-1])
        self.private, self.middle, self.nature = places[:3]
        self.labour, self.public, self.permits = places[3:]
        self.made = np.concatenate([self.private, self.middle, self.public])
        self.out = np.repeat(self.made, per_good)
        self.workers, self.consumers = len(self.out), consumers

    def economy(self):
        """The base economy, in balance at `log_price` unless raw Cobb-Douglas."""
        random, family = self.random, self.family
        inputs = [self._inputs(good) for good in self.out]
        baskets = [self._basket() for _ in range(self.consumers)]
        self._elasticities()
        raw = family in RETURNS
        spread = np.zeros(self.consumers)
        if not raw:
            spread = 0.3 * random.standard_normal(self.consumers)
        self.allowance = 5000.0 * np.exp(spread)
        self.level = float(np.log(self.allowance.sum() / 20000.0))
        self.log_price = np.full(self.n, self.level)
        if not raw:
            self.log_price = self.log_price + 0.8 * random.standard_normal(self.n)
        self.price = np.exp(self.log_price)
        self.in_row, self.in_good, self.in_share = _joined(inputs)
        self.c_row, self.c_good, self.c_share = _joined(baskets)
        made, used, supply = self._raw() if raw else self._balanced()
        eaten = self.c_share * self.allowance[self.c_row] / self.price[self.c_good]
        return self._assemble(made, used, supply, eaten)

    def _inputs(self, good):
        random = self.random
        others = self.middle[self.middle != good]
        chosen = [
            random.choice(kind, random.integers(1, 4), replace=False)
            for kind in (others, self.nature, self.labour)
        ]
        if len(self.permits) and random.random() < 0.5:
            chosen.append(random.choice(self.permits, 1))
        goods = np.concatenate(chosen)
        weight = random.uniform(0.2, 1, len(goods))
        return goods, weight / weight.sum()

    def _basket(self):
        random = self.random
        final = np.concatenate([self.private, self.public])
        if self.family in RETURNS:
            goods, weight = final, random.uniform(1, 2, len(final))
        else:
            count = random.integers(5, min(20, len(final)) + 1)
            goods = random.choice(final, count, replace=False)
            weight = random.uniform(0.2, 1, count)
        return goods, weight / weight.sum()

    def _elasticities(self):
        random, family = self.random, self.family
        self.returns = random.uniform(*RETURNS.get(family, (0.5, 0.85)), self.workers)
        self.sigma, self.c_sigma = np.ones(self.workers), np.ones(self.consumers)
        if family == "b2":
            self.sigma, self.c_sigma = self.sigma * 0.2, self.c_sigma * 0.2
        elif family == "c":
            self.sigma = random.uniform(0.03, 0.1, self.workers)
            self.c_sigma = random.uniform(0.3, 1.0, self.consumers)
        elif family in SPREAD:
            low, high = np.log(SPREAD[family])
            self.sigma = np.exp(random.uniform(low, high, self.workers))
            self.c_sigma = np.exp(random.uniform(low, high, self.consumers))
        self.tau = random.uniform(0.04, 0.12, self.workers)
        self.used = random.uniform(0.5, 0.95, self.workers)
        self.cost_share = self.returns
        if family == "c":
            self.cost_share = random.uniform(0.8, 0.97, self.workers)

    @property
    def effort(self):
        """Part of cost that is effort, paid in credits."""
        return 0.0 if self.family == "g" else 0.01

    def _raw(self):
        """Cobb-Douglas answers at one price for all; nature and labour 1000 each."""
        row, returns = self.in_row, self.returns
        own = np.log(self.random.uniform(0.2, 0.3, self.workers))
        power = self.in_share * (1 - self.effort) * returns[row]
        terms = power * (
            np.log(power) + self.log_price[self.out][row] - self.log_price[self.in_good]
        )
        toil = self.effort * returns
        effort = toil * (np.log(toil) + self.log_price[self.out])
        log_made = (own + np.bincount(row, terms, self.workers) + effort) / (
            1 - returns
        )
        made = np.exp(log_made)
        revenue = made * self.price[self.out]
        used = power * revenue[row] / self.price[self.in_good]
        supply = np.zeros(self.n)
        supply[self.nature] = supply[self.labour] = 1000.0
        return made, used, supply

    def _balanced(self):
        """Quantities that balance at the drawn prices."""
        row, n = self.in_row, self.n
        split = self.random.uniform(0.5, 1.5, self.workers)
        split /= np.bincount(self.out, split, n)[self.out]
        goods_share = self.cost_share * (1 - self.effort)
        table = np.zeros((n, n))
        np.add.at(
            table,
            (self.in_good, self.out[row]),
            self.in_share * (goods_share * split)[row],
        )
        wanted = np.bincount(self.c_good, self.c_share * self.allowance[self.c_row], n)
        value = np.linalg.solve(np.eye(n) - table, wanted)
        made = value[self.out] * split / self.price[self.out]
        cost = goods_share * made * self.price[self.out]
        used = self.in_share * cost[row] / self.price[self.in_good]
        needed = np.bincount(self.in_good, used, n)
        supply = np.where(np.isin(np.arange(n), self.made), 0.0, needed)
        return made, used, supply

    def _assemble(self, made, used, supply, eaten):
        workers, consumers, random = self.workers, self.consumers, self.random
        first = workers + consumers
        work = random.random((consumers, len(self.labour))) < 0.3
        work[
            random.integers(consumers, size=len(self.labour)),
            np.arange(len(self.labour)),
        ] = True
        weight = np.where(work, random.uniform(0.5, 1.5, work.shape), 0.0)
        weight *= supply[self.labour] / weight.sum(axis=0)
        hand, kind_of = np.nonzero(weight)
        lone = np.concatenate([self.nature, self.permits])
        owner = first + np.arange(len(lone))
        council = [
            self.in_row,
            np.arange(workers),
            workers + self.c_row,
            workers + hand,
            owner,
        ]
        good = [self.in_good, self.out, self.c_good, self.labour[kind_of], lone]
        units = [used, made, eaten, weight[hand, kind_of], supply[lone]]
        wanted = [True, False, True, False, False]
        wants = [np.full(len(g), w) for g, w in zip(good, wanted, strict=True)]
        good = np.concatenate(good)
        kind = np.repeat(
            [WORKER, CONSUMER, COMMONS, COMMUNITY],
            [workers, consumers, len(self.nature), len(self.permits)],
        )
        return self._economy(
            np.concatenate(council),
            good,
            np.concatenate(wants),
            np.concatenate(units),
            kind,
        )

    def _economy(self, council, good, wanted, units, kind):
        random, family, workers = self.random, self.family, self.workers
        count = len(kind)

        def by_kind(worker, consumer=0.0, rest=0.0):
            values = np.full(count, rest, dtype=float)
            values[:workers] = worker
            values[workers : workers + self.consumers] = consumer
            return values

        eta = by_kind(self.returns / (1 - self.returns))
        community = kind == COMMUNITY
        eta[community] = random.uniform(0.3, 1.5, community.sum())
        capacity = family == "c"
        pool, share = np.full(count, -1), np.zeros((count, 0))
        base = by_kind(0.0, self.allowance)
        economy = Economy(
            n=self.n,
            council=council,
            good=good,
            wanted=wanted,
            units=units,
            then=self.log_price[good],
            kind=kind,
            sigma=by_kind(self.sigma, self.c_sigma, 1.0),
            eta=eta,
            phi=by_kind(1 / (1 - self.returns)),
            used=by_kind(self.used if capacity else 1.0, 1.0, 1.0),
            kappa=by_kind(1 / self.tau),
            effort=by_kind(self.effort),
            base=base,
            pool=pool,
            share=share,
            spent=base.copy(),
        )
        if family == "d":
            self._pay_out_permits(economy)
        if family == "g":
            _close(economy, self.log_price)
        return economy

    def _pay_out_permits(self, economy):
        """Allowances less the usual revenue of permits, plus shares of the actual."""
        owners = np.flatnonzero(economy.kind == COMMUNITY)
        eaters = economy.kind == CONSUMER
        economy.pool[owners] = np.arange(len(owners))
        economy.share = np.zeros((len(economy.kind), len(owners)))
        economy.share[eaters] = self.random.dirichlet(
            np.full(self.consumers, 0.3), len(owners)
        ).T
        lone = np.isin(economy.council, owners)
        revenue = (economy.units * np.exp(economy.then))[lone]
        paid = economy.share @ revenue
        poor = eaters & (paid > 0.8 * economy.spent)
        factor = np.where(poor, 0.5 * economy.spent / np.maximum(paid, 1e-300), 1.0)
        economy.share *= factor[:, None]
        economy.base = economy.spent - economy.share @ revenue


def _close(economy, u):
    """All that is spent is a share of what the others earn."""
    others = economy.kind != CONSUMER
    economy.pool = np.where(others, 0, -1)
    labour = np.isin(economy.council, np.flatnonzero(economy.kind == CONSUMER))
    _move_offers_to_commons(economy, labour & ~economy.wanted)
    economy.pool = np.where(economy.kind != CONSUMER, 0, -1)
    value = np.where(economy.wanted, -1, 1) * economy.units * np.exp(u[economy.good])
    total = value[(economy.kind != CONSUMER)[economy.council]].sum()
    economy.share = (economy.base / total)[:, None]
    economy.base = np.zeros_like(economy.base)


def _move_offers_to_commons(economy, lines):
    """Let the public own what consumers offered, so that income closes by one sum."""
    goods = np.unique(economy.good[lines])
    place = len(economy.kind) + np.searchsorted(goods, economy.good[lines])
    economy.council[lines] = place
    more = len(goods)
    economy.kind = np.append(economy.kind, np.full(more, COMMONS))
    for name, value in (
        ("sigma", 1.0),
        ("eta", 0.0),
        ("phi", 0.0),
        ("used", 1.0),
        ("kappa", 0.0),
        ("effort", 0.0),
        ("base", 0.0),
        ("spent", 0.0),
        ("pool", 0),
    ):
        old = getattr(economy, name)
        setattr(economy, name, np.append(old, np.full(more, value)).astype(old.dtype))
    _merge_lines(economy)


def _merge_lines(economy):
    """One line a council and good."""
    code = economy.council * economy.n + economy.good
    _, first, place = np.unique(code, return_index=True, return_inverse=True)
    economy.units = np.bincount(place, economy.units)
    for name in ("council", "good", "wanted", "then"):
        setattr(economy, name, getattr(economy, name)[first])


def _shocked(last, family, random):
    """Technology, tastes, allowances and supplies differ from last year by 10 %."""

    def shock(count):
        return np.exp(0.1 * random.standard_normal(count))

    count = len(last.kind)
    grown = shock(count)
    row, wanted = last.council, last.wanted
    worker = last.kind == WORKER
    value = last.units * np.exp(last.then)
    mixed = np.where(wanted, value * shock(len(row)), 0.0)
    kept = last.sums(value, wanted) / np.maximum(last.sums(mixed, wanted), 1e-300)
    size = grown * (shock(count) if family == "c" else 1.0)
    earned = shock(count)
    of_requests = np.where(worker, size, earned)
    supply = shock(last.n)[last.good]
    offers = np.where(worker[row], grown[row], supply)
    factor = np.where(wanted, mixed / value * (kept * of_requests)[row], offers)
    share = last.share
    if family == "g":
        share = share * (earned * (last.kind == CONSUMER))[:, None]
        weight = last.share.sum() / share.sum()
        share = share * weight
        return replace(
            last, units=last.units * factor, share=share, spent=last.spent * earned
        )
    eats = last.kind == CONSUMER
    more = np.where(eats, earned, 1.0)
    return replace(
        last, units=last.units * factor, base=last.base * more, spent=last.spent * more
    )


def _joined(lists):
    """Row, good and share of every line, from (goods, shares) of each row."""
    goods, shares = zip(*lists, strict=True)
    row = np.repeat(np.arange(len(lists)), [len(part) for part in goods])
    return row, np.concatenate(goods), np.concatenate(shares)
