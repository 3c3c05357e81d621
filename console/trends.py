"""How close the rounds have come: pictures, and the goods that are still apart."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models.functions import Abs
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from iteration.models import Result
from pages.charts import Decades, Even, line_chart
from pages.words import percent

# So many counts are shown beside each other for a good.
COLUMNS = 4


@dataclass(frozen=True)
class Line:
    """A good out of tolerance: its last result, and imbalances of the counts before."""

    good: object
    result: Result
    cells: list
    grew: bool


def out_of_tolerance(last):
    """The results of a counted round that are out of tolerance, the worst first."""
    found = Result.objects.filter(round=last, within=False).select_related("good")
    return found.order_by(Abs("imbalance").desc(), "good_id")


def lines(results, rounds):
    """Some results with the imbalance of the same goods in counts before.

    ``rounds`` are the counted ones before the results' own, the newest first.
    """
    results = list(results)
    goods = [result.good_id for result in results]
    before = defaultdict(dict)
    rows = Result.objects.filter(round__in=rounds, good__in=goods)
    for good, round, imbalance in rows.values_list("good", "round", "imbalance"):
        before[good][round] = imbalance
    return [_line(result, before[result.good_id], rounds) for result in results]


def _line(result, before, rounds):
    cells = [
        {"number": round.number, "imbalance": before.get(round.pk)} for round in rounds
    ]
    last = cells[0]["imbalance"] if cells else None
    grew = last is not None and abs(result.imbalance) > abs(last)
    return Line(result.good, result, cells, grew)


def distance(period, rounds):
    """How far requests and offers were apart, count by count."""
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


def number_out(rounds):
    """How many goods were out of tolerance, count by count."""
    values = [each.goods_out for each in rounds]
    text = ngettext(
        "After round %(n)d one good is out of tolerance.",
        "After round %(n)d %(out)d goods are out of tolerance.",
        values[-1],
    ) % {"n": rounds[-1].number, "out": values[-1]}
    return line_chart(
        name="goods-out",
        title=_("Goods out of tolerance, round by round"),
        description=text,
        rounds=[each.number for each in rounds],
        series=[(_("goods out of tolerance"), "strong", values)],
        scale=Even([0, *values]),
    )
