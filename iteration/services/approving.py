from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from councils.models import Person
from iteration.models import Approval, Plan
from iteration.services.publishing import publish_plan
from iteration.services.reasons import given
from iteration.services.transitions import not_possible
from ledger import clock
from ledger.services import record
from proposals.models import Period


@transaction.atomic
def approve_plan(*, period: Period, actor: Person, reason: str) -> tuple[Plan, bool]:
    """Approve the settled plan; the last person it takes publishes it with that.

    Return the plan and whether it is published. Raises ValidationError: ``reason``
    without one, ``state`` unless the period is settled, ``approved`` if this person has
    approved already: it takes as many different people as the period says.
    """
    reason, plan = given(reason), _settled(period)
    if plan.approvals.in_force().filter(person=actor).exists():
        raise ValidationError(
            _("You have approved this plan. Now somebody else has to."),
            code="approved",
        )
    Approval.objects.create(plan=plan, person=actor)
    approved = plan.approvals.in_force().count()
    record(
        kind="plan.approved",
        subject=period.code,
        actor=actor,
        reason=reason,
        data={"plan": plan.pk, "approvals": approved, "needed": period.publishers},
    )
    if approved < period.publishers:
        return plan, False
    return publish_plan(period=period, actor=actor, reason=reason), True


@transaction.atomic
def withdraw_approval(*, period: Period, actor: Person, reason: str) -> None:
    """Take one's approval back, as long as the plan is not published.

    Raises ValidationError: ``reason`` without one, ``state`` unless the period is
    settled, ``approved`` if there is none of this person's.
    """
    reason, plan = given(reason), _settled(period)
    mine = plan.approvals.in_force().filter(person=actor)
    if not mine.update(withdrawn_at=clock.now()):
        raise ValidationError(
            _("There is no approval of yours to take back."), code="approved"
        )
    record(
        kind="plan.approval_withdrawn",
        subject=period.code,
        actor=actor,
        reason=reason,
        data={
            "plan": plan.pk,
            "approvals": plan.approvals.in_force().count(),
            "needed": period.publishers,
        },
    )


def _settled(period: Period) -> Plan:
    """The plan that waits for approvals, held: one approval of it at a time."""
    plans = Plan.objects.filter(period=period, status=Plan.Status.SETTLED)
    plan = plans.select_for_update(no_key=True).first()
    if plan is None:
        raise not_possible(period)
    return plan
