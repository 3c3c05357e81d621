from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from console.access import RUN, find_period, for_facilitators, for_overseers
from console.effects import as_file, effects_of
from console.tabling import Table
from councils.models import Council, Membership
from iteration.entitled import known_of
from iteration.granting import apply_rule
from iteration.services.entitling import decide_entitlements, grant_again
from pages.asking import ReasonForm
from proposals.models import EntitlementRule
from proposals.services import discard_rule, write_rule


@for_facilitators
@require_http_methods(["GET", "POST"])
def rule(request, period):
    """Work on the next version of the year's table; nothing is decided here."""
    found = find_period(period)
    if request.method == "POST" and request.POST.get("do") == "discard":
        return _discard(request, found)
    table = Table.of(found, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _kept(request, found, table)
        if status == 302:
            return redirect("console:entitlements-decide", found.code)
    context = {
        "period": found,
        "room": "entitlements",
        "table": table,
        "problems": table.problems,
        "writing": EntitlementRule.objects.being_written(found),
    }
    return render(request, "console/entitlements/rule.html", context, status=status)


def _kept(request, period, table):
    """Keep what was typed; the status of the answer."""
    if not table.is_valid():
        return 422
    try:
        write_rule(
            period=period,
            figures=table.figures,
            rates=table.fields,
            actor=request.user,
        )
    except ValidationError as error:
        table.problems += [("", text) for text in error.messages]
        return 409
    return 302


def _discard(request, period):
    try:
        discard_rule(period=period, actor=request.user)
        messages.success(request, _("The table is thrown away; nothing has changed."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("console:entitlements", period.code)


@for_overseers
@require_safe
def attempt(request, period):
    """Try a table on all councils and see what comes out; nothing is kept."""
    found = find_period(period)
    asked = "try" in request.GET
    table = Table.of(found, request.GET if asked else None)
    context = {
        "period": found,
        "room": "entitlements",
        "table": table,
        "may_run": request.user.has_perm(RUN),
        "asked": asked,
    }
    status = 200
    if asked and table.is_valid():
        try:
            grants = apply_rule(known_of(found), table.rule, table.rates)
            if request.GET.get("try") == "csv":
                return as_file(grants)
            context |= effects_of(found, grants, request.GET.get("beside", ""))
        except ValueError:
            table.problems.append(("rate", _("These amounts are too large.")))
    if table.problems:
        status = 422
    context["problems"] = table.problems
    return render(request, "console/entitlements/try.html", context, status=status)


@for_facilitators
@require_http_methods(["GET", "POST"])
def decide(request, period):
    """See what the table being worked on does, and decide it for a reason."""
    found = find_period(period)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    problems, status = [], 200
    if request.method == "POST":
        if form.is_valid():
            problems = _decided(request, found, form.cleaned_data["reason"])
            if not problems:
                return redirect("console:entitlements", found.code)
            status = 409
        else:
            problems = [("reason", text) for text in form.errors.get("reason", [])]
            status = 422
    writing = EntitlementRule.objects.being_written(found)
    rule = writing or EntitlementRule.objects.in_force(found)
    context = {
        "period": found,
        "room": "entitlements",
        "form": form,
        "problems": problems,
        "writing": writing,
        "rule": rule,
    }
    if rule and not found.frozen_at:
        rates = list(rule.rates.select_related("good", "area"))
        try:
            grants = apply_rule(known_of(found), rule, rates)
            context |= effects_of(found, grants)
        except ValueError:
            context["problems"] = [*problems, ("", _("These amounts are too large."))]
        seats = Membership.objects.open().filter(council__kind=Council.Kind.CONSUMER)
        context["letters"] = seats.count()
        context["rates"] = rates
    return render(request, "console/entitlements/decide.html", context, status=status)


def _decided(request, period, reason):
    """Decide, or apply the decided table again; what is wrong otherwise."""
    try:
        if request.POST.get("do") == "again":
            if grant_again(period=period, actor=request.user, reason=reason) is None:
                return [("", _("No table has been decided yet."))]
            messages.success(request, _("The table was applied again."))
            return []
        version = request.POST.get("version", "")[:9]
        decide_entitlements(
            period=period,
            reason=reason,
            version=int(version) if version.isascii() and version.isdigit() else None,
            actor=request.user,
        )
    except ValidationError as error:
        return [("", text) for text in error.messages]
    messages.success(
        request,
        _("The entitlements are decided. Letters go to the members of the councils."),
    )
    return []
