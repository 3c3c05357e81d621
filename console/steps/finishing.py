"""Steps from agreement to a published plan, and back from it."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from console.forms.steps import OfferForm
from console.steps import finish_previews as previews
from console.steps.case import Status
from console.steps.kinds import Kind
from iteration.models import Offer
from iteration.services import (
    approve_plan,
    settle_period,
    withdraw_approval,
    withdraw_offer,
    withdraw_plan,
)
from proposals.models import Period


def settle(case, *, actor, reason):
    settle_period(period=case.period, actor=actor, reason=reason)
    return _("%(period)s is settled.") % {"period": case.period}


def offer(case, *, actor, reason, days):
    offered = settle_period(
        period=case.period,
        finish="model",
        window=timedelta(days=days),
        actor=actor,
        reason=reason,
    )
    return _("%(offer)s is open for signatures.") % {"offer": offered}


def take_offer_back(case, *, actor, reason):
    withdraw_offer(offer=case.offer, actor=actor, reason=reason)
    return _("The offer for %(period)s is withdrawn.") % {"period": case.period}


def approve(case, *, actor, reason):
    plan, published = approve_plan(period=case.period, actor=actor, reason=reason)
    if published:
        return _("%(plan)s is published.") % {"plan": plan}
    missing = case.period.publishers - plan.approvals.in_force().count()
    return _("You have approved %(plan)s. It is published when %(n)d more have.") % {
        "plan": plan,
        "n": missing,
    }


def take_approval_back(case, *, actor, reason):
    withdraw_approval(period=case.period, actor=actor, reason=reason)
    return _("Your approval is taken back.")


def withdraw(case, *, actor, reason):
    withdraw_plan(period=case.period, actor=actor, reason=reason)
    return _("The plan of %(period)s is withdrawn.") % {"period": case.period}


def _can_be_settled(case):
    return case.period.status in (Status.AGREED, Status.STALLED) and case.offer is None


def _can_be_offered(case):
    return (
        case.period.status == Status.AGREED
        and case.period.rule == Period.Rule.CALIBRATED
        and case.offer is None
    )


def _offered(case):
    return case.offer is not None and case.offer.status in (
        Offer.Status.OPEN,
        Offer.Status.COUNTING,
    )


SETTLE = Kind(
    "settle",
    gettext_lazy("Settle"),
    gettext_lazy(
        "The proposals of an agreed year, or the best round of a stalled one, are "
        "made to balance exactly, by the smallest fair change."
    ),
    _can_be_settled,
    previews.settle,
    settle,
    finishes=True,
)
OFFER = Kind(
    "offer",
    gettext_lazy("Offer what the models expect"),
    gettext_lazy(
        "Councils can accept the quantities at which the price rule’s models balance; "
        "whoever objects or says nothing keeps at most its proposal."
    ),
    _can_be_offered,
    previews.offer,
    offer,
    finishes=True,
    form=OfferForm,
)
WITHDRAW_OFFER = Kind(
    "withdraw-offer",
    gettext_lazy("Withdraw the offer"),
    gettext_lazy("Nobody can sign it any longer, and the year can be settled."),
    _offered,
    previews.take_offer_back,
    take_offer_back,
    finishes=True,
)
APPROVE = Kind(
    "publish",
    gettext_lazy("Approve and publish the plan"),
    gettext_lazy(
        "When enough different people have approved it, everybody can read the plan, "
        "and every member with an address hears of it."
    ),
    lambda case: case.period.status == Status.SETTLED,
    previews.approve,
    approve,
    finishes=True,
)
WITHDRAW_APPROVAL = Kind(
    "withdraw-approval",
    gettext_lazy("Take back your approval"),
    gettext_lazy("The plan is not published until somebody else has approved it."),
    lambda case: case.period.status == Status.SETTLED and bool(case.approvals),
    previews.take_approval_back,
    take_approval_back,
    finishes=True,
)
WITHDRAW = Kind(
    "withdraw",
    gettext_lazy("Withdraw the plan"),
    gettext_lazy("The plan no longer holds. What was published stays readable."),
    lambda case: case.period.status in (Status.SETTLED, Status.PUBLISHED),
    previews.withdraw,
    withdraw,
    finishes=True,
)
STEPS = [SETTLE, OFFER, WITHDRAW_OFFER, APPROVE, WITHDRAW_APPROVAL, WITHDRAW]
