"""How far a finished plan is from the best one: python -m benchmarks.finish [options].

Economies of one family are planned by the calibrated rule, from one price for all. The
proposals of the first round within a threshold are finished in several ways; and so are
those at prices on its last step at which the worst good is just that far from balance,
for a step often leads far past a threshold. Welfare is the consumers' utility,
each council's by its allowance, less the effort of making: sum M ln U - effort, which
prices in balance make largest. The gap is what a plan lacks of it, in percent of all
allowances.

finish         what it does
-------------  -------------------------------------------------------------------------
proportional   every use of a good is cut to offered/requested, over and over
lp             the least value cut (linear programme, HiGHS)
wls            settlement, `planning.settle`
model          what the rule's models expect at their own balance, then settlement
"""

import argparse
import copy
import time
from fractions import Fraction

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from benchmarks.families import CONSUMER, WORKER, generate
from benchmarks.report import Report
from planning.balance import imbalance, total
from planning.blocks import Blocks
from planning.calibrated import CalibratedRule
from planning.finish import model_finish
from planning.settle import settle

THRESHOLDS = (0.05, 0.03, 0.01)
CASCADE, CLOSE = 2000, 1e-9
COLUMNS = [
    "proposals", "finish", "welfare gap %", "consumer cut %", "producer cut %",
    "inputs short %", "ms", "runs",
]  # fmt: skip
SIZES = ["councils", "lines", "welfare gap %", "producer cut %", "ms"]


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


def at_threshold(problem, threshold):
    """Two rules about to answer: in the first round within, and just at the threshold."""
    rule = CalibratedRule(
        prices=problem.prices("cold"),
        tolerance=Fraction(1, 10_000),
        floor=problem.floor,
        councils=problem.councils(),
    )
    before = np.log(rule.prices)
    while worst(problem, rule.prices) > threshold:
        before = np.log(rule.prices)
        rule.answer(problem.book(rule.prices))
    step = np.log(rule.prices) - before
    far, near = 0.0, 1.0
    for _ in range(30):
        part = (far + near) / 2
        if worst(problem, np.exp(before + part * step)) > threshold:
            far = part
        else:
            near = part
    just = copy.deepcopy(rule)
    just.prices = np.exp(before + near * step)
    return {"within": rule, "at": just}


def worst(problem, prices):
    """The imbalance of the worst good."""
    seen = total(problem.book(prices))
    nothing = np.zeros(len(prices), dtype=bool)
    return float(np.abs(imbalance(seen, nothing)).max())


def proportional(book):
    """Ration every use of a good, a recipe as its scarcest input, until all is there."""
    share, wanted = np.ones(book.n_lines), book.quantity > 0
    recipe, size = book.whole[book.council], np.abs(book.quantity)
    for _ in range(CASCADE):
        requested, offered = (
            np.bincount(book.good[of], (size * share)[of], book.n_goods)
            for of in (wanted, ~wanted)
        )
        ratio = np.minimum(1.0, offered / np.maximum(requested, 1e-300))
        if ratio.min() >= 1 - CLOSE:
            break
        scarcest = np.ones(book.n_councils)
        inputs = wanted & recipe
        np.minimum.at(scarcest, book.council[inputs], ratio[book.good[inputs]])
        share = share * np.where(
            recipe, scarcest[book.council], np.where(wanted, ratio[book.good], 1.0)
        )
    return size * share


def linear(book, prices, slack):
    """Cut the least value; of one good every single line by the same part."""
    blocks = Blocks.of(book, prices)
    recipe = book.whole[book.council]
    alike = book.n_goods * (book.quantity < 0) + book.good
    first = np.cumsum(np.append(0, book.whole[:-1])) if len(book.whole) else 0
    variable = np.where(recipe, first[book.council], book.whole.sum() + alike)
    count = int(book.whole.sum()) + 2 * book.n_goods
    relative = blocks.value / blocks.size[book.good]
    matrix = csr_array((relative, (book.good, variable)), (book.n_goods, count))
    counted = (book.quantity < 0) | ~recipe
    cost = np.bincount(
        variable[counted], np.abs(blocks.value[counted]), minlength=count
    )
    # Unknown is what is cut, so that the start is nothing.
    excess = matrix.sum(axis=1)
    found = linprog(
        cost / cost.sum(),
        A_ub=-matrix[slack],
        b_ub=-excess[slack],
        A_eq=-matrix[~slack],
        b_eq=-excess[~slack],
        bounds=(0, 1),
        method="highs",
    )
    return np.abs(book.quantity) * (1 - found.x[variable])


