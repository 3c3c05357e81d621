"""The year and the round in plain language."""

from django.db.models.functions import Abs
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from desk.plain import moved, needed
from desk.stalled import stall_of
from iteration.models import Round
from pages.access import find_period, public

# So many goods can be read in a minute.
SHOWN = 7


@public
@require_safe
def year(request, period):
    """What a planning year is, where this one stands, and what one can do."""
    period = find_period(period)
    newest = Round.objects.current(period)
    counted = _counted(period).first()
    stall = stall_of(period, counted)
    context = {
        "period": period,
        "newest": newest,
        "stall": stall,
        "lacking": [needed(each) for each in stall.worst[:SHOWN]] if stall else [],
        "is_open": newest.status == Round.Status.OPEN
        and newest.cutoff > timezone.now(),
        "counted": counted,
        "plan": period.plans.published().exists(),
        "now": timezone.now(),
    }
    return render(request, "desk/plain/year.html", context)


@public
@require_safe
def round(request, period, number):
    """What was counted in a round, or how long it is open."""
    period = find_period(period)
    found = get_object_or_404(Round, period=period, number=number)
    counted = found.published_at is not None
    # While it is open the prices to answer come from the round before.
    basis = found if counted else _counted(period).filter(number__lt=number).first()
    results = basis.results.select_related("good") if basis else []
    if basis:
        results = results.order_by(Abs("imbalance").desc(), "good_id")[:SHOWN]
    context = {
        "period": period,
        "round": found,
        "counted": counted,
        "basis": basis,
        "lines": [(needed(each), moved(each)) for each in results],
        "is_open": found.status == Round.Status.OPEN and found.cutoff > timezone.now(),
        "now": timezone.now(),
    }
    return render(request, "desk/plain/round.html", context)


def _counted(period):
    rounds = Round.objects.filter(period=period, published_at__isnull=False)
    return rounds.order_by("-number")
