from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from councils.models import Ballot, Council, DecisionRule, Person
from councils.models.decision import ANSWERS
from councils.services import open_ballot, propose_rule
from councils.services.decisions import check_may_open, terms_of
from ledger import clock
from proposals import letters
from proposals.models import Motion, Period
from proposals.services.submission import goods_of

# Less time than this is no time to look at an amendment and vote.
LEAST = timedelta(minutes=2)


@transaction.atomic
def move(
    *,
    council: Council,
    period: Period,
    quantities: Mapping[str, int],
    moved_by: Person,
    closes_at: datetime,
    cutoff: datetime,
    note: str = "",
    notes: Mapping[str, str] | None = None,
) -> Motion:
    """Put figures to the vote as the council's proposal, by the council's own rule.

    ``quantities`` maps the code of a good to its smallest units, negative if offered;
    empty withdraws the council. ``cutoff`` is that of the round they answer.

    Raises ValidationError: ``no_seat``, ``no_ballots`` where delegates decide,
    ``too_long``, ``closed`` if the period takes no proposals, ``after_cutoff`` if the
    ballot would end too late to be counted, ``open`` while another motion is voted on,
    ``unknown_good`` and ``too_large`` naming the goods.
    """
    _lock(council)
    period = Period.objects.get(pk=period.pk)
    check_may_open(DecisionRule.objects.of(council), council, moved_by, closes_at)
    if not period.takes_proposals:
        raise ValidationError(_("The year takes no proposals now."), code="closed")
    if closes_at >= cutoff:
        raise ValidationError(
            _("The ballot must end before the round's cutoff, or it is not counted."),
            code="after_cutoff",
        )
    if main_motion(council, period):
        raise ValidationError(
            _("Your council is voting on a proposal already."), code="open"
        )
    goods = goods_of(period, quantities)
    lines = {goods[code].pk: units for code, units in quantities.items() if units}
    motion = Motion(
        council=council,
        period=period,
        moved_by=moved_by,
        cutoff=cutoff,
        note=note,
        notes=dict(notes or {}),
    )
    return put(motion, lines, closes_at, terms_of(DecisionRule.objects.of(council)))


@transaction.atomic
def amend(
    *, motion: Motion, changes: Mapping[str, int], moved_by: Person, note: str = ""
) -> Motion:
    """Move other figures for some goods of an open motion; 0 takes a good out.

    The vote on them ends halfway to the end of the vote on the whole, or as soon as
    everybody has voted where the rule says so. If it is carried the figures change, and
    the vote on the whole begins anew.

    Raises ValidationError: ``no_seat``, ``closed`` if the motion is decided,
    ``too_late`` if hardly any time is left, ``no_change``, ``unknown_good`` and
    ``too_large`` naming the goods.
    """
    _lock(motion.council)
    motion = Motion.objects.select_related("ballot", "period", "council").get(
        pk=motion.pk
    )
    if not Council.objects.of(moved_by).filter(pk=motion.council_id).exists():
        raise ValidationError(_("Only members of the council vote."), code="no_seat")
    now = clock.now()
    if motion.amends_id or motion.decided_at or not motion.ballot.is_open(now):
        raise ValidationError(_("The vote on this motion is over."), code="closed")
    closes_at = now + (motion.ballot.closes_at - now) / 2
    if closes_at - now < LEAST:
        raise ValidationError(
            _("The vote ends too soon for an amendment to be voted on before."),
            code="too_late",
        )
    goods = goods_of(motion.period, changes)
    before = motion.lines
    lines = {
        goods[code].pk: units
        for code, units in changes.items()
        if units != before.get(goods[code].pk, 0)
    }
    if not lines:
        raise ValidationError(
            _("Change at least one figure: these are those of the motion."),
            code="no_change",
        )
    amendment = Motion(
        council=motion.council,
        period=motion.period,
        moved_by=moved_by,
        cutoff=motion.cutoff,
        note=note,
        amends=motion,
    )
    return put(amendment, lines, closes_at, terms_of(motion.ballot))


@transaction.atomic
def move_rule(
    *, council: Council, moved_by: Person, closes_at: datetime, **rule: Any
) -> DecisionRule:
    """Put another rule of deciding to the vote, and tell the members."""
    proposed = propose_rule(
        council=council, proposed_by=moved_by, closes_at=closes_at, **rule
    )
    letters.ballot_opened(proposed.ballot)
    return proposed


def main_motion(council: Council, period: Period) -> Motion | None:
    """The proposal a council votes on now, or None."""
    motions = Motion.objects.main().undecided().select_related("ballot")
    found: Motion | None = motions.filter(council=council, period=period).first()
    return found


def put(
    motion: Motion,
    lines: Mapping[int, int],
    closes_at: datetime,
    terms: Mapping[str, Any],
) -> Motion:
    """Open the ballot on a motion, and keep both; the caller holds the council."""
    motion.goods = sorted(lines)
    motion.quantities = [lines[good] for good in motion.goods]
    motion.ballot = open_ballot(
        council=motion.council,
        question=str(motion),
        options=ANSWERS,
        closes_at=closes_at,
        actor=motion.moved_by,
        **terms,
    )
    motion.save()
    motion.refresh_from_db()
    letters.ballot_opened(motion.ballot)
    return motion


def due_ballots() -> list[int]:
    """Ballots whose time is over and that are not closed, by key, in order."""
    return list(Ballot.objects.due(clock.now()).values_list("pk", flat=True))


def _lock(council: Council) -> None:
    # One motion of a council at a time; other councils do not wait.
    Council.objects.select_for_update(no_key=True).get(pk=council.pk)
