"""What the councils of a synthetic economy lose by a plan, by their true functions.

Families without capacities, permits and public goods: b and b2.
"""

import numpy as np

from benchmarks.economies import CONSUMER, WORKER


class Truth:
    """What an economy's councils really want and can make."""

    def __init__(self, problem):
        self.problem, self.economy = problem, problem.economy
        economy = self.economy
        made = ~economy.wanted & (economy.kind == WORKER)[economy.council]
        self.slack = ~np.isin(np.arange(economy.n), economy.good[made])
        self.eats = (economy.kind == CONSUMER)[economy.council] & economy.wanted
        self.uses = (economy.kind == WORKER)[economy.council] & economy.wanted
        self.made = made
        value = economy.units * np.exp(economy.then)
        spent = economy.sums(value, economy.wanted)
        self.share = value / np.maximum(spent, 1e-300)[economy.council]
        self.toil = spent * economy.effort / (1 - economy.effort)
        self.u = economy.equilibrium(problem.last_u)
        self.best = self.welfare(economy.answer(self.u)[0], self.effort(self.u))

    def effort(self, u):
        """Credits of effort each worker council would spend at log prices u."""
        economy = self.economy
        worker = economy.kind == WORKER
        ratio = np.log(economy.answer(u)[0] / economy.units)
        output = economy.sums(ratio, self.made)
        margin = output / np.where(worker, economy.eta, 1.0)
        cost = economy.sums(u[economy.good] - economy.then, self.made) - margin
        factor = economy.phi * margin + economy.sigma * cost
        return np.where(worker, self.toil * np.exp(np.where(worker, factor, 0.0)), 0.0)

    def welfare(self, units, effort):
        """Credits: utility by allowance, less effort."""
        economy = self.economy
        utility = self.aggregate(units, self.eats, self.share)
        eaters = economy.kind == CONSUMER
        return float((economy.base * utility)[eaters].sum() - effort.sum())

    def aggregate(self, units, of, share, extra=None):
        """The log of the CES mean of quantities, relative to the reference."""
        economy = self.economy
        row = economy.council[of]
        ratio = np.log(np.maximum(units / economy.units, 1e-12))[of]
        power = 1 - 1 / economy.sigma
        plain = np.abs(power) < 1e-9
        terms = np.where(plain[row], ratio, np.exp(power[row] * ratio))
        sums = np.bincount(row, share[of] * terms, len(power))
        if extra is not None:
            part, amount = extra
            amount = np.log(np.maximum(amount, 1e-12))
            sums += part * np.where(plain, amount, np.exp(power * amount))
        safe = np.where(plain, 1.0, power)
        return np.where(plain, sums, np.log(np.maximum(sums, 1e-300)) / safe)

    def short(self, units, effort):
        """The largest part by which inputs fall short of the output they are for."""
        economy = self.economy
        worker = economy.kind == WORKER
        part = economy.effort
        share = self.share * (1 - part)[economy.council]
        toil = effort / np.where(worker, np.maximum(self.toil, 1e-300), 1.0)
        scale = self.aggregate(units, self.uses, share, (part, toil))
        output = np.bincount(
            economy.council[self.made],
            (units / economy.units)[self.made],
            len(economy.kind),
        )
        working = worker & (output > 1e-9)
        could = np.exp(scale * economy.eta / np.maximum(economy.phi, 1e-9))[working]
        return float(np.maximum(1 - could / output[working], 0.0).max(initial=0.0))

    def lines(self, book, quantity):
        """Quantities of a book as the generator's units in the economy's lines."""
        economy = self.economy
        units = np.zeros(len(economy.council))
        place = {
            key: line
            for line, key in enumerate(
                zip(economy.council.tolist(), economy.good.tolist(), strict=True)
            )
        }
        at = [
            place[key]
            for key in zip(book.council.tolist(), book.good.tolist(), strict=True)
        ]
        units[at] = np.abs(quantity) * self.problem.unit[book.good]
        return units

    def judge(self, book, quantity, u):
        """Gap, largest cuts of a consumer and a producer, shortness; all in parts."""
        economy = self.economy
        units, before = self.lines(book, quantity), self.lines(book, book.quantity)
        asked = economy.answer(u)[0]
        output = [
            np.bincount(economy.council[self.made], each[self.made], len(economy.kind))
            for each in (units, asked)
        ]
        effort = self.effort(u) * output[0] / np.maximum(output[1], 1e-300)
        value = np.exp(u[economy.good])
        left = []
        for of in (self.eats, self.made):
            now, then = (economy.sums(each * value, of) for each in (units, before))
            left.append(float((now / np.where(then > 0, then, np.inf))[then > 0].min()))
        gap = (self.best - self.welfare(units, effort)) / economy.base.sum()
        return gap, 1 - left[0], 1 - left[1], self.short(units, effort)
