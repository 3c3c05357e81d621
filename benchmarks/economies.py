"""Councils that answer prices exactly, relative to a point of reference."""

from dataclasses import dataclass, field

import numpy as np

# Kinds of councils.
WORKER, CONSUMER, COMMONS, COMMUNITY = range(4)


@dataclass(eq=False)
class Economy:
    """Councils and how they answer, relative to a point of reference.

    Lines (council, good, wanted, units, log price then, share of the council's cost or
    budget) and councils (kind, and its elasticities); `effort` is the part of the cost
    that is paid in credits and nowhere proposed.
    """

    n: int
    council: np.ndarray
    good: np.ndarray
    wanted: np.ndarray
    units: np.ndarray
    then: np.ndarray
    kind: np.ndarray
    sigma: np.ndarray
    eta: np.ndarray
    phi: np.ndarray
    used: np.ndarray
    kappa: np.ndarray
    effort: np.ndarray
    base: np.ndarray
    pool: np.ndarray
    share: np.ndarray
    spent: np.ndarray = field(default=None)

    def sums(self, values, of):
        """Sums of some lines by council."""
        return np.bincount(self.council[of], values[of], len(self.kind))

    def answer(self, u):
        """Units of every line at log prices u, and what each may spend."""
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            return self._answer(u)

    def _answer(self, u):
        row, wanted = self.council, self.wanted
        q = u[self.good] - self.then
        value = self.units * np.exp(self.then)
        goods_cost = self.sums(value, wanted)
        theta = value / np.maximum(goods_cost, 1e-300)[row]
        theta = np.where(wanted, theta * (1 - self.effort[row]), 0.0)
        one = 1 - self.sigma
        unit = np.abs(one) < 1e-9
        mean = self.sums(theta * q, wanted)
        top = np.zeros(len(self.kind))
        np.maximum.at(top, row[wanted], (one[row] * q)[wanted])
        ces = self.sums(theta * np.exp(one[row] * q - top[row]), wanted)
        ces += self.effort * np.exp(-top)
        ces = np.log(np.maximum(ces, 1e-300)) + top
        cost = np.where(unit, mean, ces / np.where(unit, 1, one))
        cost = np.where(goods_cost > 0, cost, 0.0)
        earned = self.sums(value, ~wanted)
        gain = self.sums(value * q, ~wanted) / np.maximum(earned, 1e-300)
        margin = gain - cost
        output, scale = self.eta * margin, self.phi * margin
        z = np.log(self.used / (1 - self.used)) + self.kappa * margin
        bounded = self.used < 1
        limited = -np.logaddexp(0, -z) - np.log(self.used)
        output = np.where(bounded, limited, output)
        scale = np.where(bounded, limited, scale)
        worker = self.kind[row] == WORKER
        mix = self.sigma[row] * (cost[row] - q)
        factor = np.where(wanted, scale[row] + mix, output[row])
        factor = np.where(
            worker, factor, np.where(wanted, mix - cost[row], self.eta[row] * q)
        )
        units = self.units * np.exp(np.clip(factor, -60, 60))
        spend = self.spend(u, units)
        budget = np.where(self.kind == CONSUMER, spend / self.spent, 1.0)
        return np.where(wanted, units * budget[row], units), spend

    def spend(self, u, units):
        """What each council may spend, from what the others earn."""
        if not self.share.shape[1]:
            return self.base
        value = np.where(self.wanted, -units, units) * np.exp(u[self.good])
        others = (self.kind != CONSUMER)[self.council] & (self.pool[self.council] >= 0)
        pools = np.bincount(
            self.pool[self.council[others]], value[others], self.share.shape[1]
        )
        return np.maximum(self.base + self.share @ pools, 1e-9)

    def totals(self, u):
        """Requested and offered, floats."""
        units, _ = self.answer(u)
        return (
            np.bincount(self.good[self.wanted], units[self.wanted], self.n),
            np.bincount(self.good[~self.wanted], units[~self.wanted], self.n),
        )

    def gap(self, u):
        """The log gap of every good."""
        requested, offered = self.totals(u)
        return np.log(requested + 1e-290) - np.log(offered + 1e-290)

    def equilibrium(self, u):
        """Log prices that balance everything: Newton with differences, damped."""
        gap, damping = self.gap(u), 0.0
        for _ in range(200):
            if np.abs(gap).max() < 1e-9:
                return u
            slope = np.array(
                [(self.gap(u + 1e-6 * one) - gap) / 1e-6 for one in np.eye(self.n)]
            ).T
            step = np.linalg.lstsq(-slope + damping * np.eye(self.n), gap, rcond=1e-8)[
                0
            ]
            step /= max(1.0, np.abs(step).max())
            new = self.gap(u + step)
            if np.linalg.norm(new) < np.linalg.norm(gap):
                u, gap, damping = u + step, new, damping * 0.2 if damping > 1e-3 else 0
            else:
                damping = max(0.05, 4 * damping)
        raise ArithmeticError("no equilibrium was found")
