"""Who has looked at what is not public of a council."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import render
from django.views.decorators.http import require_safe

from councils.looks import OFFICES, THINGS
from desk.access import for_seated
from ledger.models import Record
from proposals.models import Period

PAGE = 25


@dataclass(frozen=True)
class Look:
    """One look: who, at what, when."""

    record: int
    at: datetime
    office: str
    actor: str
    what: str
    which: str
    in_list: bool

    @classmethod
    def of(cls, record):
        """A look from its record."""
        said = record.data
        return cls(
            record.pk,
            record.at,
            OFFICES.get(said.get("office"), ""),
            record.actor[:8],
            THINGS.get(said.get("what"), said.get("what", "")),
            said.get("which", ""),
            record.kind == "list.looked_at",
        )


@for_seated
@require_safe
def looks(request, seat):
    """Everybody who looked at this council's affairs, or at a list of all councils."""
    ours = Q(kind="council.looked_at", subject=seat.council.slug)
    lists = Q(kind="list.looked_at", at__gte=seat.since)
    records = Record.objects.filter(ours | lists).newest_first()
    page = Paginator(records, PAGE).get_page(request.GET.get("page"))
    context = {
        "council": seat.council,
        "page": page,
        "looks": [Look.of(record) for record in page],
        "years": Period.objects.visible()[:6],
    }
    return render(request, "desk/looks/page.html", context)
