from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from councils.models import Person
from iteration import letters
from iteration.models import Round
from iteration.services.reasons import given
from iteration.services.schedule import no_longer
from ledger import clock
from ledger.services import record


@transaction.atomic
def pause_round(*, round: Round, reason: str, actor: Person | None = None) -> None:
    """Stop the clock of an open round; the time that is left is kept.

    Councils may go on revising. Raises ValidationError: ``reason`` without one,
    ``state`` if the round is not open or its cutoff is no longer the one ``round``
    has, ``cutoff`` once that has passed.
    """
    reason, now = given(reason), clock.now()
    if round.cutoff <= now:
        raise ValidationError(
            _("The cutoff has passed: reopen the round, or let it be counted."),
            code="cutoff",
        )
    paused = Round.objects.filter(
        pk=round.pk, status=Round.Status.OPEN, cutoff=round.cutoff
    ).update(status=Round.Status.PAUSED, paused_at=now, time_left=F("cutoff") - now)
    if not paused:
        raise no_longer(round)
    round.refresh_from_db()
    record(
        kind="round.paused",
        subject=f"{round.period.code}/{round.number}",
        actor=actor,
        reason=reason,
        data={
            "cutoff": round.cutoff.isoformat(),
            "seconds_left": int(round.time_left.total_seconds()),
        },
    )
    letters.round_rescheduled(round, at=now, reason=reason)


@transaction.atomic
def resume_round(*, round: Round, reason: str, actor: Person | None = None) -> None:
    """Let the clock of a paused round run again: it ends after the time that was left.

    Raises ValidationError: ``reason`` without one, ``state`` if it is not paused.
    """
    reason, now = given(reason), clock.now()
    resumed = Round.objects.filter(pk=round.pk, status=Round.Status.PAUSED).update(
        status=Round.Status.OPEN,
        cutoff=now + F("time_left"),
        paused_at=None,
        time_left=None,
    )
    if not resumed:
        raise no_longer(round)
    before = round.cutoff
    round.refresh_from_db()
    record(
        kind="round.resumed",
        subject=f"{round.period.code}/{round.number}",
        actor=actor,
        reason=reason,
        data={"from": before.isoformat(), "to": round.cutoff.isoformat()},
    )
    letters.round_rescheduled(round, at=now, reason=reason)
