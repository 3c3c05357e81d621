"""Plan a year in memory: ``python -m planning.simulate FOLDER``.

Every council of a data package answers the prices by its declared flexibility, round
by round, until the proposals agree; then they are settled. Prints one JSON object a
round and a last one. Exit status: 0 agreed, 3 not agreed, 2 bad input.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from planning.arrays import Floats
from planning.book import Book
from planning.economy import Economy
from planning.package import PackageError, read
from planning.prices import RULES, Outcome, stalled
from planning.rehearsal import rounds
from planning.settle import settle

AGREED, BAD_INPUT, NOT_AGREED = 0, 2, 3


def simulate(economy: Economy, options: argparse.Namespace) -> bool:
    """Run and print the rounds and the settlement; say whether they agreed."""
    history: list[float] = []
    last: dict[str, Any] = {"agreed": False, "rounds": 0, "rule": options.rule}
    for book, prices, outcome, seconds in rounds(
        economy,
        rule=options.rule,
        start=options.start,
        tolerance=options.tolerance,
        max_rounds=options.max_rounds,
        noise=options.noise,
        seed=options.seed,
        declared=options.declared,
    ):
        history.append(outcome.worst)
        _print(_round(len(history), outcome, economy, seconds))
        last |= {"agreed": outcome.agreed, "rounds": len(history)}
        if outcome.agreed:
            last |= _settled(book, prices, economy)
    if not last["agreed"]:
        last |= {"settled": False, "stalled": stalled(history)}
    _print(last)
    return bool(last["agreed"])


def _round(
    number: int, outcome: Outcome, economy: Economy, seconds: float
) -> dict[str, Any]:
    worst = outcome.worst_good
    return {
        "round": number,
        "worst": _short(outcome.worst),
        "worst_good": None if worst is None else economy.goods[worst],
        "weighted": _short(outcome.weighted),
        "seconds": round(seconds, 4),
    }


def _settled(book: Book, prices: Floats, economy: Economy) -> dict[str, Any]:
    began = time.perf_counter()
    settlement = settle(book, prices, economy.slack, economy.unit == 1)
    return {
        "settled": True,
        "largest_cut": _short(settlement.largest_cut),
        "cut_value": _short(settlement.cut_value),
        "seconds_to_settle": round(time.perf_counter() - began, 4),
    }


def _short(value: float) -> float:
    return float(f"{value:.6g}")


def _print(content: dict[str, Any]) -> None:
    print(json.dumps(content), flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, simulate, return the exit status."""
    options = _parser().parse_args(arguments)
    try:
        package = read(options.folder)
        if options.tolerance is None:
            options.tolerance = Fraction(package.tolerance)
        agreed = simulate(package.economy(), options)
    except (PackageError, OverflowError) as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    return AGREED if agreed else NOT_AGREED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m planning.simulate",
        description="Plan a year in memory from a data package.",
    )
    add = parser.add_argument
    add("folder", metavar="FOLDER", help="the data package")
    add("--rule", choices=sorted(RULES), default="calibrated", help="the price rule")
    add(
        "--start",
        choices=("equal", "last"),
        default="last",
        help="one price for all goods, or those of prices.csv",
    )
    add("--tolerance", type=_tolerance, help="0.03 or 3/100; else the package's own")
    add("--max-rounds", type=_whole(1, 10_000), default=200, metavar="N")
    add("--seed", type=_whole(0, 2**32), default=0, metavar="N", help="for the noise")
    add(
        "--noise",
        type=_noise,
        default=0.0,
        metavar="FRACTION",
        help="standard deviation of ln(quantity) in the answers",
    )
    add(
        "--declared",
        action="store_true",
        help="tell the calibrated rule the flexibility the councils have declared",
    )
    return parser


def _tolerance(text: str) -> Fraction:
    try:
        value = Fraction(text)
    except (ValueError, ZeroDivisionError):
        value = Fraction(0)
    if not 0 < value <= 1:
        raise argparse.ArgumentTypeError("must be more than 0 and at most 1")
    return value


def _noise(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError("must lie between 0 and 1")
    return value


def _whole(low: int, high: int) -> Any:
    def read_number(text: str) -> int:
        value = int(text)
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"must lie between {low} and {high}")
        return value

    return read_number


if __name__ == "__main__":
    sys.exit(main())
