"""Years for practice: run step by step by the real services, and taken away."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from councils.models import Council, Person
from iteration.models import Round
from iteration.practice.answering import answers
from iteration.services.closing import close_round
from iteration.services.publishing import publish_plan
from iteration.services.removing import remove
from iteration.services.schedule import close_now
from iteration.services.settling import settle_period
from iteration.services.transitions import Status
from ledger.services import record
from proposals.models import Good, Period, Proposal, StandingInstruction
from proposals.services import submit_many


def practising() -> list[int]:
    """The keys of practice years that go on by themselves.

    An automatic one goes by the clock, like a real year, and waits for its cutoffs.
    """
    running = Period.objects.filter(
        practice=True,
        automatic=False,
        status__in=[Status.OPEN, Status.AGREED, Status.SETTLED],
    )
    return list(running.values_list("pk", flat=True))


def practise(period_id: int) -> bool:
    """Take the next step of a practice year; say whether there is another one.

    Delivered twice it takes two steps, one after the other, and no step twice.
    """
    with transaction.atomic():
        years = Period.objects.select_for_update(no_key=True).filter(practice=True)
        period = years.filter(pk=period_id, automatic=False).first()
        if period is None:
            return False
        if period.status == Status.OPEN:
            _close(period)
        elif period.status == Status.AGREED:
            settle_period(period=period)
        elif period.status == Status.SETTLED:
            publish_plan(period=period)
    period.refresh_from_db()
    return period.pk in practising()


@transaction.atomic
def forget_practice(
    *, period: Period, actor: Person | None = None, reason: str = ""
) -> None:
    """Delete a practice year with everything in it; that it was there stays on record.

    Raises ValidationError ``real`` for any other year.
    """
    held = Period.objects.select_for_update().filter(pk=period.pk, practice=True)
    if not held.exists():
        raise ValidationError(_("Only years for practice are deleted."), code="real")
    record(
        kind="practice.deleted",
        subject=period.code,
        actor=actor,
        reason=reason,
        data={"rounds": period.rounds.count()},
    )
    remove(Period.objects.filter(pk=period.pk))
    if period.rehearses_id is None:
        _forget_village()


def _close(period: Period) -> None:
    current = Round.objects.current(period)
    current.period = period
    if current.status == Round.Status.OPEN:
        if current.number > 1:
            origin = Proposal.Origin.FILE
            submit_many(period=period, lines=answers(current), origin=origin)
        close_now(round=current)
    close_round(current.pk)


def _forget_village() -> None:
    councils = Council.objects.filter(practice=True)
    StandingInstruction.objects.filter(council__in=councils).delete()
    councils.update(parent=None)
    remove(councils)
    Good.objects.filter(practice=True).delete()
