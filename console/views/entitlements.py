from django.core.paginator import Paginator
from django.db.models import DecimalField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.shortcuts import render
from django.views.decorators.http import require_safe

from console.access import RUN, find_period, for_overseers
from console.checking_sums import sums_of
from console.files import streamed
from councils.models import Council
from iteration.turnout import taking_part
from ledger import clock
from proposals.models import (
    Credit,
    Entitlement,
    EntitlementRule,
    HeadCount,
    Need,
)

A_PAGE, CHUNK = 25, 2_000
COLUMNS = ("council", "members", "source", "amount", "basis")
SORTS = {"name": "slug", "most": "-total", "least": "total"}


@for_overseers
@require_safe
def entitlements(request, period):
    """The table of a year, what it grants in sum and to each council."""
    found = find_period(period)
    wanted = request.GET.get("q", "").replace("\0", "")[:100]
    councils = entitled(found, wanted)
    councils = councils.order_by(SORTS.get(request.GET.get("sort"), "slug"), "pk")
    rule = EntitlementRule.objects.in_force(found)
    versions = EntitlementRule.objects.filter(period=found)
    context = {
        "period": found,
        "room": "entitlements",
        "may_run": request.user.has_perm(RUN),
        "rule": rule,
        "rates": rule and rule.rates.select_related("good", "area"),
        "writing": EntitlementRule.objects.being_written(found),
        "versions": list(versions[:20]),
        "check": sums_of(found),
        "since": since(found, rule),
        "page": Paginator(councils, A_PAGE).get_page(request.GET.get("page")),
        "q": wanted,
        "sort": request.GET.get("sort", "name"),
    }
    return render(request, "console/entitlements/list.html", context)


def entitled(period, wanted=""):
    """Consumer councils with what each may use in a year as ``total``."""
    rows = Entitlement.objects.filter(period=period, council=OuterRef("pk"))
    sums = rows.order_by().values("council").annotate(total=Sum("amount"))
    whole = DecimalField(max_digits=20, decimal_places=2)
    councils = taking_part(period, clock.now()).filter(kind=Council.Kind.CONSUMER)
    if wanted:
        named = Q(name__icontains=wanted) | Q(name_de__icontains=wanted)
        councils = councils.filter(named | Q(slug__icontains=wanted))
    total = Coalesce(Subquery(sums.values("total"), whole), 0, output_field=whole)
    return councils.annotate(total=total)


def since(period, rule):
    """What has come since the table was last applied, and is not in the sums yet."""
    if rule is None or period.frozen_at:
        return None
    newest = Entitlement.objects.filter(period=period).aggregate(at=Sum("amount"))
    if newest["at"] is None:
        return None
    after = {"decided_at__gt": rule.decided_at}
    found = {
        "heads": HeadCount.objects.filter(
            period=period, said_at__gt=rule.decided_at
        ).count(),
        "credits": Credit.objects.granted().filter(period=period, **after).count(),
        "needs": Need.objects.granted().filter(period=period, **after).count(),
    }
    return found if any(found.values()) else None


@for_overseers
@require_safe
def table(request, period):
    """Every council's entitlements by source, as a table for a spreadsheet."""
    found = find_period(period)
    rows = Entitlement.objects.filter(period=found).select_related("council")
    rows = rows.order_by("council__slug", "source").iterator(chunk_size=CHUNK)
    return streamed(COLUMNS, map(_cells, rows), f"{found.code}-entitlements.csv")


def _cells(row):
    council = row.council
    return council.slug, council.members, row.source, row.amount, row.basis
