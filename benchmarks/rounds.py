"""Rounds until every good is within 5, 3 and 1 %, for each price rule.

``python -m benchmarks.rounds`` plans the demonstration region and a few small synthetic
economies of three families; ``benchmarks.calibrated`` has all families, and takes long.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.families import generate
from benchmarks.report import Report, percentile
from planning.book import Book
from planning.calibrated import CalibratedRule
from planning.councils import Councils, Income
from planning.package import read
from planning.prices import RULES
from planning.rehearsal import Respondents

REGION = Path(__file__).resolve().parent.parent / "demo" / "region"
FAMILIES = {
    "b": "elasticities .2 to 5",
    "b2": "strong complements",
    "c": "capacities, little substitution",
}
THRESHOLDS = (Fraction("0.05"), Fraction("0.03"), Fraction("0.01"))
KINDS = RULES | {"calibrated": CalibratedRule}
STARTS = {"cold": "one price for all goods", "warm": "last year's prices"}


@dataclass(frozen=True)
class Economy:
    """Councils that answer prices, and what a rule is told before it begins.

    ``councils`` is told only to the rule that models them, and nothing they declared.
    """

    answer: Callable[[np.ndarray], Book]
    start: dict[str, np.ndarray]
    told: dict[str, Any]
    councils: Councils


def region():
    economy = read(REGION).economy()
    start = {"cold": economy.equal_prices(), "warm": economy.prices}
    income = Income.charged(
        entitlement=economy.entitlement,
        members=economy.members,
        parent=economy.parent,
        consumer=economy.consumer,
        federation=economy.federation,
    )
    keys = np.arange(len(economy.councils))
    councils = Councils.undeclared(keys, economy.consumer, income)
    return Economy(Respondents(economy).answer, start, {}, councils)


def synthetic(family, seed):
    problem = generate(family, seed)
    start = {name: problem.prices(name) for name in STARTS}
    told = {"floor": problem.floor}
    return Economy(problem.book, start, told, problem.councils())


def rounds_to(economy, rule, start, cap):
    """The round in which each threshold is first met; infinite if not by the cap."""
    found = dict.fromkeys(THRESHOLDS, float("inf"))
    told = economy.told
    if rule == "calibrated":
        told = told | {"councils": economy.councils}
    pricing = KINDS[rule](
        prices=economy.start[start], tolerance=min(THRESHOLDS), **told
    )
    for number in range(1, cap + 1):
        outcome = pricing.answer(economy.answer(pricing.prices))
        for threshold in THRESHOLDS:
            if outcome.worst <= threshold:
                found[threshold] = min(found[threshold], number)
        if outcome.agreed:
            break
    return [found[threshold] for threshold in THRESHOLDS]


def main():
    options = _parser().parse_args()
    report = Report(
        "Rounds to 5, 3 and 1 %: median/95th percentile",
        [
            "economies",
            "start",
            "rule",
            "runs",
            *[f"{float(t):.0%}" for t in THRESHOLDS],
        ],
        notes=[
            *[f"{name}: {said}." for name, said in (STARTS | FAMILIES).items()],
            f"never: not within {options.cap} rounds.",
        ],
    )
    cases = {"the region": [region()]}
    for family in options.families:
        seeds = range(options.seeds)
        cases[f"family {family}"] = [synthetic(family, seed) for seed in seeds]
    for name, economies in cases.items():
        for start in STARTS:
            for rule in options.rules:
                runs = [rounds_to(each, rule, start, options.cap) for each in economies]
                cells = [_cell(column) for column in zip(*runs, strict=True)]
                report.rows.append((name, start, rule, len(runs), *cells))
    report.show(as_json=options.json)


def _cell(rounds):
    """One figure for one run; else the median and the 95th percentile."""
    ranks = [50, 95] if len(rounds) > 1 else [50]
    figures = [percentile(rounds, rank) for rank in ranks]
    return "/".join("never" if np.isinf(each) else str(each) for each in figures)


def _parser():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rounds")
    parser.add_argument("--families", nargs="*", choices=FAMILIES, default=[*FAMILIES])
    parser.add_argument("--seeds", type=int, default=8, help="economies of each family")
    parser.add_argument("--rules", nargs="+", choices=KINDS, default=[*KINDS])
    parser.add_argument("--cap", type=int, default=300, help="rounds at most")
    parser.add_argument("--json", action="store_true")
    return parser


if __name__ == "__main__":
    main()
