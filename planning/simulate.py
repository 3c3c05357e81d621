"""Plan a year in memory: ``python -m planning.simulate FOLDER``.

Every council of a data package answers the prices by its declared flexibility, round
by round, until the proposals agree; then they are settled. Prints one JSON object a
round and a last one. Exit status: 0 agreed, 3 not agreed, 2 bad input.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from planning.arrays import Floats, add_up
from planning.book import Book
from planning.economy import Economy
from planning.entitlements import budgets
from planning.package import PackageError, read
from planning.prices import RULES, Outcome, stalled
from planning.responses import respond
from planning.settle import settle

AGREED, BAD_INPUT, NOT_AGREED = 0, 2, 3


@dataclass(frozen=True)
class Councils:
    """The councils of an economy, asked for their proposals."""

    economy: Economy

    def answer(self, prices: Floats) -> Book:
        """What all councils propose at these prices.

        Consumer councils spend what their entitlements leave after public goods; no
        entitlement binds the others.
        """
        unbound = np.full(len(self.economy.councils), np.inf)
        public = self._respond(prices, unbound)
        may_spend = budgets(
            entitlement=self.economy.entitlement,
            members=self.economy.members,
            parent=self.economy.parent,
            book=public,
            prices=prices,
            consumer=self.economy.consumer,
            federation=self.economy.federation,
        )
        return self._respond(prices, self._ratio(may_spend))

    def _ratio(self, may_spend: Floats) -> Floats:
        book = self.economy.book
        wanted = np.maximum(book.quantity, 0) * self.economy.prices[book.good]
        costs = add_up(book.council, wanted, book.n_councils)
        bound = self.economy.consumer & (costs > 0)
        ratio: Floats = np.full(len(costs), np.inf)
        np.divide(may_spend, costs, out=ratio, where=bound)
        return ratio

    def _respond(self, prices: Floats, ratio: Floats) -> Book:
        book = self.economy.book
        return respond(
            book,
            self.economy.prices[book.good],
            prices,
            self.economy.flexibility,
            ratio,
        )


def with_noise(book: Book, noise: float, random: np.random.Generator) -> Book:
    """Multiply every quantity by exp(noise * N(0, 1)); at least one unit remains."""
    factor = np.exp(noise * random.standard_normal(book.n_lines))
    units = np.maximum(np.rint(np.abs(book.quantity) * factor), 1.0)
    quantity = np.sign(book.quantity) * np.minimum(units, 1e15).astype(np.int64)
    return Book(book.n_goods, book.start, book.good, quantity, book.whole)


def rounds(
    economy: Economy,
    *,
    rule: str,
    start: str,
    tolerance: Fraction,
    max_rounds: int,
    noise: float = 0.0,
    seed: int = 0,
) -> Iterator[tuple[Book, Floats, Outcome, float]]:
    """Run rounds; yield each book, its prices, the outcome and the seconds it took."""
    councils, random = Councils(economy), np.random.default_rng(seed)
    prices = economy.prices if start == "last" else economy.equal_prices()
    pricing = RULES[rule](prices=prices, tolerance=tolerance)
    for _ in range(max_rounds):
        began, prices = time.perf_counter(), pricing.prices
        book = councils.answer(prices)
        if noise:
            book = with_noise(book, noise, random)
        outcome = pricing.answer(book)
        yield book, prices, outcome, time.perf_counter() - began
        if outcome.agreed:
            return


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
    settlement = settle(book, prices, economy.slack)
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
    add("--rule", choices=sorted(RULES), default="aggregate", help="the price rule")
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
