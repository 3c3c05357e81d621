"""Input-output tables planned a year on: rounds to 5, 3 and 1 % by each price rule.

    python -m benchmarks.io FILE [FILE …] [what import_io_table has to be told]

The table becomes last year's plan, by the conversion of `manage.py import_io_table`,
which asks for what is unclear. Then every line of every proposal changes by some per
cent, and the councils, whose answers follow prices moderately, plan the year anew.
"""

import argparse
import sys
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from pathlib import Path
from statistics import median

import numpy as np
from django.conf import settings

from benchmarks.report import Report, percentile
from iteration.management.commands.import_io_table import LINES
from iteration.packages.io_table.conversion import Request, convert
from iteration.packages.io_table.questions import Unclear
from iteration.packages.io_table.roles import Answers
from planning.package import ChangeRow
from planning.prices import RULES
from planning.rehearsal import rounds

THRESHOLDS = (Fraction("0.05"), Fraction("0.03"), Fraction("0.01"))
STARTS = {"cold": "equal", "warm": "last"}
TABLE = ("unit", "targets", "targets_row", "delimiter", "decimal")
BAD_INPUT = 2
COLUMNS = ["table", "rule", "start", "runs", *(f"{float(t):.0%}" for t in THRESHOLDS)]
COLUMNS += ["worst after the last", "of", "seconds a round"]
NOTES = [
    "Rounds: median/95th percentile of the runs; cold: one price for all goods, warm:",
    "last year's prices. The worst imbalance after the last round: the largest of all",
    "runs, and the good that most often was it. Seconds a round: the median, with the",
    "councils' answers.",
]


def main():
    settings.configure(USE_I18N=False)
    parser = _parser()
    options = parser.parse_args()
    if not options.files:
        parser.print_help()
        return 0
    report = Report(
        f"Input-output tables, {options.seeds} years of changes by "
        f"{options.shock:.0%} a line",
        COLUMNS,
        notes=[*NOTES, f"never: not within {options.cap} rounds."],
    )
    for file in options.files:
        try:
            conversion = convert(_request(file, options))
        except Unclear as unclear:
            print(*unclear.said, *unclear.questions, sep="\n", file=sys.stderr)
            return BAD_INPUT
        said = conversion.said if options.verbose else conversion.said[:1]
        report.notes += [*said, _size(conversion.package)]
        report.rows += _plan(file, conversion.package, options)
    report.show(as_json=options.json)
    return 0


def _request(file, options):
    answers = {name: getattr(options, name) for name in LINES}
    answers |= {"households": options.households, "industries": options.industries}
    told = {name: getattr(options, name) for name in TABLE}
    return Request(file=file, answers=Answers(**answers), **told)


def _size(package):
    counted = len(package.goods), len(package.councils), len(package.proposals)
    return "{}: {} goods, {} councils, {} lines.".format(
        package.descriptor.title, *counted
    )


def _plan(file, package, options):
    economies = [
        shocked(package, options.shock, seed).economy() for seed in range(options.seeds)
    ]
    for rule in options.rules:
        for start in STARTS:
            runs = [_run(each, rule, start, options) for each in economies]
            found, last, goods, seconds = zip(*runs, strict=True)
            cells = [_cell(column) for column in zip(*found, strict=True)]
            often = Counter(goods).most_common(1)[0][0]
            figures = [f"{max(last):.3g} %", often, median(chain(*seconds))]
            yield (file.stem, rule, start, len(runs), *cells, *figures)


def shocked(package, size, seed):
    """The package with every line expected to change by exp(size * N(0, 1))."""
    factors = np.random.default_rng(seed).lognormal(0.0, size, len(package.proposals))
    changes = [
        ChangeRow(row.council, row.good, Decimal(f"{factor:.6f}"))
        for row, factor in zip(package.proposals, factors.tolist(), strict=True)
    ]
    return replace(package, changes=changes)


def _run(economy, rule, start, options):
    """Rounds to each threshold, the worst imbalance after the last, its good."""
    found, seconds, imbalance, good = {}, [], 0.0, None
    told = {"rule": rule, "start": STARTS[start], "declared": options.declared}
    limits = {"tolerance": min(THRESHOLDS), "max_rounds": options.cap}
    planned = rounds(economy, **told, **limits)
    for number, (_book, _prices, outcome, took) in enumerate(planned, 1):
        seconds.append(took)
        imbalance, good = outcome.worst, outcome.worst_good
        for threshold in THRESHOLDS:
            if outcome.worst <= threshold:
                found.setdefault(threshold, number)
    name = "" if good is None else economy.goods[good]
    reached = [found.get(threshold, np.inf) for threshold in THRESHOLDS]
    return reached, 100 * imbalance, name, seconds


def _cell(found):
    figures = [percentile(found, rank) for rank in ([50, 95] if found[1:] else [50])]
    return "/".join("never" if np.isinf(each) else str(each) for each in figures)


def _parser():
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.io",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("files", metavar="FILE", nargs="*", type=Path, help="tables as CSV files")
    add("--seeds", type=int, default=8, help="how many years of changes")
    add("--shock", type=float, default=0.05, help="their standard deviation, in logs")
    add("--rules", nargs="+", choices=sorted(RULES), default=[*RULES])
    add("--cap", type=int, default=200, help="rounds at most")
    add("--declared", action="store_true", help="tell the flexibility of the councils")
    add("--verbose", action="store_true", help="all that was understood of a table")
    add("--json", action="store_true")
    table = parser.add_argument_group("of the tables, as for import_io_table")
    for name, (metavar, text) in LINES.items():
        told = {"metavar": metavar, "help": str(text)}
        table.add_argument(f"--{name}", action="append", default=[], **told)
    table.add_argument("--households", default="", metavar="COLUMN")
    table.add_argument("--industries", type=int, metavar="NUMBER")
    table.add_argument("--targets", type=Path, metavar="FILE")
    table.add_argument("--targets-row", default="", metavar="ROW")
    table.add_argument("--delimiter", choices=[",", ";", "tab", "|"])
    table.add_argument("--decimal", choices=[".", ","])
    table.add_argument("--unit", default="unit", help="of the figures")
    return parser


if __name__ == "__main__":
    sys.exit(main())
