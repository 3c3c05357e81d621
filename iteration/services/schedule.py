from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from councils.models import Person
from iteration.models import Round
from ledger import clock
from ledger.services import record


@transaction.atomic
def extend_round(
    *, round: Round, cutoff: datetime, actor: Person | None = None, reason: str = ""
) -> None:
    """Move the cutoff of an open round to a later moment.

    Raises ValidationError: ``state`` if it is no longer open, ``cutoff`` if the new one
    is not later than the old one and than now.
    """
    if cutoff <= max(round.cutoff, clock.now()):
        raise ValidationError(
            _("A round can only be extended to a later moment."), code="cutoff"
        )
    _reschedule(round, cutoff, "round.extended", actor, reason)


@transaction.atomic
def close_now(*, round: Round, actor: Person | None = None, reason: str = "") -> None:
    """Let the cutoff of an open round be now; whoever calls this also starts the count.

    Raises ValidationError ``state`` if the round is no longer open.
    """
    _reschedule(round, clock.now(), "round.closed_early", actor, reason)


def _reschedule(
    round: Round, cutoff: datetime, kind: str, actor: Person | None, reason: str
) -> None:
    moved = Round.objects.filter(pk=round.pk, status=Round.Status.OPEN).update(
        cutoff=cutoff
    )
    if not moved:
        raise ValidationError(
            _("%(round)s is no longer open."), code="state", params={"round": round}
        )
    record(
        kind=kind,
        subject=f"{round.period.code}/{round.number}",
        actor=actor,
        reason=reason,
        data={"from": round.cutoff.isoformat(), "to": cutoff.isoformat()},
    )
    round.cutoff = cutoff
