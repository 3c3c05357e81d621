"""Why a year stalls and what would resolve it, as its page shows it."""

from collections import defaultdict
from decimal import Decimal

from django.utils.translation import gettext as _

from councils.models import Council
from iteration.models import Result, Round
from pages.charts import Decades, line_chart
from pages.words import PULLS
from proposals.models import Good, Period

# Rounds back that a trend is read from.
BACK = 4
# A good that comes closer by less than this part in these rounds stays where it is.
PROGRESS = 0.1


def rounds_of(period):
    """The published rounds, oldest first."""
    rows = Round.objects.without_memory().filter(
        period=period, status=Round.Status.PUBLISHED
    )
    return list(rows.select_related("worst_good").order_by("number"))


def course(rounds):
    """The worst imbalance round by round, above the noise floor."""
    newest = rounds[-1]
    limits = [float(newest.tolerance)]
    return line_chart(
        name="course",
        title=_("Worst imbalance by round"),
        description=_("The same figures stand in the list of rounds."),
        rounds=[each.number for each in rounds],
        series=[
            (_("worst good"), "", [each.worst for each in rounds]),
            (_("noise floor"), "second", [each.noise_floor for each in rounds]),
        ],
        scale=Decades(),
        limits=limits,
        limit_name=_("tolerance"),
    )


def out_of(round):
    """The goods out of tolerance in a round, the worst first."""
    rows = Result.objects.filter(round=round, within=False).select_related("good")
    return sorted(rows, key=lambda row: (-abs(row.imbalance), row.good_id))


def with_trends(results, rounds):
    """Each result with what its good has done in the last rounds."""
    numbers = [each.pk for each in rounds[-BACK - 1 : -1]]
    goods = [result.good_id for result in results]
    then = defaultdict(list)
    rows = Result.objects.filter(round__in=numbers, good__in=goods)
    for good, imbalance in rows.order_by("round").values_list("good", "imbalance"):
        then[good].append(abs(imbalance))
    for result in results:
        result.trend = _trend(then[result.good_id], abs(result.imbalance))
        result.at_floor = result.reason == Result.Reason.AT_FLOOR
        result.who = who_pulls(result)
    return results


def _trend(before, now):
    if not before:
        return _("its first round")
    best = min(before)
    if now < (1 - PROGRESS) * best:
        return _("comes closer")
    if now > (1 + PROGRESS) * max(before):
        return _("moves away")
    return _("stays where it is")


def who_pulls(result):
    """Which kinds of council have moved most since the round before."""
    pulls = sorted(result.pulls.items(), key=lambda pull: -abs(pull[1]))
    return [(PULLS[kind], units) for kind, units in pulls if kind in PULLS]


def resolution(simulation):
    """What was found of a stall, with goods and councils by name."""
    found = simulation.result
    codes = {line["good"] for line in found["goods"]}
    codes |= {code for line in found["goods"] for code, _credits in line["instead"]}
    goods = {good.code: good for good in Good.objects.filter(code__in=codes)}
    keys = {int(key) for line in found["goods"] for key, *_rest in line["councils"]}
    keys |= {int(key) for key, _value in found["best"]["who"]}
    councils = Council.objects.in_bulk(keys)
    best = found["best"]
    return {
        "goods": [_good(line, goods, councils) for line in found["goods"]],
        "best": {
            "round": best["round"],
            "worst": Decimal(best["worst"]),
            "tolerance": Decimal(best["tolerance"]),
            "largest_cut": Decimal(best["largest_cut"]),
            "cut_value": Decimal(best["cut_value"]),
            "councils": best["councils"],
            "kinds": [
                (PULLS[kind], Decimal(value)) for kind, value in best["kinds"].items()
            ],
            "who": [
                (councils.get(int(key)), Decimal(value)) for key, value in best["who"]
            ],
        },
        "more": _more(found["more"]),
        "value": sum((Decimal(line["value"]) for line in found["goods"]), Decimal(0)),
    }


def _good(line, goods, councils):
    missing = int(line["missing"])
    return {
        "good": goods[line["good"]],
        "missing": missing,
        "value": Decimal(line["value"]),
        "requested": Decimal(line["requested"]),
        "offered": Decimal(line["offered"]),
        "instead": [
            (goods[code], Decimal(credits)) for code, credits in line["instead"]
        ],
        "councils": [
            (councils.get(int(key)), int(units), int(change))
            for key, units, change in line["councils"]
        ],
    }


def _more(found):
    settlement = found["settlement"]
    last = found["rounds"][-1] if found["rounds"] else None
    return {
        "ended": found["ended"],
        "agreed_in": found["agreed_in"],
        "rounds": len(found["rounds"]),
        "worst": last and Decimal(last["worst"]),
        "out": last["out"] if last else 0,
        "largest_cut": Decimal(settlement["largest_cut"]),
        "cut_value": Decimal(settlement["cut_value"]),
    }


def reasons(period, newest):
    """Why there are no more rounds by themselves, in sentences."""
    told = []
    if newest.is_noise:
        told.append(
            _(
                "Answers vary by themselves so much that more rounds cannot bring the "
                "worst good much closer than it is."
            )
        )
    if newest.number >= period.max_rounds:
        told.append(_("All the rounds that were set for this year are used up."))
    if not told and period.status == Period.Status.STALLED:
        told.append(
            _(
                "In four rounds neither the worst good nor the whole has come closer "
                "by a tenth."
            )
        )
    return told
