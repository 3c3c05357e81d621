"""How many rounds the price rules need: python -m benchmarks.rounds [options].

Plans nine families of synthetic economies (`benchmarks.families`) by each price rule:
cold, from one price for all goods; warm, from last year's prices; and carried, warm
with what was learned in the year before. Silent councils (family e) are answered for by
the rule's own suggestion if it makes one, and by their old proposal if not.

``--region`` adds the demonstration region. Its councils answer by their declared
flexibility, of which no rule is told; but as in the service, the calibrated rule knows
who has left the instruction to keep a proposal at any prices, and that it is silent.
"""

import argparse
import os
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from pathlib import Path

import numpy as np

from benchmarks.answers import Answers
from benchmarks.families import FAMILIES, Problem, generate
from benchmarks.report import Report, percentile
from planning.economy import Economy
from planning.package import read
from planning.prices import RULES
from planning.rehearsal import Respondents, told

REGION = Path(__file__).resolve().parent.parent / "demo" / "region"
THRESHOLDS = (0.05, 0.03, 0.01, 0.001)
NOISY = {"e", "f"}
CASES = [*product(RULES, ("cold", "warm")), ("calibrated", "carried")]


@dataclass(frozen=True)
class Synthetic:
    """An economy of a family: its councils, and what a rule is told of them."""

    problem: Problem
    own_words: bool

    def settings(self, start):
        return {"prices": self.problem.prices(start), "floor": self.problem.floor}

    def councils(self, last=False):
        return self.problem.councils(self.problem.last if last else None)

    def answers(self, last=False):
        return Answers(self.problem, self.problem.last if last else None)


@dataclass
class Region:
    """The demonstration region; who keeps its proposal is silent."""

    economy: Economy
    begun: bool = False
    own_words: bool = False

    def settings(self, start):
        cold = start == "cold"
        return {"prices": self.economy.equal_prices() if cold else self.economy.prices}

    def councils(self, last=False):
        keeps = ~self.economy.flexibility.follow
        return replace(told(self.economy, False), keeps=keeps)

    def answers(self, last=False):
        return replace(self, begun=False)

    def answer(self, prices, imputed=None):
        answered = self.economy.flexibility.follow | (not self.begun)
        self.begun = True
        return Respondents(self.economy).answer(prices), answered


def plan(economy, rule, start, *, cap, learned=None, last=False):
    """Plan an economy; the worst imbalance by round, the rule, seconds a round."""
    councils = economy.answers(last)
    settings = economy.settings(start) | {"tolerance": Fraction(1, 1000)}
    learns = rule == "calibrated"
    if learns:
        settings |= {"councils": economy.councils(last), "learned": learned}
    pricing = RULES[rule](**settings)
    worst, imputed, seconds = [], None, 0.0
    for _ in range(cap):
        book, answered = councils.answer(pricing.prices, imputed)
        began = time.perf_counter()
        outcome = pricing.answer(book, answered) if learns else pricing.answer(book)
        if learns and economy.own_words and councils.noisy:
            imputed = pricing.suggest()
        seconds += time.perf_counter() - began
        worst.append(outcome.worst)
        if outcome.worst <= THRESHOLDS[-1]:
            break
    return np.array(worst), pricing, seconds / len(worst)


def rounds_to(worst):
    """Rounds answered up to and including the first within each threshold."""
    reached = [np.flatnonzero(worst <= threshold) for threshold in THRESHOLDS]
    return [places[0] + 1 if len(places) else np.inf for places in reached]


def run(task):
    """One economy in all cases: rows of (name, rule, start, rounds, seconds)."""
    name, seed, options = task
    os.nice(10)
    if name == "region":
        economy = Region(read(REGION).economy())
    else:
        problem = generate(name, seed, coarse=options.coarse)
        economy = Synthetic(problem, own_words=not options.carry_silent)
    cap = min(40, options.cap) if name in NOISY else options.cap
    rows = []
    for rule, start in CASES:
        if rule not in options.rules or (name, start) == ("region", "carried"):
            continue
        learned = None
        if start == "carried":
            learned = plan(economy, rule, "cold", cap=8, last=True)[1].learned()
        worst, _, seconds = plan(economy, rule, start, cap=cap, learned=learned)
        rows.append((name, rule, start, rounds_to(worst), seconds))
    return rows


def cell(rounds):
    """Median/95th percentile (how many never), or the figure of a single run."""
    lost = int(np.isinf(rounds).sum())
    figures = [np.median(rounds)]
    if len(rounds) > 1:
        figures.append(percentile(rounds, 95))
    text = "/".join("never" if np.isinf(each) else f"{each:g}" for each in figures)
    return f"{text} ({lost})" if lost and len(rounds) > 1 else text


def groups(names):
    """What is told together: every family, then all of them."""
    families = {name for name in names if name != "region"}
    found = [(name, {name}) for name in names]
    if len(families) > 1:
        found.append(("all families", families))
    if "e" in families and len(families) > 2:
        found.append(("without e", families - {"e"}))
    return found


def tabulated(found, names, cap):
    """The rows of all economies as a table."""
    measures = [f"{threshold:.3g}" for threshold in 100 * np.array(THRESHOLDS)]
    report = Report(
        "Rounds to 5, 3, 1 and 0.1 %: median/95th percentile (how many never)",
        ["economies", "rule", "start", "runs", *measures, "ms a round"],
        notes=[
            "ms a round: what the rule takes, in the median.",
            f"never: not within {cap} rounds (e, f: {min(40, cap)}).",
        ],
    )
    for (name, members), case in product(groups(names), CASES):
        mine = [row for row in found if row[0] in members and row[1:3] == case]
        if mine:
            cells = [cell(column) for column in np.array([row[3] for row in mine]).T]
            busy = f"{1000 * np.median([row[4] for row in mine]):.1f}"
            report.rows.append((name, *case, len(mine), *cells, busy))
    return report


def main():
    options = _parser().parse_args()
    first, last = map(int, options.seeds.split("-"))
    names = options.families + ["region"] * options.region
    tasks = [
        (name, seed, options)
        for name in names
        for seed in range(first, first + 1 if name == "region" else last + 1)
    ]
    with ProcessPoolExecutor(options.processes) as pool:
        found = [row for rows in pool.map(run, tasks) for row in rows]
    tabulated(found, names, options.cap).show(as_json=options.json)


def _parser():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rounds")
    add = parser.add_argument
    add("--families", nargs="*", choices=FAMILIES, default=[*FAMILIES])
    add("--region", action="store_true", help="the demonstration region, too")
    add("--seeds", default="0-7", help="first-last: economies of each family")
    add("--rules", nargs="+", choices=RULES, default=[*RULES])
    add("--cap", type=int, default=300, help="rounds at most; 40 for e and f")
    add("--processes", type=int, choices=(1, 2), default=1)
    add("--coarse", action="store_true", help="thousandths of the generator's units")
    add("--carry-silent", action="store_true", help="old proposals for the silent")
    add("--json", action="store_true")
    return parser


if __name__ == "__main__":
    main()
