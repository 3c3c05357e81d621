"""What the calibrated rule believes of one council, for the council to correct."""

from dataclasses import dataclass, replace

import numpy as np

from councils.models import Council
from iteration.arrays import Sheet, read_sheet
from iteration.catalogue import Catalogue, read_prices
from iteration.expected import suggested
from iteration.insight import appraise
from iteration.memory import recall_of
from iteration.models import Round
from iteration.pricing import before, councils_of
from planning.believed import reactions
from planning.councils import Income
from planning.prices import CalibratedRule
from proposals.models import Good, Proposal


@dataclass(frozen=True)
class Belief:
    """How a council is expected to answer prices, and from how many of its answers.

    ``less``: the part by which it takes less of what becomes 10 % dearer than the rest;
    ``more``: the part by which it offers more when that brings 10 % more, None if it
    offers nothing or the rule goes by a capacity.
    """

    answers: int
    less: float | None
    more: float | None
    lines: tuple["Reaction", ...]


@dataclass(frozen=True)
class Reaction:
    """One line of the last answer, and the part by which it is expected to change.

    If the price of this good alone rose by 10 %; ``units``: smallest units, negative
    if offered.
    """

    good: Good
    units: int
    change: float


def belief(council: Council, round: Round) -> Belief | None:
    """What the rule believed when it announced ``round``; None if it keeps nothing."""
    kept = _kept(council, round)
    if kept is None:
        return None
    catalogue = Catalogue.of(round.period)
    requests = bool((kept["units"] > 0).sum() > 1)
    offers = bool((kept["units"] < 0).any())
    supply = float(kept["supply"][0])
    return Belief(
        answers=int(kept["answers"][0]),
        less=1 - 1.1 ** -float(kept["substitution"][0]) if requests else None,
        more=1.1**supply - 1 if offers and np.isfinite(supply) else None,
        lines=_reactions(council, round, kept, catalogue),
    )


def suggestion(council: Council, round: Round) -> dict[Good, int] | None:
    """What the council is expected to propose at the round's prices, by good.

    Smallest units, negative if offered. None where nothing is expected: another rule, a
    first round, a council that has not proposed yet or has withdrawn.
    """
    kept = _kept(council, round)
    if kept is None:
        return None
    catalogue = Catalogue.fixed(round.period)
    sheet = _sheet(council, round, catalogue)
    if not len(sheet.council):
        return None
    told = councils_of(round, catalogue, sheet)
    told = replace(told, income=Income.known(_budget(council, round, sheet, catalogue)))
    book = suggested(round, catalogue, kept, told)
    return {
        catalogue.goods[good]: units
        for good, units in zip(book.good.tolist(), book.quantity.tolist(), strict=True)
    }


def _reactions(
    council: Council, round: Round, kept: dict, catalogue: Catalogue
) -> tuple[Reaction, ...]:
    sheet = _sheet(council, round, catalogue)
    if not len(sheet.council):
        return ()
    found = reactions(
        kept,
        round.state,
        councils_of(round, catalogue, sheet),
        read_prices(round, catalogue),
    )
    columns = zip(found.good.tolist(), kept["units"], found.change, strict=True)
    lines = [
        Reaction(catalogue.goods[good], int(np.rint(units)), float(change))
        for good, units, change in columns
    ]
    return tuple(sorted(lines, key=lambda line: line.change))


def _kept(council: Council, round: Round) -> dict | None:
    learns = round.rule == CalibratedRule.name and round.state
    earlier = before(round) if learns else None
    return recall_of(earlier, [council.pk]) if earlier else None


def _sheet(council: Council, round: Round, catalogue: Catalogue) -> Sheet:
    told = Proposal.objects.not_imputed().filter(council=council)
    return read_sheet(told.in_force(round.period, round.cutoff), catalogue).dealing()


def _budget(
    council: Council, round: Round, sheet: Sheet, catalogue: Catalogue
) -> np.ndarray:
    """What it may spend at the round's prices; nothing that binds it: 0, not used."""
    lines = zip(sheet.book.good.tolist(), sheet.book.quantity.tolist(), strict=True)
    proposed = {catalogue.goods[good]: units for good, units in lines}
    budget = appraise(council=council, round=round, quantities=proposed).budget
    return np.array([float(budget or 0)])
