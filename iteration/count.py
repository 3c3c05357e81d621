"""Counting a round: only reads, and what it reads is fixed by the cutoff."""

from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Q

from iteration.arrays import Catalogue, Sheet, read_prices, read_sheet
from iteration.models import Round
from iteration.standing import instructed
from planning.prices import RULES, Outcome
from proposals.models import Period, Proposal


@dataclass(frozen=True, eq=False)
class Count:
    """What a round counted, what its rule made of it, and who had answered how."""

    catalogue: Catalogue
    sheet: Sheet
    outcome: Outcome
    own: int
    standing: int
    carried: int
    absent: int


def count(round: Round) -> Count:
    """Count a round from the rows, the same at any time after its cutoff."""
    catalogue = Catalogue.of(round.period)
    everyone, counted = _counted(round)
    sheet = read_sheet(counted, catalogue)
    rule = RULES[round.rule](
        prices=read_prices(round, catalogue),
        tolerance=Fraction(round.tolerance),
        floor=catalogue.floor,
        state=round.state or None,
    )
    answered = set(
        Proposal.objects.answers(
            round.period, since=round.answered_since, until=round.cutoff
        ).values_list("council_id", flat=True)
    )
    present = set(sheet.council.tolist())
    standing = (instructed(round) & present) - answered
    return Count(
        catalogue=catalogue,
        sheet=sheet,
        outcome=rule.answer(sheet.book),
        own=len(answered & present),
        standing=len(standing),
        carried=len(present - answered - standing),
        absent=everyone - len(present),
    )


def _counted(round: Round) -> tuple[int, object]:
    """How many councils have a proposal in force, and the proposals that count.

    By the period's rule for silence, a silent council without a standing instruction
    may be left out.
    """
    in_force = Proposal.objects.in_force(round.period, round.cutoff)
    if round.period.silence == Period.Silence.CARRY or not round.answered_since:
        return in_force.count(), in_force
    return in_force.count(), in_force.filter(
        Q(submitted_at__gte=round.answered_since) | Q(council_id__in=instructed(round))
    )
