from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from console import stalling
from console.access import RUN, find_period, for_facilitators, for_overseers
from console.scenario_words import learned_words
from councils.services import looked
from iteration.models import Simulation
from iteration.services import ask_about_stall
from iteration.tasks import simulate
from proposals.models import Period


@for_overseers
@require_http_methods(["GET", "POST"])
def stalled(request, period):
    """Why a year comes no closer; posted, it is worked out what would resolve it."""
    found = find_period(period)
    if request.method == "POST":
        return _ask(request, found)
    rounds = stalling.rounds_of(found)
    context = {
        "period": found,
        "room": "stalled",
        "rounds": rounds,
        "may_ask": request.user.has_perm(RUN),
        "is_stalled": found.status == Period.Status.STALLED,
    }
    if rounds:
        context |= _why(request, found, rounds)
    return render(request, "console/stalled/stalled.html", context)


def _why(request, period, rounds):
    newest = rounds[-1]
    newest.period = period
    out = stalling.out_of(newest)
    page = Paginator(out, 25).get_page(request.GET.get("page"))
    run = _runs(period).filter(round=newest).first()
    found = {
        "newest": newest,
        "reasons": stalling.reasons(period, newest),
        "chart": stalling.course(rounds),
        "page": page,
        "results": stalling.with_trends(list(page.object_list), rounds),
        "floors": sum(each.reason == each.Reason.AT_FLOOR for each in out),
        "run": run,
    }
    if run is not None and run.status == Simulation.Status.DONE:
        found["resolution"] = stalling.resolution(run)
        found["basis"] = learned_words(run.result["basis"])
    return found


@for_facilitators
@require_safe
def councils(request, period):
    """Which councils pull most, by name: not public, so looking is on record."""
    found = find_period(period)
    done = _runs(found).filter(status=Simulation.Status.DONE)
    run = done.select_related("round").first()
    if run is None:
        raise Http404
    which = f"{found.code}/{run.round.number}"
    looked(actor=request.user, council=None, what="figures", which=which)
    context = {
        "period": found,
        "room": "stalled",
        "run": run,
        "resolution": stalling.resolution(run),
    }
    return render(request, "console/stalled/councils.html", context)


def _runs(period):
    """What was worked out of this year's stalls, the newest first."""
    return Simulation.objects.filter(period=period, kind=Simulation.Kind.STALL)


def _ask(request, period):
    if not request.user.has_perm(RUN):
        raise Http404
    try:
        run = ask_about_stall(period=period, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        simulate.delay_on_commit(run.pk)
    return redirect("console:stalled", period.code)
