from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from councils.models import Person
from iteration import letters
from iteration.models import Round
from iteration.services.closing import LAST_MOMENT
from iteration.services.reasons import given
from iteration.services.schedule import no_longer
from iteration.services.transitions import check_alone
from ledger import clock
from ledger.services import record
from proposals import gate
from proposals.models import Period, Proposal
from proposals.services import Line, submit_many


@transaction.atomic
def reopen_round(
    *, round: Round, cutoff: datetime, reason: str, actor: Person | None = None
) -> int:
    """Let a round whose cutoff has passed go on, before its result is published.

    Return how many answers made for the silent were taken back. They stay readable; a
    revision after each says again what was in force before it, so that whatever is
    counted in the end is as if they had never been made. Whoever is counting just now
    cannot publish: the cutoff they counted to is not the round's any more.

    Raises ValidationError: ``reason`` without one, ``state`` if the round is published,
    paused or has time left, ``cutoff`` if the new one is not to come, ``together`` if
    other servers count the round, too.
    """
    reason, period = given(reason), round.period
    check_alone(period)
    # As for fixing: nobody submits while answers are taken back.
    gate.shut(period.pk)
    held = Round.objects.select_for_update(of=["self"], no_key=True)
    held = held.select_related("period").get(pk=round.pk)
    now = clock.now()
    counting = held.status == Round.Status.COUNTING
    if not counting and (held.status != Round.Status.OPEN or held.cutoff > now):
        raise no_longer(round) if held.status != round.status else _runs(held)
    if cutoff <= max(held.cutoff, now):
        raise ValidationError(
            _("A round is reopened until a moment that is still to come."),
            code="cutoff",
        )
    restored = _take_back(held) if counting else 0
    Round.objects.filter(pk=held.pk).update(
        status=Round.Status.OPEN,
        cutoff=cutoff,
        reopened=held.reopened + int(counting),
    )
    record(
        kind="round.reopened",
        subject=f"{held.period.code}/{held.number}",
        actor=actor,
        reason=reason,
        data={
            "from": held.cutoff.isoformat(),
            "to": cutoff.isoformat(),
            "taken_back": restored,
        },
    )
    round.refresh_from_db()
    letters.round_rescheduled(round, at=now, reason=reason)
    return restored


def _take_back(round: Round) -> int:
    """Put back what was in force before the silent were answered for."""
    period, moment = round.period, round.cutoff - LAST_MOMENT
    mine = Proposal.objects.filter(period=period, council=OuterRef("council"))
    made = Proposal.objects.filter(
        ~Exists(mine.filter(submitted_at__gte=round.cutoff)),  # It has spoken since.
        period=period,
        origin__in=[Proposal.Origin.STANDING, Proposal.Origin.IMPUTED],
        submitted_at=moment,
    )
    before = Proposal.objects.in_force(period, moment).filter(
        council__in=made.values("council")
    )
    lines = [Line(*row) for row in before.values_list("council", "goods", "quantities")]
    count = submit_many(
        period=period, lines=lines, origin=Proposal.Origin.RESTORED, at=moment
    )
    last = Round.objects.filter(period=period, number=round.number - 1).first()
    Period.objects.filter(pk=period.pk).update(fixed_until=last and last.cutoff)
    return count


def _runs(round: Round) -> ValidationError:
    return ValidationError(
        _("%(round)s is still open: it can be extended."),
        code="state",
        params={"round": round},
    )
