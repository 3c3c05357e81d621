"""How many rounds the price rules need: python -m benchmarks.calibrated [options].

Prints, for every family of economies, rule and start, the rounds to 5, 3, 1 and 0.1 %
as median/95th percentile (nearest rank) and, in brackets, how many runs did not get
there; then all families pooled. Silent councils (family e) are answered for by the
rule's own suggestion if it makes one, and by their old proposal if not.
"""

import argparse
import os
import time
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from itertools import product

import numpy as np

from benchmarks.families import FAMILIES, Answers, generate
from planning.calibrated import CalibratedRule
from planning.prices import AggregateRule, ReferenceRule

THRESHOLDS = (0.05, 0.03, 0.01, 0.001)
NOISY = {"e", "f"}
RULES = {"reference": ReferenceRule, "aggregate": AggregateRule}
CASES = [
    *product(("reference", "aggregate", "calibrated"), ("cold", "warm")),
    ("calibrated", "carried"),
]


def plan(problem, rule, start, *, cap, economy=None, learned=None, own_words=True):
    """Plan a problem; the worst imbalance round by round, and the rule in the end."""
    economy = problem.economy if economy is None else economy
    councils = Answers(problem, economy)
    settings = {
        "prices": problem.prices(start),
        "tolerance": Fraction(1, 1000),
        "floor": problem.floor,
    }
    if rule == "calibrated":
        pricing = CalibratedRule(
            **settings, councils=problem.councils(economy), learned=learned
        )
    else:
        pricing = RULES[rule](**settings)
    worst, imputed, seconds = [], None, 0.0
    for _ in range(cap):
        book, answered = councils.answer(pricing.prices, imputed)
        began = time.perf_counter()
        if rule == "calibrated":
            outcome = pricing.answer(book, answered)
            imputed = pricing.suggest() if own_words and councils.noisy else None
        else:
            outcome = pricing.answer(book)
        seconds += time.perf_counter() - began
        worst.append(outcome.worst)
        if outcome.worst <= THRESHOLDS[-1]:
            break
    return np.array(worst), pricing, seconds / len(worst)


def rounds_to(worst):
    """Rounds answered up to and including the first within each threshold."""
    found = []
    for threshold in THRESHOLDS:
        reached = np.flatnonzero(worst <= threshold)
        found.append(reached[0] + 1 if len(reached) else np.inf)
    return found


def run(task):
    """One problem under all cases: rows of (family, rule, start, rounds …)."""
    family, seed, options = task
    os.nice(10)
    problem = generate(family, seed, coarse=options.coarse)
    rows = []
    for rule, start in CASES:
        if rule not in options.rules.split(","):
            continue
        cap = 40 if family in NOISY else 300
        if rule == "calibrated":
            cap = options.cap
        learned = None
        if start == "carried":
            year = plan(problem, rule, "cold", cap=8, economy=problem.last)
            learned = year[1].learned()
        begin = "warm" if start == "carried" else start
        worst, _, seconds = plan(
            problem,
            rule,
            begin,
            cap=cap,
            learned=learned,
            own_words=not options.carry_silent,
        )
        rows.append((family, rule, start, rounds_to(worst), seconds))
    return rows


def cell(rounds):
    """Median/95th percentile (failures)."""
    ordered = np.sort(rounds)
    rank = ordered[int(np.ceil(0.95 * len(ordered))) - 1]
    lost = int(np.isinf(ordered).sum())
    with np.errstate(invalid="ignore"):
        text = f"{np.median(ordered):g}/{rank:g}"
    return text.replace("inf", "∞").replace("nan", "∞") + (f" ({lost})" if lost else "")


def table(rows, families):
    """Print rounds by family, then pooled."""
    for rule, start in CASES:
        mine = [row for row in rows if row[1:3] == (rule, start)]
        if not mine:
            continue
        print(f"\n{rule}, {start}")
        print(f"{'family':10}{'runs':>5}" + "".join(f"{t:>14.1%}" for t in THRESHOLDS))
        groups = [(family, {family}) for family in families]
        groups += [("pooled", set(families)), ("without e", set(families) - {"e"})]
        for name, members in groups:
            rounds = np.array([row[3] for row in mine if row[0] in members])
            if len(rounds):
                cells = "".join(f"{cell(column):>14}" for column in rounds.T)
                print(f"{name:10}{len(rounds):>5}{cells}")
        seconds = np.median([row[4] for row in mine])
        print(f"median time of the rule: {1000 * seconds:.1f} ms a round")


def main():
    """Read the options, plan, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--families", default=",".join(FAMILIES))
    add("--seeds", default="0-23", help="first-last; 20 of them for e and f")
    add("--rules", default="reference,aggregate,calibrated")
    add("--cap", type=int, default=40, help="rounds the calibrated rule may take")
    add("--processes", type=int, choices=(1, 2), default=2)
    add("--coarse", action="store_true", help="thousandths of the generator's units")
    add("--carry-silent", action="store_true", help="old proposals for the silent")
    options = parser.parse_args()
    first, last = map(int, options.seeds.split("-"))
    families = options.families.split(",")
    tasks = [
        (family, seed, options)
        for family in families
        for seed in range(first, min(last, first + 19 if family in NOISY else last) + 1)
    ]
    with ProcessPoolExecutor(options.processes) as pool:
        rows = [row for rows in pool.map(run, tasks) for row in rows]
    table(rows, families)


if __name__ == "__main__":
    main()
