from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from desk.stalled import stall_of
from iteration.models import Publication
from pages.access import find_period, public
from pages.charts import Decades, line_chart
from pages.words import RULE, SILENCE, percent


@public
@require_safe
def year(request, period):
    """A planning year: how far its rounds have come, and by which rules."""
    period = find_period(period)
    rounds = list(period.rounds.select_related("worst_good").order_by("number"))
    counted = [each for each in rounds if each.published_at]
    published = Publication.objects.filter(period=period)
    context = {
        "period": period,
        "rounds": rounds[::-1],
        "newest": rounds[-1],
        "counted": counted[-1] if counted else None,
        "stall": stall_of(period, counted[-1] if counted else None),
        "chart": _distance(period, counted) if counted else None,
        "publications": published.select_related("round", "plan").defer("body"),
        "plan": period.plans.published().first(),
        "silence": SILENCE[period.silence],
        "rule": RULE[period.rule],
        "now": timezone.now(),
    }
    return render(request, "desk/year.html", context)


def _distance(period, rounds):
    """How far requests and offers were apart, round by round."""
    last = rounds[-1]
    words = {
        "n": last.number,
        "worst": percent(last.worst),
        "weighted": percent(last.weighted),
        "tolerance": percent(period.tolerance),
    }
    return line_chart(
        name="distance",
        title=_("Distance from agreement, round by round"),
        description=_(
            "After round %(n)d the worst imbalance of a good is %(worst)s, the average "
            "by value %(weighted)s. A good counts as balanced within %(tolerance)s."
        )
        % words,
        rounds=[each.number for each in rounds],
        series=[
            (_("worst good"), "strong", [each.worst for each in rounds]),
            (_("average by value"), "second", [each.weighted for each in rounds]),
        ],
        scale=Decades(),
        limits=[float(period.tolerance)],
        limit_name=_("tolerance"),
    )


@public
@require_safe
@cache_control(public=True, max_age=31536000, immutable=True)
def document(request, digest):
    """A published document, byte for byte what its digest is the digest of."""
    found = get_object_or_404(Publication, digest=digest)
    response = HttpResponse(found.body, content_type="application/json")
    response["ETag"] = f'"{digest}"'
    # 304 for who has it already.
    return get_conditional_response(request, etag=response["ETag"], response=response)
