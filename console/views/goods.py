"""The goods that there are, and one of them: where it is used, what became of it."""

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from console.access import for_overseers
from console.forms.naming_goods import search
from console.saying import say_all
from iteration.models import Result, Round
from ledger.models import Record
from proposals.models import CatalogueEntry, Good, Period, Succession, Successor
from proposals.services.successions import is_used

STATES = ("living", "ended", "idle")
EACH_PAGE = 50


@for_overseers
@require_safe
def goods(request):
    """All goods, searched and filtered."""
    found = Good.objects.filter(practice=False).annotate(
        ended=Exists(Succession.objects.standing().filter(good=OuterRef("pk")))
    )
    words = request.GET.get("q", "").strip()[:100]
    category, state = request.GET.get("category", ""), request.GET.get("state", "")
    found = search(found, words)
    if category in Good.Category.values:
        found = found.filter(category=category)
    if state in ("living", "ended"):
        found = found.filter(ended=state == "ended")
    if state == "idle":
        found = found.filter(ended=False, pk__in=unmade())
    context = {
        "page": Paginator(found.order_by("code"), EACH_PAGE).get_page(
            request.GET.get("page")
        ),
        "words": words,
        "category": category,
        "state": state,
        "categories": Good.Category.choices,
    }
    return render(request, "console/catalogue/goods.html", context)


def unmade():
    """Keys of goods somebody requests and nobody offers, by the newest count."""
    counted = Round.objects.filter(
        status=Round.Status.PUBLISHED, period__practice=False
    )
    last = counted.order_by("-published_at").first()
    rows = Result.objects.filter(round=last, offered=0, requested__gt=0)
    return list(rows.values_list("good_id", flat=True)) if last else []


@for_overseers
@require_safe
def good(request, code):
    """One good: the years that plan with it, its predecessors, and what it became."""
    good = get_object_or_404(Good, code=code)
    entries = CatalogueEntry.objects.filter(good=good, period__practice=False)
    standing = Succession.objects.standing().filter(good=good)
    ended = standing.prefetch_related("successors__good").first()
    act = list(Succession.objects.standing().filter(act=ended.act)) if ended else []
    came = Successor.objects.filter(good=good, succession__undone_at=None)
    last = (
        Result.objects.filter(good=good, round__period__practice=False)
        .select_related("round__period")
        .order_by("-round__published_at")
        .first()
    )
    context = {
        "good": good,
        "entries": entries.select_related("period").order_by("-period__starts"),
        "ended": ended,
        "undoable": bool(act) and not is_used(act),
        "came": came.select_related("succession__good"),
        "last": last,
        "price": last and last.round.prices.filter(good=good).first(),
        "running": waiting(good) if ended else [],
        "records": say_all(list(told_of(good))),
        "may_change": request.user.has_perm("proposals.change_period"),
    }
    return render(request, "console/catalogue/good.html", context)


def told_of(good):
    """The newest records of what became of a good."""
    about = Q(subject=good.code) | Q(data__goods__contains=[good.code])
    return Record.objects.filter(about, kind__startswith="good.").order_by("-pk")[:10]


def waiting(good):
    """Years that run and go on with a good that has ended."""
    running = Period.objects.exclude(
        status__in=(Period.Status.DRAFT, Period.Status.CLOSED)
    )
    return running.filter(catalogue__good=good, practice=False)
