from datetime import date

from django.db import transaction

from councils.models import Person
from iteration import letters
from iteration.models import Plan
from iteration.publication import publish_plan_document
from iteration.services.reasons import given
from iteration.services.transitions import Status, move, not_possible
from ledger import clock, faults
from ledger.services import record
from proposals.models import Period


@transaction.atomic
def publish_plan(
    *, period: Period, actor: Person | None = None, reason: str = ""
) -> Plan:
    """Publish the settled plan: the document, its digest, and word to every member.

    Raises ValidationError ``state`` unless the period is settled.
    """
    if not move(period, Status.PUBLISHED):
        raise not_possible(period)
    plan = period.plans.in_force().select_related("round", "period").get()
    plan.status, plan.published_at = Plan.Status.PUBLISHED, clock.now()
    plan.save(update_fields=["status", "published_at"])
    faults.hit("plan.claimed")
    publication = publish_plan_document(plan)
    record(
        kind="plan.published",
        subject=period.code,
        actor=actor,
        reason=reason,
        data={"digest": publication.digest, "round": plan.round.number},
    )
    letters.plan_published(plan)
    faults.hit("plan.before_publishing")
    return plan


@transaction.atomic
def withdraw_plan(*, period: Period, reason: str, actor: Person | None = None) -> None:
    """Take a plan back by a new, recorded decision; the period is as before it.

    Agreed again, or stalled where the plan was settled from a stall. From here on
    people take its steps, for by itself it would come to the same plan at once. What
    was published stays readable, and whoever has a part in it is told. Raises
    ValidationError: ``reason`` without one, ``state`` unless the period is settled or
    published.
    """
    reason = given(reason)
    plan = period.plans.in_force().select_related("round").first()
    back = Status.AGREED if plan is None or plan.round.agreed else Status.STALLED
    allowed = [Status.SETTLED, Status.PUBLISHED]
    if not move(period, back, come_from=allowed, automatic=False):
        raise not_possible(period)
    period.plans.in_force().update(status=Plan.Status.WITHDRAWN)
    record(kind="plan.withdrawn", subject=period.code, actor=actor, reason=reason)
    if plan is not None and plan.published_at:
        letters.plan_withdrawn(plan, at=clock.now(), reason=reason)


@transaction.atomic
def advance_calendar(*, today: date) -> None:
    """Put published plans into force on their first day, close them after the last."""
    years = Period.objects.real()
    for period in years.filter(status=Status.PUBLISHED, starts__lte=today):
        if move(period, Status.IN_FORCE):
            record(kind="plan.in_force", subject=period.code)
    for period in years.filter(status=Status.IN_FORCE, ends__lt=today):
        if move(period, Status.CLOSED):
            record(kind="period.closed", subject=period.code)
