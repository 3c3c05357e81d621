"""The draws of one synthetic economy: who makes what of what, and who eats it."""

import numpy as np

from benchmarks.assembly import assembled

RETURNS = {"a": (0.5, 0.7), "a2": (0.75, 0.9)}
SPREAD = {"b": (0.2, 5.0), "d": (0.4, 2.5), "e": (0.4, 2.5), "g": (0.4, 2.5)}


class Draw:
    """The draws of one economy, in a fixed order."""

    def __init__(self, family, random, size, per_good, consumers, *, effort):
        self.family, self.random = family, random
        # Part of the cost that is effort, paid in credits.
        self.effort = 0.01 if effort and family != "g" else 0.0
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
        return assembled(self, made, used, supply, eaten)

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

    def _raw(self):
        """Cobb-Douglas answers at one price for all; nature and labour 1000 each."""
        row, returns = self.in_row, self.returns
        own = np.log(self.random.uniform(0.2, 0.3, self.workers))
        power = self.in_share * (1 - self.effort) * returns[row]
        terms = power * (
            np.log(power) + self.log_price[self.out][row] - self.log_price[self.in_good]
        )
        toil = self.effort * returns
        effort = toil * (np.log(toil + 1e-300) + self.log_price[self.out])
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


def _joined(lists):
    """Row, good and share of every line, from (goods, shares) of each row."""
    goods, shares = zip(*lists, strict=True)
    row = np.repeat(np.arange(len(lists)), [len(part) for part in goods])
    return row, np.concatenate(goods), np.concatenate(shares)
