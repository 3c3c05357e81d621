from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from console.access import RUN, find_period, for_overseers
from console.checking import found_in, rows, tally
from console.files import streamed
from console.noticing import MEANINGS
from console.views.answers import newest_round
from iteration.models import Round
from iteration.services import look_through
from ledger import clock
from proposals.models import Question

PAGE, CHUNK = 50, 1_000
COLUMNS = ("sort", "council", "good", "finding", "asked", "answered")


@for_overseers
@require_safe
def checks(request, period):
    """What stands out in the proposals before a round closes, and whom to ask."""
    period = find_period(period)
    round, now = newest_round(period), clock.now()
    found = _found(request, round, now)
    about = _about(request)
    shown = [each for each in found if about in ("", each.about)]
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    context = {
        "period": period,
        "room": "checks",
        "round": round,
        "now": now,
        "counted": round.status == Round.Status.PUBLISHED,
        "total": len(found),
        "sorts": tally(found),
        "about": about,
        "meaning": MEANINGS.get(about, ""),
        "page": page,
        "rows": rows(list(page), period),
        "may_ask": request.user.has_perm(RUN) and period.takes_proposals,
    }
    return render(request, "console/rounds/checks.html", context)


@for_overseers
@require_safe
def as_table(request, period):
    """The same as CSV: what was found, roughly, and no figures of councils."""
    period = find_period(period)
    round, about = newest_round(period), _about(request)
    found = _found(request, round, clock.now())
    shown = [each for each in found if about in ("", each.about)]
    name = f"{period.code}-{round.number}-checks.csv"
    return streamed(COLUMNS, _cells(shown, period), name)


def _found(request, round, now):
    """Findings are of what is not public: that somebody looks is on record."""
    if round.status == Round.Status.PUBLISHED:
        return []
    look_through(round=round, actor=request.user)
    return found_in(round, now)


def _about(request):
    about = request.GET.get("sort", "")
    return about if about in MEANINGS else ""


def _cells(found, period):
    for start in range(0, len(found), CHUNK):
        for row in rows(found[start : start + CHUNK], period):
            question = row.question
            yield (
                Question.About(row.about).value,
                row.council.slug if row.council else "",
                row.good.code if row.good else "",
                row.text,
                question.asked_at.isoformat() if question else "",
                question.answered_at.isoformat()
                if question and question.answered_at
                else "",
            )
