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
wls, shared    settlement in which all surplus may stay; what is left of what consumers
               use then goes to them in proportion, at most a tenth more than proposed
model          what the rule's models expect at their own balance, then settlement
"""

import argparse
import copy
import time
from fractions import Fraction

import numpy as np

from benchmarks.families import generate
from benchmarks.others import linear, proportional, shared
from benchmarks.report import Report
from benchmarks.welfare import Truth
from planning.balance import imbalance, total
from planning.calibrated import CalibratedRule
from planning.finish import model_finish
from planning.settle import settle

THRESHOLDS = (0.05, 0.03, 0.01)
COLUMNS = [
    "proposals", "finish", "welfare gap %", "consumer cut %", "producer cut %",
    "inputs short %", "CPU ms", "runs",
]  # fmt: skip
SIZES = ["councils", "lines", "welfare gap %", "producer cut %", "CPU ms"]


def at_threshold(problem, threshold):
    """Rules about to answer: in the first round within a threshold, and just at it."""
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


def finishes(truth, rule):
    """All finishes of what a rule is about to be told: name, figures, seconds."""
    problem, slack, prices = truth.problem, truth.slack, rule.prices
    book = problem.book(prices)
    outcome = rule.answer(book)
    suggested = rule.suggest()
    ways = {
        "proportional": (prices, lambda: proportional(book)),
        "lp": (prices, lambda: linear(book, prices, slack)),
        "wls": (prices, lambda: settle(book, prices, slack).quantity),
        "wls, shared": (prices, lambda: shared(book, prices)),
        "model": (
            outcome.prices,
            lambda: model_finish(book, suggested, outcome.prices, slack).quantity,
        ),
    }
    for name, (answered, work) in ways.items():
        began = time.process_time()
        quantity = work()
        seconds = time.process_time() - began
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
        notes=[
            "Cuts: of the council that loses most, by value. Inputs short: of what the",
            "worst council truly needs.",
            "CPU: time of the processor, whatever else the machine does.",
        ],
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
        for _ in range(5):
            began = time.process_time()
            quantity = settle(book, prices, truth.slack).quantity
            runs.append(time.process_time() - began)
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
