"""Further rounds in memory, from a counted one, under other terms: what if?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from planning.arrays import Bools, Floats, Ints
from planning.book import Book
from planning.calibrated import CalibratedRule
from planning.foresight import Foresight
from planning.ground import Ground
from planning.mixing import mixed, some
from planning.outcome import Outcome, stalled
from planning.prices import RULES
from planning.rule import Rule

# What becomes of a council that does not answer.
IMPUTE, CARRY, LEAVE_OUT = "impute", "carry", "leave_out"
# How a simulation ends.
AGREED, STALLED, NOISE, OUT_OF_ROUNDS = "agreed", "stalled", "noise", "rounds"


@dataclass(frozen=True, eq=False)
class Terms:
    """The terms of a simulation.

    Parameters
    ----------
    rule : str
        A name in `planning.prices.RULES`. One that is not the ground's begins anew, at
        its prices.
    tolerance : Fraction
    silence : str
        "impute": who is silent is answered for as the rule expects, if it expects
        anything; "carry": its last proposal stands; "leave_out": it is not counted.
    silenced : (n_councils,) bool array
        Who falls silent besides those who were.
    rounds : int
        At most so many.
    noisy : float or None
        So many times the noise floor a round ends as noise; None: never.

    """

    rule: str
    tolerance: Fraction
    silence: str
    silenced: Bools
    rounds: int
    noisy: float | None = None


@dataclass(frozen=True, eq=False)
class Step:
    """One simulated round: its book, the prices it answered, and what became of it.

    ``rows``: the councils of the ground that are counted; ``ended``: why this round is
    the last one, empty while there is another.
    """

    book: Book
    prices: Floats
    outcome: Outcome
    rows: Ints
    ended: str


@dataclass
class _Progress:
    """The measures of the rounds so far."""

    worst: list[float] = field(default_factory=list)
    weighted: list[float] = field(default_factory=list)

    def ended(self, outcome: Outcome, terms: Terms, done: int) -> str:
        self.worst.append(outcome.worst)
        self.weighted.append(outcome.weighted)
        floor = outcome.noise_floor
        if outcome.agreed:
            return AGREED
        if done >= terms.rounds:
            return OUT_OF_ROUNDS
        if terms.noisy and floor is not None and outcome.worst <= terms.noisy * floor:
            return NOISE
        return STALLED if stalled(self.worst) and stalled(self.weighted) else ""


def simulate(ground: Ground, terms: Terms, foresight: Foresight) -> Iterator[Step]:
    """Run rounds until the proposals agree, stall, or the rounds are used up.

    Parameters
    ----------
    ground : Ground
    terms : Terms
    foresight : Foresight
        Of the ground's councils.

    Yields
    ------
    Step
        The first answers the prices the ground's rule would announce next.

    """
    speaks = ground.own & ~terms.silenced
    standing = ground.standing & ~speaks
    silent = ~speaks & ~standing
    rows = np.flatnonzero(~silent if terms.silence == LEAVE_OUT else silent | ~silent)
    pricing = _begun(ground, terms, rows)
    progress = _Progress(list(ground.worst), list(ground.weighted))
    for number in range(1, terms.rounds + 1):
        prices = pricing.prices
        waits = _for_the_silent(ground, terms, pricing, number)
        answers = [
            (speaks, foresight.answer(prices, number)),
            (standing, foresight.instructed(prices)),
            (silent & (terms.silence != LEAVE_OUT), waits),
        ]
        book = mixed(answers, rows)
        outcome = _answer(pricing, book, speaks[rows])
        ended = progress.ended(outcome, terms, number)
        yield Step(book, prices, outcome, rows, ended)
        if ended:
            return


def _for_the_silent(ground: Ground, terms: Terms, pricing: Rule, number: int) -> Book:
    """What stands for who is silent: what the rule expects, once it knows anything."""
    knows = number > 1 or pricing.name == ground.rule.name
    if terms.silence == IMPUTE and knows and isinstance(pricing, CalibratedRule):
        return pricing.suggest()
    return ground.book


def _begun(ground: Ground, terms: Terms, rows: Ints) -> Rule:
    """The rule as it would announce the next round."""
    rule, outcome = ground.rule, ground.outcome
    state = outcome.state if rule.name == terms.rule else None
    if terms.rule != CalibratedRule.name:
        return RULES[terms.rule](
            prices=outcome.prices,
            tolerance=terms.tolerance,
            floor=rule.floor,
            state=state,
        )
    return CalibratedRule(
        prices=outcome.prices,
        tolerance=terms.tolerance,
        floor=rule.floor,
        state=state,
        memory=rule.memory if isinstance(rule, CalibratedRule) else None,
        councils=some(ground.councils, rows),
    )


def _answer(pricing: Rule, book: Book, speaks: Bools) -> Outcome:
    if isinstance(pricing, CalibratedRule):
        return pricing.answer(book, speaks)
    return pricing.answer(book)
