"""The guide to a first year: its list of steps, and the small ones among them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from console.access import for_facilitators
from console.forms.calendar import CalendarForm
from console.forms.guide import GrantForm, NamesForm, RegionForm
from console.guide.access import for_preparing
from console.guide.steps import after, next_step, steps
from councils.models import Council
from iteration.practice.misgivings import taking_part
from proposals.models import Entitlement, Period
from proposals.services import change_period, create_period, grant_per_member

STATUS = {True: 422, False: 200}


@for_facilitators
@require_http_methods(["GET", "POST"])
def guide(request):
    """Begin a year, or go on with one that is in preparation."""
    form = RegionForm(request.POST or None)
    if form.is_valid():
        try:
            with transaction.atomic():
                period = create_period(actor=request.user, **form.period)
        except ValidationError as error:
            form.refuse(error)
        except IntegrityError:
            form.refuse(ValidationError(_("Somebody else has just begun this year.")))
        else:
            return redirect("console:guide-year", period.code)
    drafts = Period.objects.real().filter(status=Period.Status.DRAFT)
    context = {
        "form": form,
        "drafts": drafts[:12],
        "planned": Period.objects.real().filter(plans__status="published").exists(),
        "practice": Period.objects.filter(practice=True)[:6],
    }
    status = STATUS[request.method == "POST"]
    return render(request, "console/guide/guide.html", context, status=status)


@for_preparing
@require_safe
def year(request, period):
    """The steps: what is done, what is open."""
    found = steps(period)
    context = {"period": period, "steps": found, "next": next_step(found)}
    return render(request, "console/guide/year.html", context)


@for_preparing
@require_http_methods(["GET", "POST"])
def region(request, period):
    """How the year is called."""
    initial = {"name_en": period.name_en, "name_de": period.name_de}
    form = NamesForm(request.POST or None, initial=initial)
    if form.is_valid():
        change_period(period=period, actor=request.user, **form.cleaned_data)
        return _done(request, "region", period)
    return _page(request, "region", period, form)


@for_preparing
@require_http_methods(["GET", "POST"])
def calendar(request, period):
    """Dates, rounds and rules; every one has a default."""
    form = CalendarForm.of(period, request.POST or None)
    if form.is_valid():
        try:
            change_period(period=period, actor=request.user, **form.changes)
        except ValidationError as error:
            form.refuse(error)
        else:
            return _done(request, "calendar", period)
    return _page(request, "calendar", period, form)


@for_preparing
@require_http_methods(["GET", "POST"])
def entitlements(request, period):
    """The same for every member of every consumer council; finer rules elsewhere."""
    users = taking_part().filter(kind=Council.Kind.CONSUMER)
    form = GrantForm(request.POST or None)
    if form.is_valid():
        granted = grant_per_member(
            councils=users,
            period=period,
            source=Entitlement.Source.ALLOWANCE,
            per_member=form.cleaned_data["per_member"],
            actor=request.user,
        )
        text = _("Granted to %(n)d consumer councils.") % {"n": len(granted)}
        messages.success(request, text)
        return redirect("console:guide-entitlements", period.code)
    granted = Entitlement.objects.per_council(period)
    more = {
        "users": users.count(),
        "members": sum(users.values_list("members", flat=True)),
        "granted": len(granted),
        "total": sum(granted.values()),
        "others": period.entitlements.exclude(source="allowance").exists(),
    }
    return _page(request, "entitlements", period, form, **more)


def _done(request, name, period):
    messages.success(request, _("Saved."))
    return redirect(after(name, period).route, period.code)


def _page(request, name, period, form, **more):
    context = {
        "period": period,
        "form": form,
        "following": after(name, period),
        **more,
    }
    template = f"console/guide/{name}.html"
    status = STATUS[request.method == "POST"]
    return render(request, template, context, status=status)
