"""From database rows to next prices, as the number of councils grows tenfold.

    python -m benchmarks.scale [--all] [--councils N …] [--goods N …]

Every council answers every round, so that the calibrated rule learns from all: reading
the proposals, adding them up, calibrating a model of each council and solving for the
next prices; then the whole closing of the second round and those after. The database
is an embedded one with disk writes, in a temporary folder; each step is a process of
its own, and its memory is that process's.
"""

import argparse
import importlib
import json
import subprocess
import sys
from pathlib import Path
from statistics import median

import django

from benchmarks.chart import Series, draw
from benchmarks.report import Report
from benchmarks.stage import stage
from config.embedded import Server

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "pictures" / "scale.svg"
MILLION = 1_000_000
# Of a million councils: seconds, megabytes.
TARGETS = {"reading": (5, ""), "answer": (8, ""), "closing": (20, 3000)}
# How often the same bytes could have been read while they are added up.
TIMES_THE_LIMIT = 2
NAMES = {
    "reading": "reading proposals",
    "limit": "reading those bytes once, numpy",
    "total": "exact totals",
    "told": "reading what else the rule is told",
    "answer": "calibrating and solving",
    "closing": "closing a later round",
    "closing: fix": "  of it: fixing what counts",
    "closing: count": "  of it: counting",
    "closing: publish": "  of it: publishing",
}
SHOWN = ("closing", "answer", "reading", "total")
COLUMNS = ["", "goods", "councils", "runs", "seconds", "grew", "target"]
COLUMNS += ["CPU", "peak MB", "target MB"]


def main():
    options = _parser().parse_args()
    if options.step:
        django.setup()
        importlib.import_module("benchmarks.steps").run(options)
        return
    if options.all:
        options.councils = [*options.councils, MILLION]
    found = {}
    for goods in options.goods:
        for councils in sorted(options.councils):
            # Else there are goods that nobody makes.
            if councils >= 10 * goods:
                found[goods, councils] = _measured(goods, councils, options)
    _report(found, options).show(as_json=options.json)
    if options.picture:
        Path(options.picture).write_text(draw(_series(found)), "utf-8")


def _measured(goods, councils, options):
    """Seconds of each phase, and megabytes of each process, of one size."""
    runs = 1 if councils >= MILLION else options.runs

    def step(name, runs=1):
        size = ["--councils", councils, "--goods", goods, "--lines", options.lines]
        asked = [*size, "--runs", runs, "--step", name]
        command = [sys.executable, "-m", "benchmarks.scale", *map(str, asked)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        result = json.loads(done.stdout)
        if options.verbose:
            print(councils, goods, name, result, file=sys.stderr, flush=True)
        return result

    with stage() as folder:
        server = Server(folder / "postgres").start()
        try:
            step("begin")
            step("close")
            step("answer")
            computed = step("compute", runs)
            closed = [step("close")]
            for _run in range(runs - 1):
                step("answer")
                closed.append(step("close"))
        finally:
            server.stop("immediate")
    return {"runs": runs, "peak": _peaks(computed, closed)} | {
        figure: computed[figure]
        | {
            name: median(each[figure][name] for each in closed)
            for name in closed[0][figure]
        }
        for figure in ("seconds", "computed")
    }


def _peaks(computed, closed):
    closing = median(each["peak"] for each in closed)
    return {"answer": computed["peak"], "closing": closing}


def _report(found, options):
    report = Report(
        f"From rows to prices, {options.lines} lines a council, calibrated rule",
        COLUMNS,
        notes=[
            "Seconds: medians of the runs. Grew: times as long as with a tenth of the",
            "councils. CPU: seconds this process computed, the database's not counted;",
            "where it is far fewer, the machine was busy. Peak: the most the process",
            "has held by then. Targets are those of a million councils; of the totals",
            "twice the time of reading their bytes once.",
        ],
    )
    for name, text in NAMES.items():
        for (goods, councils), case in found.items():
            seconds = case["seconds"][name]
            tenth = found.get((goods, councils // 10))
            grew = seconds / tenth["seconds"][name] if tenth else ""
            target, most = (
                TARGETS.get(name, ("", "")) if councils >= MILLION else ("", "")
            )
            if name == "total":
                target = TIMES_THE_LIMIT * case["seconds"]["limit"]
            peak = round(case["peak"][name]) if name in case["peak"] else ""
            computed = case["computed"].get(name, "")
            row = (text, goods, councils, case["runs"], seconds, grew, target)
            report.rows.append((*row, computed, peak, most))
    return report


def _series(found):
    """For each phase and number of goods its seconds by councils, and its target."""
    return [
        Series(
            NAMES[name],
            goods,
            {n: case["seconds"][name] for (g, n), case in found.items() if g == goods},
            (MILLION, TARGETS[name][0]) if name in TARGETS else None,
        )
        for name in SHOWN
        for goods in sorted({goods for goods, _councils in found})
    ]


def _parser():
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.scale",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--councils", type=int, nargs="+", default=[10_000, 100_000])
    add("--all", action="store_true", help="a million councils, too")
    add("--goods", type=int, nargs="+", default=[1_000, 10_000])
    add("--lines", type=int, default=20, help="of a council, about")
    add("--runs", type=int, default=3, help="one with a million councils")
    add("--picture", default=str(PICTURE), metavar="FILE", help="empty: none")
    add("--verbose", action="store_true", help="say each figure as it is found")
    add("--json", action="store_true")
    add("--step", help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    main()
