from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Sum
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from councils.models import Council, Membership
from desk.access import for_seated
from desk.entitled import Seat, counted_rates, heads_of, people_in_rows
from desk.entitlement_forms import HeadsForm
from pages.access import find_period, public
from proposals.basis import told
from proposals.models import Credit, Entitlement, EntitlementRule, Need, Period, Review
from proposals.services import say_heads


def for_entitled(view):
    """Who sits in the council, in any year, also one that is still in preparation."""

    @for_seated
    def inside(request, seat, period, **kwargs):
        year = get_object_or_404(Period, code=period)
        return view(request, Seat(seat, seat.council, year), **kwargs)

    return inside


@for_entitled
@require_safe
def entitlement(request, place):
    """What the council may use in the year, and line by line why so much."""
    rows = Entitlement.objects.filter(council=place.council, period=place.period)
    lines = told(rows)
    rule = EntitlementRule.objects.in_force(place.period)
    mine = {"council": place.council, "period": place.period}
    context = {
        "place": place,
        "lines": lines,
        "total": sum(line.amount for line in lines),
        "rule": rule,
        "rates": rule and rule.rates.select_related("good", "area"),
        "heads": heads_of(place),
        "credits": Credit.objects.filter(**mine)[:20],
        "owed": _owed(place.council),
        "needs": Need.objects.filter(**mine)[:20],
        "to_decide": _to_decide(place),
        "to_review": Review.objects.awaited().filter(person=request.user).count(),
        "years": Period.objects.filter(status=Period.Status.DRAFT).exclude(
            pk=place.period.pk
        )[:3],
    }
    return render(request, "desk/entitlement/council.html", context)


def _owed(council):
    """Credits granted in any year that are not wholly repaid, with what is open."""
    granted = Credit.objects.granted().filter(council=council)
    granted = granted.select_related("period").annotate(paid=Sum("repayments__amount"))
    open_ones = [(credit, credit.amount - (credit.paid or 0)) for credit in granted]
    return [(credit, left) for credit, left in open_ones if left]


def _to_decide(place):
    """What councils below ask for, if the reader is a delegate of their federation."""
    if place.seat.role != Membership.Role.DELEGATE:
        return []
    asked = Credit.objects.asked().filter(period=place.period)
    asked = asked.filter(council__parent=place.council).select_related("council")
    return list(asked[:50])


@for_entitled
@require_http_methods(["GET", "POST"])
def heads(request, place):
    """Say how the members divide among the rows of the table: numbers only."""
    if place.council.kind != Council.Kind.CONSUMER:
        raise Http404
    rates, known = counted_rates(place.period), heads_of(place)
    form = HeadsForm(
        request.POST if request.method == "POST" else None,
        council=place.council,
        rates=rates,
        known=known,
    )
    problems, status = [], 200
    if request.method == "POST":
        if not place.may_submit:
            raise Http404
        problems, status = _said(request, place, form, rates)
        if not problems:
            messages.success(request, _("The head count is kept."))
            return redirect("desk:entitlement", *place.args)
    context = {"place": place, "form": form, "problems": problems, "known": known}
    return render(request, "desk/entitlement/heads.html", context, status=status)


def _said(request, place, form, rates):
    """Keep what was said; what is wrong otherwise, and the status of the answer."""
    if not form.is_valid():
        found = [(name, " ".join(errors)) for name, errors in form.errors.items()]
        return found, 409 if place.period.frozen_at else 422
    try:
        say_heads(said=form.said, period=place.period, rates=rates, actor=request.user)
    except ValidationError as error:
        status = 409 if getattr(error, "code", "") == "frozen" else 422
        return [("", text) for text in error.messages], status
    return [], 200


@public
@require_safe
def entitlements(request, period):
    """What all councils together may use in a year, by source, and the table."""
    found = find_period(period)
    rows = Entitlement.objects.filter(period=found).order_by()
    sums = dict(
        rows.values("source")
        .annotate(total=Sum("amount"))
        .values_list("source", "total")
    )
    councils = rows.aggregate(councils=Count("council", distinct=True))["councils"]
    rule = EntitlementRule.objects.in_force(found)
    context = {
        "period": found,
        "sums": [
            (source.label, sums[source])
            for source in Entitlement.Source
            if source in sums
        ],
        "total": sum(sums.values()),
        "councils": councils,
        "rule": rule,
        "rows": people_in_rows(found, rule) if rule else (),
    }
    return render(request, "desk/entitlement/year.html", context)
