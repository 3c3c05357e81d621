"""Practice years: begun, watched, looked at, and taken away again."""

from contextlib import suppress

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from console.access import find_period, for_facilitators, for_overseers
from console.forms.practice import ResetForm
from console.forms.rounds import problems_of
from console.guide.access import for_preparing
from console.guide.steps import after
from councils.models import Council
from iteration import tasks
from iteration.models import Plan, Result, Round
from iteration.practice.misgivings import misgivings
from iteration.services import (
    forget_practice,
    practising,
    rehearse,
    rehearse_village,
    reset_practice,
)
from proposals.models import Period

GOING_ON = (Period.Status.OPEN, Period.Status.AGREED, Period.Status.SETTLED)


@for_preparing
@require_http_methods(["GET", "POST"])
def rehearsal(request, period):
    """Try the prepared year with invented answers; it says what would go wrong."""
    problems = []
    if request.method == "POST":
        try:
            copy = rehearse(period=period, actor=request.user)
        except ValidationError as error:
            problems = [("", text) for text in error.messages]
        else:
            tasks.practise.delay_on_commit(copy.pk)
            return redirect("console:practice-year", copy.code)
    context = {
        "period": period,
        "problems": problems,
        "copy": period.rehearsals.first(),
        "misgivings": misgivings(period),
        "following": after("rehearse", period),
    }
    status = 409 if problems else 200
    return render(request, "console/guide/rehearse.html", context, status=status)


@for_facilitators
@require_POST
def village(request):
    """Let an invented village practise, and take seats in two of its councils."""
    period = rehearse_village(actor=request.user)
    tasks.practise.delay_on_commit(period.pk)
    return redirect("console:practice-year", period.code)


@for_overseers
@require_safe
def year(request, period):
    """How far a practice year is; at its end, everything there is to look at."""
    found = _practice(period)
    rounds = list(Round.objects.filter(period=found).order_by("number"))
    last = next((each for each in reversed(rounds) if each.published_at), None)
    out = Result.objects.none()
    if last and not last.agreed:
        out = Result.objects.filter(round=last, within=False).select_related("good")
    seats = Council.objects.filter(practice=True).of(request.user)
    context = {
        "period": found,
        "rounds": rounds,
        "last": last,
        "running": found.pk in practising(),
        "clocked": found.automatic and found.status in GOING_ON,
        "plan": Plan.objects.published().filter(period=found).first(),
        "out": out.order_by("good__code")[:12],
        "seats": seats if found.rehearses_id is None else [],
        "misgivings": misgivings(found.rehearses) if found.rehearses else [],
        "may_run": request.user.has_perm("proposals.change_period"),
    }
    return render(request, "console/guide/practice.html", context)


@for_facilitators
@require_http_methods(["GET", "POST"])
def reset(request, period):
    """Begin a practice year anew, under the same code."""
    found = _practice(period)
    form = ResetForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = reset_practice(
                period=found,
                round_length=form.round_length,
                actor=request.user,
                reason=form.cleaned_data["reason"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            if not made.automatic:
                tasks.practise.delay_on_commit(made.pk)
            messages.success(request, _("The practice year begins anew."))
            return redirect("console:practice-year", made.code)
    context = {"period": found, "form": form, "problems": problems_of(form)}
    status = 422 if form.is_bound else 200
    return render(request, "console/guide/reset.html", context, status=status)


@for_facilitators
@require_http_methods(["GET", "POST"])
def delete(request, period):
    """Delete a practice year, after a question."""
    found = _practice(period)
    if request.method == "GET":
        return render(request, "console/guide/delete.html", {"period": found})
    back = found.rehearses
    # Somebody else may have been faster, to the same end.
    with suppress(ValidationError):
        forget_practice(period=found, actor=request.user)
    messages.success(request, _("The practice year is deleted."))
    if back and not back.frozen_at:
        return redirect("console:guide-rehearse", back.code)
    return redirect("console:guide")


def _practice(code):
    period = find_period(code)
    if not period.practice:
        raise Http404
    return period
