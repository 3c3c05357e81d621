"""Counting a round: only reads, and what it reads is fixed by the cutoff."""

from dataclasses import dataclass

import numpy as np
from django.db.models import Q

from iteration.arrays import Catalogue, Sheet, read_sheet
from iteration.expected import imputes
from iteration.models import Round
from iteration.pricing import rule_of
from iteration.roster import Roster
from iteration.silence import answered
from iteration.standing import instructed
from planning.prices import CalibratedRule, Outcome, Rule
from proposals.models import Period, Proposal


@dataclass(frozen=True, eq=False)
class Count:
    """What a round counted, what its rule made of it, and who had answered how."""

    catalogue: Catalogue
    sheet: Sheet
    rule: Rule
    outcome: Outcome
    own: int
    standing: int
    imputed: int
    carried: int
    absent: int


def count(round: Round) -> Count:
    """Count a round from the rows, the same at any time after its cutoff."""
    catalogue = Catalogue.of(round.period)
    everyone, counted = proposals_counted(round)
    sheet = read_sheet(counted, catalogue)
    dealing = sheet.dealing()
    rule = rule_of(round, catalogue, dealing)
    own = answered(round)
    present = set(sheet.council.tolist())
    standing = (instructed(round) & present) - own
    silent = present - own - standing
    expected = len(silent) if imputes(round) else 0
    return Count(
        catalogue=catalogue,
        sheet=sheet,
        rule=rule,
        outcome=_answer(rule, dealing, own),
        own=len(own & present),
        standing=len(standing),
        imputed=expected,
        carried=len(silent) - expected,
        absent=everyone - len(present),
    )


def _answer(rule: Rule, sheet: Sheet, own: set[int]) -> Outcome:
    """Tell the rule the book; one that learns, also who answered by itself."""
    kinds = Roster.of(sheet.council).kind
    if isinstance(rule, CalibratedRule):
        answers = np.isin(sheet.council, np.array(list(own), dtype=np.int64))
        return rule.answer(sheet.book, answers, groups=kinds)
    return rule.answer(sheet.book, groups=kinds)


def proposals_counted(round: Round) -> tuple[int, object]:
    """How many councils have a proposal in force, and the proposals that count.

    By the period's rule for silence, a silent council without a standing instruction
    may be left out.
    """
    in_force = Proposal.objects.in_force(round.period, round.cutoff)
    left_out = (Period.Silence.ZERO, Period.Silence.EXCLUDE)
    if round.period.silence not in left_out or not round.answered_since:
        return in_force.count(), in_force
    return in_force.count(), in_force.filter(
        Q(submitted_at__gte=round.answered_since) | Q(council_id__in=instructed(round))
    )
