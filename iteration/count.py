"""Counting a round: only reads, and what it reads is fixed by the cutoff."""

from dataclasses import dataclass

import numpy as np
from django.db.models import Q, QuerySet

from iteration.arrays import Sheet, among, read_sheet
from iteration.catalogue import Catalogue
from iteration.expected import imputes
from iteration.models import Round
from iteration.pricing import rule_of
from iteration.silence import answered
from iteration.standing import instructed
from planning.elsewhere import Elsewhere
from planning.prices import CalibratedRule, Outcome, Rule
from proposals.models import Period, Proposal


@dataclass(frozen=True)
class Part:
    """What another server counted for a round, as the round's document names it.

    ``digest`` is that of its own document, ``root`` and ``receipts`` are those of its
    councils' receipts; ``late``: it is that of an earlier round.
    """

    server: str
    digest: str
    own: int
    standing: int
    imputed: int
    carried: int
    absent: int
    receipts: int
    root: str
    late: bool = False


@dataclass(frozen=True, eq=False)
class Count:
    """What a round counted, what its rule made of it, and who had answered how.

    ``parts``: of other servers, which the figures include.
    """

    catalogue: Catalogue
    sheet: Sheet
    rule: Rule
    outcome: Outcome
    own: int
    standing: int
    imputed: int
    carried: int
    absent: int
    parts: tuple[Part, ...] = ()


def count(
    round: Round, elsewhere: Elsewhere | None = None, parts: tuple[Part, ...] = ()
) -> Count:
    """Count a round from the rows, the same at any time after its cutoff.

    ``elsewhere`` are the councils of other servers, ``parts`` what these said of them.
    """
    catalogue = Catalogue.of(round.period)
    in_force, counted = proposals_counted(round)
    sheet = read_sheet(counted, catalogue, leaves=True)
    dealing = sheet.dealing()
    rule = rule_of(round, catalogue, dealing)
    own = answered(round)
    present = sheet.council
    by_itself = np.isin(present, own)
    standing = np.isin(present, instructed(round)) & ~by_itself
    silent = int((~by_itself & ~standing).sum())
    expected = silent if imputes(round) else 0
    absent = 0 if in_force is counted else in_force.count() - len(present)
    return Count(
        catalogue=catalogue,
        sheet=sheet,
        rule=rule,
        outcome=_answer(rule, dealing, own, elsewhere),
        own=int(by_itself.sum()) + sum(part.own for part in parts),
        standing=int(standing.sum()) + sum(part.standing for part in parts),
        imputed=expected + sum(part.imputed for part in parts),
        carried=silent - expected + sum(part.carried for part in parts),
        absent=absent + sum(part.absent for part in parts),
        parts=parts,
    )


def _answer(
    rule: Rule, sheet: Sheet, own: np.ndarray, elsewhere: Elsewhere | None
) -> Outcome:
    """Tell the rule the book; one that learns, also who answered by itself."""
    # Who pulled a price is known of all together, or not at all.
    groups = sheet.roster.kind if elsewhere is None else None
    if isinstance(rule, CalibratedRule):
        answered = np.isin(sheet.council, own)
        return rule.answer(sheet.book, answered, groups=groups, elsewhere=elsewhere)
    return rule.answer(sheet.book, groups=groups, elsewhere=elsewhere)


def proposals_counted(round: Round) -> tuple[QuerySet, QuerySet]:
    """The proposals in force, at most one a council, and those of them that count.

    By the period's rule for silence, a silent council without a standing instruction
    may be left out. The two are one object where all count.
    """
    in_force = Proposal.objects.in_force(round.period, round.cutoff)
    left_out = (Period.Silence.ZERO, Period.Silence.EXCLUDE)
    if round.period.silence not in left_out or not round.answered_since:
        return in_force, in_force
    told = among(instructed(round))
    # What was answered for somebody before the round was reopened is not theirs.
    own = Q(submitted_at__gte=round.answered_since, origin__in=Proposal.OWN)
    return in_force, in_force.filter(own | Q(council_id__in=told))
