from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from console.access import find_period, for_overseers
from console.foretelling import foretold
from console.stepping import steps_for
from console.trends import COLUMNS, distance, lines, number_out, out_of_tolerance
from console.turnout import parts
from iteration.forecast import forecast
from iteration.models import Round
from iteration.turnout import counts, turnout
from ledger import clock

PAGE = 25


@for_overseers
@require_safe
def year(request, period):
    """The newest round of a year: who has answered, how close it is, what to do."""
    period = find_period(period)
    rounds = period.rounds.without_memory().select_related("worst_good")
    rounds = list(rounds.order_by("number"))
    for each in rounds:
        each.period = period
    newest = rounds[-1] if rounds else None
    now = clock.now()
    context = {
        "period": period,
        "room": "year",
        "round": newest,
        "rounds": rounds,
        "now": now,
        "steps": steps_for(period, newest),
        **_turnout(newest, now),
        **_closeness(request, period, rounds),
    }
    return render(request, "console/rounds/year.html", context)


def _turnout(round, now):
    """Who has answered a round that is not counted yet."""
    if round is None or round.status == Round.Status.PUBLISHED:
        return {}
    found = counts(turnout(round, now))
    total = sum(found.values())
    return {
        "parts": parts(found, round),
        "answered": found["answered"],
        "councils": total,
        "closed": round.status == Round.Status.OPEN and round.cutoff <= now,
    }


def _closeness(request, period, rounds):
    """What the last count found, and how it came there."""
    counted = [each for each in rounds if each.status == Round.Status.PUBLISHED]
    if not counted:
        return {"foretold": foretold(forecast(period), period)}
    last, before = counted[-1], counted[-2 : -2 - COLUMNS : -1]
    found = forecast(period)
    more = max(period.max_rounds - rounds[-1].number, 0)
    page = Paginator(out_of_tolerance(last), PAGE).get_page(request.GET.get("page"))
    return {
        "last": last,
        "before": before,
        "page": page,
        "lines": lines(page, before),
        "charts": [distance(period, counted), number_out(counted)],
        "foretold": foretold(found, period),
        "more": more,
        "too_few": found.expected is not None and found.expected > more,
    }
