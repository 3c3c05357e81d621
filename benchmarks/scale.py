"""Seconds and memory of the arithmetic as the number of councils grows tenfold.

``python -m benchmarks.scale``
"""

import argparse
import time
import tracemalloc
from fractions import Fraction
from statistics import median

import numpy as np

from benchmarks.books import random_book
from benchmarks.report import Report
from planning.balance import total
from planning.calibrated import CalibratedRule
from planning.prices import RULES
from planning.responses import Flexibility, respond
from planning.settle import settle

TOLERANCE = Fraction("0.03")
KINDS = RULES | {"calibrated": CalibratedRule}
COLUMNS = ["function", "councils", "seconds", "grew", "MB", "grew by"]


def main():
    options = _parser().parse_args()
    report = Report(
        f"The arithmetic, {options.lines} lines a council, {options.goods} goods",
        COLUMNS,
        notes=[
            "Median of the runs; MB: the most numpy held at once beside the book.",
            "Ten times the councils: 10 is linear growth.",
        ],
    )
    before = {}
    for councils in options.councils:
        case = random_book(councils, options.goods, options.lines, options.seed)
        for name, work in _functions(case).items():
            seconds, size = measure(work, options.runs)
            last = before.get(name)
            grown = [seconds / last[0], size / last[1]] if last else ["", ""]
            report.rows.append((name, councils, seconds, grown[0], size, grown[1]))
            before[name] = (seconds, size)
    report.rows.sort(key=lambda row: row[0])
    report.show(as_json=options.json)


def _functions(case):
    book, prices = case.book, case.prices
    some = np.ones(book.n_councils)
    declared = Flexibility(some > 0, some, some, np.full(book.n_councils, np.inf))
    now = prices * np.random.default_rng(1).lognormal(0.0, 0.1, len(prices))
    slack = np.arange(book.n_goods) < case.n_labour + case.n_resources

    def answer(rule):
        return lambda: KINDS[rule](prices=prices, tolerance=TOLERANCE).answer(book)

    return {
        "total": lambda: total(book),
        **{f"answer, {rule} rule": answer(rule) for rule in KINDS},
        "respond": lambda: respond(book, prices[book.good], now, declared, some),
        "settle": lambda: settle(book, prices, slack),
    }


def measure(work, runs):
    """The median of the seconds a call takes, and the most memory it holds, in MB."""
    seconds = []
    for _run in range(runs):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    tracemalloc.start()
    work()
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return median(seconds), most / 1e6


def _parser():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale")
    parser.add_argument(
        "--councils", type=int, nargs="+", default=[1_000, 10_000, 100_000]
    )
    parser.add_argument("--goods", type=int, default=300)
    parser.add_argument("--lines", type=int, default=20)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    return parser


if __name__ == "__main__":
    main()
