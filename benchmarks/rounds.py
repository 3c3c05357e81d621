"""How many rounds the price rules need: python -m benchmarks.rounds [options].

Plans nine families of synthetic economies (`benchmarks.families`) by each price rule:
cold, from one price for all goods; warm, from last year's prices; and carried, warm
with what was learned in the year before. Silent councils (family e) are answered for by
the rule's own suggestion if it makes one, and by their old proposal if not.

``--region`` adds the demonstration region. Its councils answer by their declared
flexibility, of which no rule is told; but as in the service, the calibrated rule knows
who has left the instruction to keep a proposal at any prices, and that it is silent.

``--keep FILE`` appends what is found of each economy to a file; the same command takes
an interrupted run up again. The file is of one state of the code: take a new one after
a change.
"""

import argparse
import os
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from itertools import product
from pathlib import Path

import numpy as np

from benchmarks.cases import REGION, Region, Synthetic, plan, rounds_to
from benchmarks.families import FAMILIES, generate
from benchmarks.kept import Kept
from benchmarks.report import Report, percentile
from planning.package import read
from planning.prices import RULES

THRESHOLDS = (0.05, 0.03, 0.01, 0.001)
NOISY = {"e", "f"}
POLITE = 10
CASES = [*product(RULES, ("cold", "warm")), ("calibrated", "carried")]


def run(task):
    """One economy by one rule: rows of (name, rule, start, rounds, seconds)."""
    name, seed, rule, options = task
    if name == "region":
        economy = Region(read(REGION).economy())
    else:
        problem = drawn(name, seed, options.coarse, not options.effort_is_labour)
        economy = Synthetic(problem, not options.carry_silent)
    until = {"until": options.to, "cap": limit(name, options)}
    rows = []
    for each, start in CASES:
        if each != rule or (name, start) == ("region", "carried"):
            continue
        learned = None
        if start == "carried":
            last = {"until": THRESHOLDS[-1], "cap": 8, "last": True}
            learned = plan(economy, rule, "cold", **last)[1].learned()
        worst, _, seconds = plan(economy, rule, start, learned=learned, **until)
        rows.append((name, rule, start, rounds_to(worst, asked(options)), seconds))
    return rows


@lru_cache(maxsize=1)
def drawn(name, seed, coarse, effort):
    """An economy, once for all rules that plan it."""
    return generate(name, seed, coarse=coarse, effort=effort)


def yield_to_others():
    """Take what processors nobody else needs."""
    os.nice(max(0, POLITE - os.nice(0)))


def limit(name, options):
    """Rounds at most: fewer where answers are noisy, and councils many."""
    return min(40, options.cap) if name in NOISY else options.cap


def asked(options):
    """The thresholds a run is asked for."""
    return [each for each in THRESHOLDS if each >= options.to]


def tasks(options):
    """Economy by economy and rule by rule; of e and f there are fewer."""
    first, last = map(int, options.seeds.split("-"))
    found = []
    for name in options.families:
        seeds = range(first, last + 1)
        found += product([name], seeds[: options.few] if name in NOISY else seeds)
    found += [("region", first)] * options.region
    return [(*each, rule, options) for each in found for rule in options.rules]


def key(task):
    """What a result depends on, but for the code."""
    name, seed, rule, options = task
    told = (options.coarse, options.carry_silent, options.effort_is_labour)
    return [name, seed, rule, *told, limit(name, options), options.to]


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


def tabulated(found, names, options):
    """The rows of all economies as a table."""
    measures = [f"{100 * threshold:.3g}" for threshold in asked(options)]
    said = ", ".join(measures[:-1]) + " and " + measures[-1]
    report = Report(
        f"Rounds to {said} %: median/95th percentile (how many never)",
        ["economies", "rule", "start", "runs", *measures, "ms a round"],
        notes=[
            "ms a round: what the rule takes, in the median.",
            f"never: not within {options.cap} rounds (e, f: {min(40, options.cap)}).",
        ],
    )
    for (name, members), case in product(groups(names), CASES):
        mine = [row for row in found if row[0] in members and tuple(row[1:3]) == case]
        if mine:
            cells = [cell(column) for column in np.array([row[3] for row in mine]).T]
            busy = f"{1000 * np.median([row[4] for row in mine]):.1f}"
            report.rows.append((name, *case, len(mine), *cells, busy))
    return report


def main():
    options = _parser().parse_args()
    kept, every = Kept(options.keep), tasks(options)
    missing = [task for task in every if kept.get(key(task)) is None]
    with ProcessPoolExecutor(options.processes, initializer=yield_to_others) as pool:
        for task, rows in zip(missing, pool.map(run, missing), strict=True):
            kept.put(key(task), rows)
    found = [row for task in every for row in kept.get(key(task))]
    names = options.families + ["region"] * options.region
    tabulated(found, names, options).show(as_json=options.json)


def _parser():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rounds")
    add = parser.add_argument
    add("--families", nargs="*", choices=FAMILIES, default=[*FAMILIES])
    add("--region", action="store_true", help="the demonstration region, too")
    add("--seeds", default="0-7", help="first-last: economies of each family")
    add("--few", type=int, default=20, help="economies of e, and of f, at most")
    add("--rules", nargs="+", choices=RULES, default=[*RULES])
    add("--cap", type=int, default=300, help="rounds at most; 40 for e and f")
    add("--to", type=float, choices=THRESHOLDS[1:], default=0.001, help="where to end")
    add("--processes", type=int, choices=(1, 2), default=1)
    add("--coarse", action="store_true", help="thousandths of the generator's units")
    add("--carry-silent", action="store_true", help="old proposals for the silent")
    add("--effort-is-labour", action="store_true", help="no cost that is not proposed")
    add("--keep", type=Path, metavar="FILE", help="where to append what is found")
    add("--json", action="store_true")
    return parser


if __name__ == "__main__":
    main()
