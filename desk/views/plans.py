from decimal import Decimal
from functools import partial

from django.core.paginator import Paginator
from django.db.models import JSONField
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Cast
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from desk.access import for_members
from desk.kept import kept_for
from desk.names import by_name
from iteration.insight import differences, prices_of
from iteration.models import Assignment, Offer, OfferPart, Plan, Publication
from pages.access import find_period, public
from proposals.models import Good

GOODS, COUNCILS = 50, 20


@public
@require_safe
def plan(request, period):
    """A published plan: its totals, or who makes and uses what."""
    period = find_period(period)
    plans = Plan.objects.published().select_related("round")
    found = get_object_or_404(plans, period=period)
    show = "councils" if request.GET.get("show") == "councils" else "goods"
    context = {
        "period": period,
        "plan": found,
        "publication": Publication.objects.defer("body").get(plan=found),
        "show": show,
        "kept": kept_for(request, found.pk),
        "parts": partial(_councils if show == "councils" else _totals, request, found),
    }
    return render(request, "desk/plan.html", context)


def _totals(request, plan):
    """Good by good, out of the published document, which says it and nothing else."""
    document = Publication.objects.filter(plan=plan).annotate(
        goods=KeyTransform("goods", Cast("body", JSONField()))
    )
    rows = document.values_list("goods", flat=True).get()
    page = Paginator(rows, GOODS).get_page(request.GET.get("page"))
    goods = Good.objects.in_bulk([row["code"] for row in page], field_name="code")
    lines = [
        {
            "good": goods[row["code"]],
            **{
                name: Decimal(row[name])
                for name in ("price", "requested", "offered", "unused")
            },
        }
        for row in page
    ]
    return {"page": page, "lines": lines}


def _councils(request, plan):
    """Council by council, or those that make or use one good."""
    assignments = Assignment.objects.filter(plan=plan).select_related("council")
    chosen = _chosen(request.GET.get("good", ""))
    if chosen:
        assignments = assignments.filter(goods__contains=[chosen.pk])
    page = Paginator(assignments.order_by("council__slug"), COUNCILS)
    page = page.get_page(request.GET.get("page"))
    goods = Good.objects.in_bulk({key for each in page for key in each.goods})
    councils = [(each.council, _sides(each, goods, chosen)) for each in page]
    return {"page": page, "councils": councils, "chosen": chosen}


def _sides(assignment, goods, chosen):
    """What a council makes, uses, and gets nothing of, each by name."""
    lines = sorted(
        (
            (goods[key], units)
            for key, units in assignment.lines.items()
            if chosen is None or key == chosen.pk
        ),
        key=lambda line: by_name(line[0]),
    )
    sides = [
        ("offer", [line for line in lines if line[1] < 0]),
        ("request", [line for line in lines if line[1] > 0]),
        ("none", [line for line in lines if line[1] == 0]),
    ]
    return [(side, found) for side, found in sides if found]


def _chosen(code):
    return Good.objects.filter(code=code.replace("\0", "")).first() if code else None


@for_members
@require_safe
def assignment(request, place):
    """A council's part in the plan, and why it differs from what was proposed.

    Where an offer stands there is no part yet, but a word to be said.
    """
    standing = OfferPart.objects.filter(offer__status=Offer.Status.OPEN)
    assignments = Assignment.objects.filter(plan__status=Plan.Status.PUBLISHED)
    where = {"council": place.council}
    found = (
        assignments.filter(plan__period=place.period, **where)
        .select_related("plan__round", "proposal", "council")
        .first()
    )
    if found is None:
        get_object_or_404(standing, offer__period=place.period, **where)
        return redirect("desk:offer", *place.args)
    prices = prices_of(found.plan.round, found.goods)
    lines = sorted(differences(found), key=lambda line: by_name(line.good))
    lines = [(line, prices[line.good.pk]) for line in lines]
    made = [(line, price) for line, price in lines if line.proposed < 0]
    used = [(line, price) for line, price in lines if line.proposed > 0]
    context = {
        "place": place,
        "assignment": found,
        "plan": found.plan,
        "parts": [("offer", made, _worth(made)), ("request", used, _worth(used))],
        "changed": sum(line.reason != "same" for line, _price in lines),
    }
    return render(request, "desk/assignment.html", context)


def _worth(lines):
    return sum(
        (line.good.in_units(abs(line.assigned)) * price for line, price in lines),
        Decimal(0),
    )
