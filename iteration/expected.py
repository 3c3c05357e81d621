"""What the calibrated rule expects a council to answer: to suggest, or to impute."""

from fractions import Fraction
from typing import Any

import numpy as np

from iteration.arrays import Sheet
from iteration.catalogue import Catalogue, read_prices
from iteration.memory import recall
from iteration.models import Round
from iteration.pricing import before, councils_of
from planning.book import Book
from planning.memory import only
from planning.prices import CalibratedRule
from proposals.models import Period


def imputes(round: Round) -> bool:
    """Whether the silent are answered for as expected; in a first round nothing is."""
    return (
        round.period.silence == Period.Silence.IMPUTE
        and round.rule == CalibratedRule.name
        and round.remembers
    )


def expect(round: Round, catalogue: Catalogue, sheet: Sheet) -> tuple[np.ndarray, Book]:
    """The councils of a sheet the rule knows, and the book it expects of them.

    At the prices of the round, from all it knew when it announced them.
    """
    memory = recall(before(round))
    if memory is None:
        return np.zeros(0, dtype=np.int64), sheet.only([]).book
    known = sheet.only(memory["key"])
    return known.council, suggested(
        round,
        catalogue,
        only(memory, known.council),
        councils_of(round, catalogue, known),
    )


def suggested(
    round: Round, catalogue: Catalogue, memory: dict[str, Any], councils: Any
) -> Book:
    """What the councils of a memory are expected to answer to the round's prices."""
    return CalibratedRule(
        prices=read_prices(round, catalogue),
        tolerance=Fraction(round.tolerance),
        floor=catalogue.floor,
        state=round.state,
        memory=memory,
        councils=councils,
    ).suggest()
