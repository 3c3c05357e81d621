"""The steps of a year, each the service that the clock would call."""

from datetime import timedelta
from decimal import Decimal

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iteration.admin.steps import ReasonForm, Step, StepsAdmin
from iteration.models import Round
from iteration.services import (
    WINDOW,
    open_period,
    publish_plan,
    resume_period,
    settle_period,
    withdraw_plan,
)
from ledger.admin import ReadOnly
from proposals import admin as proposals
from proposals.models import Period

Status = Period.Status
LONGEST = timedelta(days=366)


class MomentField(forms.DateTimeField):
    """A day and a time to come, in the server's time zone, not farther than a year."""

    # The browser's own, which needs no script and carries its label.
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"})

    def clean(self, value):
        moment = super().clean(value)
        if moment and moment > timezone.now() + LONGEST:
            raise forms.ValidationError(_("This is more than a year away."), "far")
        return moment


class OpenForm(forms.Form):
    first_cutoff = MomentField(
        label=_("first cutoff"),
        required=False,
        help_text=_("Left empty, the first round takes as long as the others."),
    )


class ResumeForm(ReasonForm):
    rounds = forms.IntegerField(
        label=_("further rounds"), min_value=1, max_value=100, initial=10
    )
    tolerance = forms.DecimalField(
        label=_("new tolerance"),
        required=False,
        max_digits=6,
        decimal_places=5,
        min_value=Decimal("0.0001"),
        max_value=1,
        help_text=_("Left empty, it stays. 0.03 is 3 percent."),
    )
    field_order = ["rounds", "tolerance", "reason"]


class OfferForm(ReasonForm):
    days = forms.IntegerField(
        label=_("days to sign"), min_value=1, max_value=366, initial=WINDOW.days
    )
    field_order = ["days", "reason"]


def open_year(period, *, actor, first_cutoff):
    first = open_period(period=period, first_cutoff=first_cutoff, actor=actor)
    return _("%(round)s is open.") % {"round": first}


def settle(period, *, actor, reason):
    settle_period(period=period, actor=actor, reason=reason)
    return _("%(period)s is settled.") % {"period": period}


def offer(period, *, actor, days, reason):
    offered = settle_period(
        period=period,
        finish="model",
        window=timedelta(days=days),
        actor=actor,
        reason=reason,
    )
    return _("%(offer)s is open for signatures.") % {"offer": offered}


def publish(period, *, actor):
    plan = publish_plan(period=period, actor=actor)
    return _("%(plan)s is published.") % {"plan": plan}


def withdraw(period, *, actor, reason):
    withdraw_plan(period=period, actor=actor, reason=reason)
    return _("The plan of %(period)s is withdrawn.") % {"period": period}


def resume(period, *, actor, rounds, tolerance, reason):
    following = resume_period(
        period=period, rounds=rounds, tolerance=tolerance, actor=actor, reason=reason
    )
    return _("%(round)s is open.") % {"round": following}


def has_models(period):
    return period.rule == Period.Rule.CALIBRATED


def while_in(*statuses):
    return lambda period: period.status in statuses


STEPS = [
    Step(
        "open",
        _("Open the year"),
        _("The catalogue, first prices and entitlements are fixed; councils propose."),
        open_year,
        while_in(Status.DRAFT),
        OpenForm,
    ),
    Step(
        "settle",
        _("Settle"),
        _(
            "The proposals of an agreed year, or the best round of a stalled one, are "
            "made to balance exactly, by the smallest fair change."
        ),
        settle,
        while_in(Status.AGREED, Status.STALLED),
        ReasonForm,
    ),
    Step(
        "offer",
        _("Offer what the models expect"),
        _(
            "Councils can accept the quantities at which the price rule’s models "
            "balance; whoever objects or says nothing keeps at most its proposal."
        ),
        offer,
        lambda period: period.status == Status.AGREED and has_models(period),
        OfferForm,
    ),
    Step(
        "publish",
        _("Publish the plan"),
        _("Everybody can read the plan, and every member with an address hears of it."),
        publish,
        while_in(Status.SETTLED),
    ),
    Step(
        "withdraw",
        _("Withdraw the plan"),
        _("The plan no longer holds. What was published stays readable."),
        withdraw,
        while_in(Status.SETTLED, Status.PUBLISHED),
        ReasonForm,
    ),
    Step(
        "resume",
        _("Go on with more rounds"),
        _("Another round opens, at the prices the last one led to."),
        resume,
        while_in(Status.STALLED),
        ResumeForm,
    ),
]


class RoundInline(ReadOnly, admin.TabularInline):
    model = Round
    fields = ["number", "status", "opened_at", "cutoff", "agreed", "worst"]
    ordering = ["number"]
    extra = 0
    show_change_link = True

    def get_queryset(self, request):
        rounds = super().get_queryset(request).select_related("period")
        return rounds.defer("state")


@admin.register(Period)
class PeriodAdmin(StepsAdmin, proposals.PeriodAdmin):
    steps = STEPS
    inlines = [*proposals.PeriodAdmin.inlines, RoundInline]

    def get_inlines(self, request, obj):
        """Before the first round there is none to list."""
        inlines = super().get_inlines(request, obj)
        if obj is not None and obj.frozen_at is None:
            return [inline for inline in inlines if inline is not RoundInline]
        return inlines