def finishes(truth, rule):
    """Every finish of the proposals a rule is about to answer: name, figures, seconds."""
    problem, slack, prices = truth.problem, truth.slack, rule.prices
    book = problem.book(prices)
    outcome = rule.answer(book)
    suggested = rule.suggest()
    ways = {
        "proportional": (prices, lambda: proportional(book)),
        "lp": (prices, lambda: linear(book, prices, slack)),
        "wls": (prices, lambda: settle(book, prices, slack).quantity),
        "model": (
            outcome.prices,
            lambda: model_finish(book, suggested, outcome.prices, slack).quantity,
        ),
    }
    for name, (answered, work) in ways.items():
        began = time.perf_counter()
        quantity = work()
        seconds = time.perf_counter() - began
        u = np.log(answered / problem.unit)
        yield name, truth.judge(book, quantity, u), seconds


def family(options):
    """The table of one family."""
    rows = {}
    for seed in options.seeds:
        truth = Truth(generate(options.family, seed))
        for threshold in THRESHOLDS:
            for where, rule in at_threshold(truth.problem, threshold).items():
                for name, figures, seconds in finishes(truth, rule):
                    found = [*(100 * each for each in figures), 1000 * seconds]
                    rows.setdefault((where, threshold, name), []).append(found)
    report = Report(
        f"Finishes of family {options.family}, median (largest)",
        COLUMNS,
        notes=["Cuts: of the council that loses most, by value."],
    )
    for (where, threshold, name), found in sorted(rows.items(), key=_order):
        columns = np.array(found).T
        cells = [f"{np.median(each):.3g} ({each.max():.3g})" for each in columns]
        report.rows.append((f"{where} {threshold:.0%}", name, *cells, len(found)))
    report.show(as_json=options.json)


def _order(row):
    (where, threshold, _name), _found = row
    return where == "at", -threshold


def sizes(options):
    """Settlement as the number of councils grows, one good just 1 % off balance."""
    report = Report(
        f"Settlement by size, family {options.family}, the worst good 1 % off",
        SIZES,
    )
    for councils in options.councils:
        problem = generate(
            options.family,
            options.seeds[0],
            per_good=councils // 40,
            consumers=councils // 2,
        )
        truth = Truth(problem)
        prices = _near(problem, truth.u, 0.01)
        book = problem.book(prices)
        runs = []
        for _ in range(3):
            began = time.perf_counter()
            quantity = settle(book, prices, truth.slack).quantity
            runs.append(time.perf_counter() - began)
        gap, _eaters, makers, _short = truth.judge(
            book, quantity, np.log(prices / problem.unit)
        )
        figures = f"{100 * gap:.3g}", f"{100 * makers:.3g}", f"{1000 * min(runs):.3g}"
        report.rows.append((book.n_councils, book.n_lines, *figures))
    report.show(as_json=options.json)


def _near(problem, u, threshold):
    """Prices in a random direction from balance, just so far."""
    direction = np.random.default_rng(0).standard_normal(len(u))
    near, far = 0.0, 0.1
    for _ in range(20):
        part = (near + far) / 2
        prices = np.exp(u + part * direction) * problem.unit
        if worst(problem, prices) > threshold:
            far = part
        else:
            near = part
    return np.exp(u + near * direction) * problem.unit


def main():
    """Read the options, plan, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.finish")
    parser.add_argument("--family", default="b", choices=("b", "b2"))
    parser.add_argument("--seeds", type=int, nargs="+", default=list(range(8)))
    parser.add_argument(
        "--councils", type=int, nargs="*", default=[1_000, 10_000, 100_000]
    )
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    family(options)
    if options.councils:
        sizes(options)


if __name__ == "__main__":
    main()
