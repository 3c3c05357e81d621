from functools import cached_property

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Abs
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk.kept import kept_for
from desk.names import good_by_name
from iteration.models import Price, Result, Round
from pages.access import find_period, public
from pages.charts import Even, line_chart
from pages.words import excess
from proposals.models import CatalogueEntry, Good, Succession

PAGE = 50


@public
@require_safe
def round(request, period, number):
    """The prices of a round and, once it is counted, what was requested and offered."""
    found = get_object_or_404(
        Round.objects.select_related("period", "worst_good"),
        period=find_period(period),
        number=number,
    )
    counted = found.status == Round.Status.PUBLISHED
    before = Round.objects.filter(period=found.period, number=number - 1).first()
    after = Round.objects.filter(period=found.period, number=number + 1).first()
    # An open round has no results yet: what explains its prices are those before.
    basis = found if counted else before
    table = Table([before, found, after], basis, request.GET)
    context = {
        "round": found,
        "period": found.period,
        "counted": counted,
        "before": before,
        "after": after,
        "table": table,
        "kept": kept_for(request, found.pk, found.status, after and after.pk),
        "categories": Good.Category.choices,
        "sort": request.GET.get("sort", ""),
        "category": request.GET.get("category", ""),
        "sought": request.GET.get("q", ""),
        "publication": _publication(found),
        "now": timezone.now(),
    }
    return render(request, "desk/round.html", context)


class Table:
    """Goods of a round, filtered and sorted as asked; read when first looked at.

    Prices never change, nor results once they are counted, so a page keeps what it has
    made of them.
    """

    def __init__(self, rounds, basis, choice):
        self.rounds, self.basis, self.choice = rounds, basis, choice

    @cached_property
    def page(self):
        rows = _chosen(self.basis, self.rounds[1], self.choice)
        return Paginator(rows, PAGE).get_page(self.choice.get("page"))

    @cached_property
    def lines(self):
        return _lines(self.page, self.rounds)


def _chosen(basis, found, choice):
    """Results (or the very first prices), filtered and sorted as asked."""
    name = good_by_name()
    orders = {"good": [name], "category": ["good__category", name]}
    if basis:
        worst, rows = [Abs("imbalance").desc(), name], basis.results.all()
    else:
        worst, rows = [name], found.prices.all()
    if choice.get("category") in Good.Category.values:
        rows = rows.filter(good__category=choice["category"])
    sought = choice.get("q", "").replace("\0", "").strip()[:100]
    if sought:
        rows = rows.filter(
            Q(good__name_en__icontains=sought)
            | Q(good__name_de__icontains=sought)
            | Q(good__code__iexact=sought)
        )
    ordered = rows.order_by(*orders.get(choice.get("sort"), worst))
    return ordered.select_related("good")


def _lines(page, rounds):
    """Each good with its result, if there is one, and its prices in three rounds."""
    keys = [row.good_id for row in page]
    last, now, following = (_prices(each, keys) for each in rounds)
    return [
        {
            "good": row.good,
            "result": row if isinstance(row, Result) else None,
            "last": last.get(row.good_id),
            "price": now[row.good_id],
            "next": following.get(row.good_id),
        }
        for row in page
    ]


def _prices(found, keys):
    if found is None:
        return {}
    rows = Price.objects.filter(round=found, good__in=keys)
    return dict(rows.values_list("good_id", "price"))


def _publication(found):
    return getattr(found, "publication", None) if found.published_at else None


@public
@require_safe
def good(request, period, code):
    """One good over the rounds: its price and its imbalance."""
    period = find_period(period)
    entries = CatalogueEntry.objects.select_related("good").filter(period=period)
    gone = Succession.objects.standing().filter(good=OuterRef("good"))
    entry = get_object_or_404(entries.annotate(ended=Exists(gone)), good__code=code)
    found = entry.good
    prices = Price.objects.filter(round__period=period, good=found)
    prices = list(prices.select_related("round").order_by("round__number"))
    results = Result.objects.filter(round__period=period, good=found)
    results = {result.round_id: result for result in results}
    rows = [(price, results.get(price.round_id)) for price in prices]
    numbers = [price.round.number for price in prices]
    context = {
        "period": period,
        "good": found,
        "ended": ending(found) if entry.ended else None,
        "rows": rows[::-1],
        "price": prices[-1],
        "result": next(
            (
                {"number": price.round.number, "result": result}
                for price, result in rows[::-1]
                if result
            ),
            None,
        ),
        "price_chart": _price_chart(found, numbers, prices),
        "imbalance_chart": _imbalance_chart(found, period, numbers, rows),
    }
    return render(request, "desk/good.html", context)


def ending(good):
    """That a good has ended, and what will be planned in its place."""
    ended = Succession.objects.standing().filter(good=good)
    return ended.prefetch_related("successors__good").first()


def _price_chart(found, numbers, prices):
    values = [price.price for price in prices]
    words = {"good": found, "first": numbers[0], "last": numbers[-1]}
    return line_chart(
        name="price",
        title=_("Indicative price of %(good)s, credits") % words,
        description=_("Rounds %(first)d to %(last)d; the table has the figures.")
        % words,
        rounds=numbers,
        series=[(_("price"), "strong", values)],
        scale=Even(values),
    )


def _imbalance_chart(found, period, numbers, rows):
    values = [result.imbalance if result else None for _price, result in rows]
    last = next((result for _price, result in rows[::-1] if result), None)
    if last is None:
        return None
    tolerance = float(period.tolerance)
    return line_chart(
        name="imbalance",
        title=_("Imbalance of %(good)s: above 0 more requested, below more offered")
        % {"good": found},
        description=_("In the last count: %(excess)s.") % {"excess": excess(last)},
        rounds=numbers,
        series=[(_("imbalance"), "strong", values)],
        scale=Even([*values, tolerance, -tolerance], percent=True, around_zero=True),
        limits=[tolerance, -tolerance],
        limit_name=_("tolerance"),
    )
