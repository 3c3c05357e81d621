"""The way from agreement to a plan: which finish, who has signed, who has approved."""

from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, Subquery
from django.shortcuts import render
from django.views.decorators.http import require_safe

from console.access import RUN, find_period, for_overseers
from console.comparing import find_sides
from console.stepping import KINDS, steps_of
from console.steps.case import Case, Status
from iteration.models import Approval, OfferPart, Signature

PAGE = 25
# What can be asked for in the address, and which words that means.
WORDS = {
    "accepted": Q(accepts=True),
    "objected": Q(accepts=False),
    "silent": Q(accepts=None),
}


@for_overseers
@require_safe
def finish(request, period):
    """Where the year stands between agreement and its plan, and what can be done."""
    case = Case.of(find_period(period))
    year = case.period
    compares = year.status in (Status.AGREED, Status.STALLED)
    context = {
        "period": year,
        "room": "finish",
        "round": case.round,
        "now": case.now,
        "plan": case.plan,
        "offer": case.offer,
        "compares": compares,
        "sides": find_sides(year, request.user) if compares else [],
        "steps": _steps(request, case),
        **(_signatures(request, case.offer) if case.offer else {}),
        **(_approvals(case) if case.plan else {}),
    }
    return render(request, "console/finish/finish.html", context)


def _steps(request, case):
    """The steps on this way, for who may take them."""
    if not request.user.has_perm(RUN):
        return []
    return [
        each
        for each in steps_of(case)
        if KINDS[each.name].finishes or each.name == "go-on"
    ]


def _signatures(request, offer):
    """The councils that have a part in the offer, with their word, a page of them."""
    last = Signature.objects.filter(offer=offer, council=OuterRef("council"))
    last = last.order_by("-number")
    parts = OfferPart.objects.filter(offer=offer).annotate(
        accepts=Subquery(last.values("accepts")[:1]),
        said_at=Subquery(last.values("at")[:1]),
    )
    numbers = parts.aggregate(
        **{name: Count("pk", filter=word) for name, word in WORDS.items()}
    )
    chosen = request.GET.get("word", "")
    shown = parts.filter(WORDS.get(chosen, Q()))
    shown = shown.select_related("council").order_by("council__name", "council__pk")
    shown = shown.defer("goods", "quantities", "settled")
    return {
        "words": [(name, numbers[name]) for name in WORDS],
        "chosen": chosen if chosen in WORDS else "",
        "of_all": sum(numbers.values()),
        "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
    }


def _approvals(case):
    given = Approval.objects.in_force().filter(plan=case.plan).select_related("person")
    return {"approvals": given.order_by("pk"), "needed": case.period.publishers}
