"""All revisions of a council's proposal side by side."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desk.access import for_members
from desk.history import history
from proposals.models import Good, Proposal

# So many fit beside each other; older ones are a page away.
COLUMNS = 6


@for_members
@require_safe
def revisions(request, place):
    """Goods by revisions, with what changed from each to the next."""
    found = Proposal.objects.filter(council=place.council, period=place.period)
    found = found.select_related("submitted_by").order_by("-revision")
    page = Paginator(found, COLUMNS).get_page(request.GET.get("page"))
    shown = list(page)
    # The one before the first that is shown: what that one changed.
    before = found.filter(revision__lt=shown[-1].revision).first() if shown else None
    keys = {key for each in [*shown, *filter(None, [before])] for key in each.goods}
    columns, rows = history(shown[::-1], before, Good.objects.in_bulk(keys))
    context = {"place": place, "page": page, "columns": columns, "rows": rows}
    return render(request, "desk/revisions.html", context)
