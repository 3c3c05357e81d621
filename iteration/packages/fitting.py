"""Whether a package fits what is here: everything that does not, in one go."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal

from django.utils.translation import gettext_lazy as _

from councils.models import Council
from iteration.packages.exporting import period_row
from iteration.packages.faults import Refusal
from iteration.packages.years import outcome
from planning.package import Package
from proposals.models import CatalogueEntry, Good, Period, Proposal
from proposals.services.submission import LARGEST

MEASURE = ("unit", "decimals", "category")
# The sum of all requests for a good, or of all offers, stays below this.
LIMIT = 2**62
DESCRIPTOR = "datapackage.json"


def misfits(package: Package) -> list[Refusal]:
    """Every reason why the package cannot be imported here."""
    return [
        *_years(package),
        *_goods(package),
        *_councils(package),
        *_too_much(package),
    ]


def changed(package: Package) -> Iterator[tuple[str, str, int]]:
    """First proposals: last year's lines times what is expected to differ.

    Rounded half to even to whole smallest units; what comes to nothing is left out.
    """
    factors = {(row.council, row.good): row.factor for row in package.changes}
    for row in package.proposals:
        factor = factors.get((row.council, row.good))
        units = row.quantity if factor is None else times(row.quantity, factor)
        if units:
            yield row.council, row.good, units


def times(quantity: int, factor: Decimal) -> int:
    """A quantity times a factor, half to even.

    >>> times(5, Decimal("0.5")), times(7, Decimal("0.5")), times(-5, Decimal("0.5"))
    (2, 4, -2)
    """
    return int((quantity * factor).to_integral_value(ROUND_HALF_EVEN))


def _years(package: Package) -> Iterator[Refusal]:
    before = package.previous
    if before is None:
        if package.changes:
            yield Refusal("changes.csv", None, None, "no_year_before")
        return
    place = (DESCRIPTOR, None, "commonplan.previous")
    if before.code == package.period.code:
        yield Refusal(*place, "same_year", {"value": before.code})
        return
    known = Period.objects.filter(code=before.code).first()
    if known is None:
        return
    ended = outcome(known)
    if ended is None:
        status = known.get_status_display()
        yield Refusal(*place, "not_ended", {"value": before.code, "status": status})
        return
    differing = {
        _("name or dates"): period_row(known) != before,
        _("prices"): _prices(package) != ended.prices,
        _("quantities"): _lines(package) != ended.lines,
    }
    for what, differs in differing.items():
        if differs:
            yield Refusal(*place, "differs", {"value": before.code, "what": what})


def _prices(package: Package) -> dict[int | str, Decimal]:
    keys = dict(Good.objects.values_list("code", "pk"))
    return {keys.get(row.good, row.good): row.price for row in package.prices}


def _lines(package: Package) -> dict[tuple[int | None, int | None], int]:
    goods = dict(Good.objects.values_list("code", "pk"))
    councils = dict(Council.objects.values_list("slug", "pk"))
    return {
        (councils.get(row.council), goods.get(row.good)): row.quantity
        for row in package.proposals
    }


def _goods(package: Package) -> Iterator[Refusal]:
    planned_with = Good.objects.filter(pk__in=CatalogueEntry.objects.values("good"))
    known = {good.code: good for good in planned_with}
    for number, row in enumerate(package.goods, 2):
        if row.code not in known:
            continue
        for column in MEASURE:
            stays = getattr(known[row.code], column)
            if getattr(row, column) != stays:
                shown = {"value": row.code, "what": column, "stays": stays}
                yield Refusal("goods.csv", number, column, "planned_with", shown)


def _councils(package: Package) -> Iterator[Refusal]:
    proposing = Council.objects.filter(pk__in=Proposal.objects.values("council"))
    kinds = dict(proposing.values_list("slug", "kind"))
    for number, row in enumerate(package.councils, 2):
        stays = kinds.get(row.slug, row.kind)
        if row.kind != stays:
            shown = {"value": row.slug, "stays": stays}
            yield Refusal("councils.csv", number, "kind", "kind_stays", shown)


def _too_much(package: Package) -> Iterator[Refusal]:
    sums: dict[tuple[str, bool], int] = defaultdict(int)
    for council, good, units in changed(package):
        sums[good, units > 0] += abs(units)
        if abs(units) > LARGEST:
            shown = {"value": f"{council}, {good}"}
            yield Refusal("changes.csv", None, "factor", "too_much", shown)
    for good in sorted(
        {good for (good, _sign), total in sums.items() if total >= LIMIT}
    ):
        yield Refusal("changes.csv", None, "factor", "too_much", {"value": good})
