"""Rounds in memory: councils with declared flexibility, a price rule, no database."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from planning.arrays import Floats, add_up
from planning.book import Book
from planning.calibrated import CalibratedRule
from planning.councils import Councils, Income
from planning.economy import Economy
from planning.entitlements import budgets
from planning.prices import RULES, Outcome, Rule
from planning.responses import respond


@dataclass(frozen=True)
class Respondents:
    """The councils of an economy, asked for their proposals."""

    economy: Economy

    def answer(self, prices: Floats) -> Book:
        """What all councils propose at these prices.

        Consumer councils spend what their entitlements leave after public goods. No
        entitlement binds the others: they follow with what they spent, or keep all.
        """
        unbound = np.where(self.economy.flexibility.follow, 1.0, np.inf)
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
        ratio: Floats = np.where(self.economy.flexibility.follow, 1.0, np.inf)
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


def told(economy: Economy, declared: bool) -> Councils:
    """What the calibrated rule hears of the councils besides their proposals.

    ``declared``: also the flexibility of those who follow prices.
    """
    places = np.arange(len(economy.councils))
    income = Income.charged(
        entitlement=economy.entitlement,
        members=economy.members,
        parent=economy.parent,
        consumer=economy.consumer,
        federation=economy.federation,
    )
    if not declared:
        return Councils.undeclared(places, economy.consumer, income)
    flexibility = economy.flexibility
    follow = flexibility.follow
    return Councils(
        key=places,
        consumer=economy.consumer,
        substitution=np.where(follow, flexibility.substitution, np.nan),
        supply=np.where(follow, flexibility.supply_response, np.nan),
        capacity=np.where(follow, flexibility.capacity, np.nan),
        income=income,
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
    declared: bool = False,
) -> Iterator[tuple[Book, Floats, Outcome, float]]:
    """Run rounds; yield each book, its prices, the outcome and the seconds it took."""
    councils, random = Respondents(economy), np.random.default_rng(seed)
    prices = economy.prices if start == "last" else economy.equal_prices()
    pricing: Rule
    if rule == CalibratedRule.name:
        councils_told = told(economy, declared)
        pricing = CalibratedRule(
            prices=prices, tolerance=tolerance, councils=councils_told
        )
    else:
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
