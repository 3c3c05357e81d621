from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from councils.models import Person
from iteration import letters
from iteration.models import Round
from iteration.services.reasons import given
from ledger import clock
from ledger.services import record


@transaction.atomic
def extend_round(
    *, round: Round, cutoff: datetime, actor: Person | None = None, reason: str = ""
) -> None:
    """Move the cutoff of an open round to a later moment, and tell everybody.

    Raises ValidationError: ``reason`` if a person gives none, ``state`` if the round is
    no longer open or its cutoff no longer the one ``round`` has, ``cutoff`` if the new
    one is not later than the old one and than now.
    """
    now = clock.now()
    if cutoff <= max(round.cutoff, now):
        raise ValidationError(
            _("A round can only be extended to a later moment."), code="cutoff"
        )
    _reschedule(round, cutoff, "round.extended", actor, reason)
    letters.round_rescheduled(round, at=now, reason=reason)


@transaction.atomic
def close_now(*, round: Round, actor: Person | None = None, reason: str = "") -> None:
    """Let the cutoff of an open round be now; whoever calls this also starts the count.

    Raises ValidationError: ``reason`` if a person gives none, ``state`` if the round is
    no longer open or its cutoff no longer the one ``round`` has.
    """
    _reschedule(round, clock.now(), "round.closed_early", actor, reason)


def _reschedule(
    round: Round, cutoff: datetime, kind: str, actor: Person | None, reason: str
) -> None:
    if actor is not None:
        reason = given(reason)
    # Whoever decided this saw that cutoff: if it has been moved since, they did not.
    moved = Round.objects.filter(
        pk=round.pk, status=Round.Status.OPEN, cutoff=round.cutoff
    ).update(cutoff=cutoff)
    if not moved:
        raise no_longer(round)
    record(
        kind=kind,
        subject=f"{round.period.code}/{round.number}",
        actor=actor,
        reason=reason,
        data={"from": round.cutoff.isoformat(), "to": cutoff.isoformat()},
    )
    round.cutoff = cutoff


def no_longer(round: Round) -> ValidationError:
    """The error for a step that a round's state, or its cutoff, no longer allows."""
    stands = Round.objects.select_related("period").get(pk=round.pk)
    if stands.status == round.status == Round.Status.OPEN:
        text = _("The cutoff of %(round)s has been moved meanwhile.")
    elif round.status == Round.Status.OPEN:
        text = _("%(round)s is no longer open.")
    else:
        text = _("Not possible while %(round)s is “%(status)s”.")
    params = {"round": stands, "status": stands.get_status_display()}
    return ValidationError(text, code="state", params=params)
