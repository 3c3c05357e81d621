"""Playing one council of the village, round by round."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

import numpy as np

from iteration.practice import village
from planning.book import Book
from planning.prices import CalibratedRule, Outcome
from planning.rehearsal import told
from planning.settle import settle
from proposals.models import Good

PLAYER = "village-bakery"
TOLERANCE = Fraction("0.03")
# After so many rounds people decide whether to go on; here the game ends.
MOST_ROUNDS = 8


@dataclass(frozen=True)
class Line:
    """A good in a round: what was counted of it, its price, and what becomes of that.

    It can be put into words like a row of `iteration.models.Result`.
    """

    good: Good
    requested: int
    offered: int
    imbalance: float
    within: bool
    reason: str
    step: float
    price: Decimal
    next_price: Decimal


@dataclass(frozen=True)
class PracticeRound:
    """A counted round: its lines, whether all agree, what the player had answered."""

    number: int
    agreed: bool
    lines: Sequence[Line]
    answer: Mapping[str, int]
    ratio: Decimal | None

    @property
    def worst(self) -> Line:
        return max(self.lines, key=lambda line: abs(line.imbalance))


class Game:
    """A practice year up to the round that is to be answered next.

    ``answers`` are the player's so far, {code of a good: smallest units}, positive:
    requested. The same answers always lead to the same year.
    """

    def __init__(self, answers: Sequence[Mapping[str, int]]) -> None:
        self.goods = village.goods()
        self.respondents = village.respondents()
        self.economy = self.respondents.economy
        self.place = self.economy.councils.index(PLAYER)
        self.rounds: list[PracticeRound] = []
        self.rule = CalibratedRule(
            prices=self.economy.prices,
            tolerance=TOLERANCE,
            councils=told(self.economy, declared=False),
        )
        self.book: Book | None = None
        self.answered_prices = self.rule.prices
        for answer in answers[:MOST_ROUNDS]:
            if self.agreed:
                break
            self._count(answer)

    @property
    def agreed(self) -> bool:
        return bool(self.rounds) and self.rounds[-1].agreed

    @property
    def over(self) -> bool:
        return self.agreed or len(self.rounds) >= MOST_ROUNDS

    @property
    def prices(self) -> dict[str, Decimal]:
        """Credits per unit, by code: those to answer now."""
        return self._announced(self.rule.prices)

    @property
    def first_answer(self) -> dict[str, int]:
        """What the council proposed last year, by code."""
        return self._lines_of(self.economy.book)

    @cached_property
    def expected(self) -> dict[str, int] | None:
        """What the models expect the player to answer next; None before round 2."""
        if not self.rounds or self.over:
            return None
        return self._lines_of(self.rule.suggest())

    @cached_property
    def assignment(self) -> dict[str, int]:
        """What the settled plan gives the player; only once all agree."""
        if self.book is None or not self.agreed:
            raise ValueError("there is no plan before the proposals agree")
        settled = settle(self.book, self.answered_prices, self.economy.slack)
        lines = self.book.council == self.place
        codes = [self.goods[good].code for good in self.book.good[lines]]
        return dict(zip(codes, settled.quantity[lines].tolist(), strict=True))

    def _count(self, answer: Mapping[str, int]) -> None:
        self.answered_prices = prices = self.rule.prices
        self.book = self._with(self.respondents.answer(prices), answer)
        outcome = self.rule.answer(self.book)
        self.rounds.append(
            PracticeRound(
                number=len(self.rounds) + 1,
                agreed=outcome.agreed,
                lines=self._lines(outcome, self._announced(prices)),
                answer=dict(answer),
                ratio=self.ratio(answer, self._announced(prices)),
            )
        )

    def _with(self, book: Book, answer: Mapping[str, int]) -> Book:
        """The village's answers with the player's in their place."""
        places = {good.code: place for place, good in enumerate(self.goods)}
        own = [(places[code], units) for code, units in answer.items() if units]
        others = book.council != self.place
        good, units = [place for place, _units in own], [units for _place, units in own]
        return Book.from_lines(
            book.n_goods,
            book.n_councils,
            np.concatenate([book.council[others], np.full(len(own), self.place)]),
            np.concatenate([book.good[others], np.array(good, np.int64)]),
            np.concatenate([book.quantity[others], np.array(units, np.int64)]),
            book.whole,
        )

    def _lines(self, outcome: Outcome, prices: Mapping[str, Decimal]) -> list[Line]:
        following = self._announced(outcome.prices)
        columns = zip(
            self.goods,
            outcome.balance.requested.tolist(),
            outcome.balance.offered.tolist(),
            outcome.imbalance.tolist(),
            outcome.out.tolist(),
            outcome.explanations,
            strict=True,
        )
        return [
            Line(
                good=good,
                requested=requested,
                offered=offered,
                imbalance=imbalance,
                within=not out,
                reason=explanation.code,
                step=explanation.step,
                price=prices[good.code],
                next_price=following[good.code],
            )
            for good, requested, offered, imbalance, out, explanation in columns
        ]

    def _announced(self, prices: np.ndarray) -> dict[str, Decimal]:
        pairs = zip(self.goods, prices.tolist(), strict=True)
        return {
            good.code: Decimal(f"{price:.5e}").scaleb(good.decimals)
            for good, price in pairs
        }

    def _lines_of(self, book: Book) -> dict[str, int]:
        lines = book.council == self.place
        codes = [self.goods[good].code for good in book.good[lines]]
        return dict(zip(codes, book.quantity[lines].tolist(), strict=True))

    def ratio(
        self, answer: Mapping[str, int], prices: Mapping[str, Decimal]
    ) -> Decimal | None:
        """What the player offers by what it requests, in credits; None: no cost."""
        worth = {
            good.code: good.in_units(answer.get(good.code, 0)) * prices[good.code]
            for good in self.goods
        }
        cost = sum(value for value in worth.values() if value > 0)
        benefit = -sum(value for value in worth.values() if value < 0)
        return benefit / cost if cost else None


def play(answers: Sequence[Mapping[str, int]]) -> Game:
    """Play a practice year again from its beginning.

    Raises KeyError for a good the village does not have.
    """
    return Game(answers)
