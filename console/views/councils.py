"""The councils that there are, and one of them."""

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from console.access import for_overseers
from console.forms.councils import search
from console.saying import say_all
from councils.models import Council, Departure, Heir, Membership
from iteration.services.council_life import is_used
from ledger.models import Record
from proposals.models import Entitlement, Period, Proposal, StandingInstruction

EACH_PAGE = 50


@for_overseers
@require_safe
def councils(request):
    """All councils, searched and filtered, each with its seats and its last answer."""
    gone = Departure.objects.standing().filter(council=OuterRef("pk"))
    found = Council.objects.filter(practice=False).annotate(gone=Exists(gone))
    words = request.GET.get("q", "").strip()[:100]
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    found = search(found, words)
    if kind in Council.Kind.values:
        found = found.filter(kind=kind)
    if state in ("there", "gone"):
        found = found.filter(gone=state == "gone")
    if state == "nobody":
        found = found.exclude(pk__in=delegates().values("council"))
    rows = with_seats(found.select_related("parent").order_by("slug"))
    context = {
        "page": Paginator(rows, EACH_PAGE).get_page(request.GET.get("page")),
        "words": words,
        "kind": kind,
        "state": state,
        "kinds": Council.Kind.choices,
        "may_change": request.user.has_perm("proposals.change_period"),
    }
    return render(request, "console/councils/councils.html", context)


def told_of(council):
    """The newest records of what became of a council."""
    about = Q(subject=council.slug) | Q(data__councils__contains=[council.slug])
    found = Record.objects.filter(about, kind__startswith="council.")
    return found.order_by("-pk")[:10]


def delegates():
    return Membership.objects.open().filter(role=Membership.Role.DELEGATE)


def with_seats(councils):
    """The same with how many sit there, how many may submit, and the last answer."""
    last = Proposal.objects.own().filter(council=OuterRef("pk"))
    last = last.order_by("-submitted_at").values("submitted_at")[:1]
    seats = Q(seats__until=None)
    return councils.annotate(
        seated=Count("seats", filter=seats),
        delegates=Count("seats", filter=seats & Q(seats__role="delegate")),
        answered_at=Subquery(last),
    )


@for_overseers
@require_safe
def council(request, slug):
    """One council: its seats, its years, and what became of it."""
    found = Council.objects.select_related("parent")
    council = get_object_or_404(with_seats(found), slug=slug, practice=False)
    gone = Departure.objects.standing().filter(council=council)
    ended = gone.prefetch_related("heirs__council").first()
    came = Heir.objects.filter(council=council, departure__ended_at=None)
    years = Period.objects.real().filter(proposals__council=council).distinct()
    context = {
        "council": council,
        "ended": ended,
        "undoable": ended is not None and not is_used(ended),
        "came": came.select_related("departure__council"),
        "years": years,
        "instruction": StandingInstruction.objects.filter(
            council=council, until=None
        ).first(),
        "waiting": Period.objects.real().filter(frozen_at=None),
        "entitled": Entitlement.objects.filter(council=council, period__frozen_at=None),
        "records": say_all(list(told_of(council))),
        "may_change": request.user.has_perm("proposals.change_period"),
    }
    return render(request, "console/councils/council.html", context)
