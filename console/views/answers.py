from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from console.access import RUN, find_period, for_overseers
from console.answering import NOT_YET, Choice, federations
from console.files import streamed
from console.turnout import label_of
from councils.models import Council
from iteration.models import Nudge, Round
from iteration.turnout import WAITING, Stand, counts, turnout, with_answers
from ledger import clock

PAGE, CHUNK = 50, 2_000
COLUMNS = (
    *("council", "name", "kind", "federation", "members"),
    *("state", "last_own_answer", "reminded"),
)
# What they are made of; whole councils would take twice as long to read.
CELLS = (
    *("slug", "name", "name_de", "kind", "parent__slug", "members"),
    *("stand", "last_at", "nudge__at", "nudge__round"),
)


@for_overseers
@require_safe
def answers(request, period):
    """How each council stands in the newest round, and whom to remind."""
    period = find_period(period)
    round, now = newest_round(period), clock.now()
    choice = Choice.of(request.GET)
    found = counts(choice.among(turnout(round, now)))
    pages = Paginator(_rows(choice, round, now), PAGE)
    # It has been counted: not once more for the pages.
    pages.count = sum(found[stand] for stand in choice.stands or Stand)
    page = pages.get_page(request.GET.get("page"))
    lately = now - Nudge.PEACE
    context = {
        "period": period,
        "room": "answers",
        "round": round,
        "now": now,
        "choice": choice,
        "states": _states(found, round),
        "kinds": Council.Kind.choices,
        "federations": federations(),
        "page": page,
        "rows": [_row(each, round, lately) for each in page],
        "may_remind": request.user.has_perm(RUN) and can_be_answered(round, now),
        "waiting": sum(found[stand] for stand in WAITING),
    }
    return render(request, "console/rounds/answers.html", context)


@for_overseers
@require_safe
def as_table(request, period):
    """The same as CSV, all of what is asked for."""
    period = find_period(period)
    round, now = newest_round(period), clock.now()
    rows = _rows(Choice.of(request.GET), round, now).values(*CELLS)
    cells = (_cells(row, round) for row in rows.iterator(chunk_size=CHUNK))
    return streamed(COLUMNS, cells, f"{period.code}-{round.number}-answers.csv")


def newest_round(period):
    """The newest round of a year, or 404 while it has none."""
    round = Round.objects.without_memory().current(period)
    if round is None:
        raise Http404
    round.period = period
    return round


def can_be_answered(round, now):
    return round.status == Round.Status.OPEN and round.cutoff > now


def _rows(choice, round, now):
    rows = with_answers(choice.of_round(round, now), round, now)
    return rows.select_related("parent", "nudge").order_by("slug")


def _states(found, round):
    """(value, words, how many) for each filter by stand."""
    waiting = sum(found[stand] for stand in WAITING)
    return [
        ("", None, sum(found.values())),
        (NOT_YET, None, waiting),
        *((stand.value, label_of(stand, round), found[stand]) for stand in Stand),
    ]


def _row(council, round, lately):
    nudge = getattr(council, "nudge", None)
    return {
        "council": council,
        "label": label_of(council.stand, round),
        "done": council.stand == Stand.ANSWERED,
        "waits": council.stand in WAITING,
        "reminded": nudge and nudge.at,
        "in_peace": nudge is not None and nudge.at > lately,
    }


def _cells(row, round):
    reminded = row["nudge__at"] if row["nudge__round"] == round.pk else None
    return (
        row["slug"],
        str(Council(name=row["name"], name_de=row["name_de"])),
        row["kind"],
        row["parent__slug"] or "",
        row["members"],
        row["stand"],
        row["last_at"].isoformat() if row["last_at"] else "",
        reminded.isoformat() if reminded else "",
    )
