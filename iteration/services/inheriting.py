"""Writing what a year inherits, when it is prepared and whenever that changes."""

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from iteration.inheritance import (
    Heirs,
    Lines,
    inherited,
    inherited_prices,
    volumes,
)
from iteration.models import Assignment, Plan
from proposals.conversion import Conversion
from proposals.models import (
    CatalogueEntry,
    Entitlement,
    Good,
    Period,
    Proposal,
    Wanted,
)
from proposals.services import Line, fill_catalogue, submit_many
from proposals.services.goods import proposed_in_preparation

CENTS = 100


def inherit(*, period: Period, plan: Plan) -> None:
    """Fill a new year from the plan before it; the caller has the transaction.

    Goods and councils that have ended are their successors', new goods that were
    accepted come with the cost of their recipes.
    """
    conversion, heirs = Conversion.for_year(None), Heirs.for_year(None)
    fill_catalogue(period=period, prices=_prices(plan, conversion) | accepted(period))
    _entitle(period, heirs)
    _propose(period, lines_of(plan, conversion, heirs))


def renew(*, goods: Collection[int] = (), councils: Collection[int] = ()) -> None:
    """Let the years in preparation follow what has just been decided.

    About ``goods`` (all that ended, go on again or stand in their place) and
    ``councils``, by their keys. The caller holds `life` and the transaction.

    Raises ValidationError ``in_preparation`` if a year that was not made from a plan
    has proposals with such a good.
    """
    if (period := proposed_in_preparation(goods)) and goods:
        raise ValidationError(
            _("Proposals of %(period)s already name it. Open that year first."),
            code="in_preparation",
            params={"period": period},
        )
    conversion, heirs = Conversion.for_year(None), Heirs.for_year(None)
    for period in Period.objects.filter(frozen_at=None).order_by("pk"):
        plan = period.previous_id and period.previous.plans.published().first()
        if goods:
            _recatalogue(period, plan, conversion, goods)
        if not plan:
            continue
        if councils:
            _entitle(period, heirs, councils)
        _propose(period, lines_of(plan, conversion, heirs))


def lines_of(plan: Plan, conversion: Conversion, heirs: Heirs) -> dict[int, Lines]:
    """What each council of the next year begins with, by its key."""
    rows = Assignment.objects.filter(plan=plan).order_by("council_id")
    listed = rows.values_list("council_id", "goods", "quantities")
    return inherited(
        (
            (council, dict(zip(goods, quantities, strict=True)))
            for council, goods, quantities in listed.iterator()
        ),
        conversion,
        heirs,
    )


def accepted(period: Period) -> dict[Good, Decimal]:
    """New goods that no year has had yet, at the cost of their recipes."""
    if period.practice:
        return {}
    rows = Wanted.objects.filter(outcome=Wanted.Outcome.ACCEPTED)
    fresh = rows.exclude(good__in=CatalogueEntry.objects.values("good"))
    fresh = fresh.filter(good__successions=None).select_related("good")
    return {row.good: row.recipe_cost for row in fresh}


def _prices(plan: Plan, conversion: Conversion) -> dict[Good, Decimal]:
    rows = plan.round.prices.select_related("good")
    prices = {each.good: each.price for each in rows}
    return _anew(prices, volumes(plan), conversion)


def _anew(
    prices: Mapping[Good, Decimal], volume: Mapping[int, int], conversion: Conversion
) -> dict[Good, Decimal]:
    found = inherited_prices(prices, volume, conversion)
    goods = Good.objects.in_bulk(found)
    return {goods[key]: price for key, price in sorted(found.items())}


def _recatalogue(
    period: Period, plan: Plan | None, conversion: Conversion, goods: Collection[int]
) -> None:
    """Let a catalogue in preparation have the goods that there are now.

    What stands in it keeps its price, which may have been changed by hand.
    """
    entries = period.catalogue.select_related("good")
    now = {entry.good: entry.start_price for entry in entries}
    wanted = _prices(plan, conversion) if plan else _anew(now, {}, conversion)
    gone = [
        good.pk
        for good in now
        if good.pk in conversion.factors
        or (plan and good.pk in goods and good not in wanted)
    ]
    period.catalogue.filter(good__in=gone).delete()
    fresh = {
        good: price
        for good, price in wanted.items()
        if good.pk in goods and good not in now
    }
    fill_catalogue(period=period, prices=fresh)


def _entitle(
    period: Period, heirs: Heirs, councils: Collection[int] | None = None
) -> None:
    """Carry entitlements over, of all councils or of those an act is about.

    The heirs of a council share its amounts, to the cent.
    """
    rows = Entitlement.objects.filter(period=period.previous_id)
    mine = Entitlement.objects.filter(period=period)
    if councils is not None:
        mine.filter(council__in=councils).delete()
    sums: dict[tuple[int, str], int] = {}
    basis: dict[tuple[int, str], str] = {}
    for row in rows.order_by("pk"):
        for heir, cents in heirs.divide(
            row.council_id, int(row.amount * CENTS)
        ).items():
            if councils is not None and heir not in councils:
                continue
            place = heir, row.source
            sums[place] = sums.get(place, 0) + cents
            basis[place] = row.basis if row.council_id == heir else ""
    Entitlement.objects.bulk_create(
        Entitlement(
            council_id=council,
            period=period,
            source=source,
            amount=Decimal(cents) / CENTS,
            basis=basis[council, source],
        )
        for (council, source), cents in sums.items()
    )


def _propose(period: Period, wanted: Mapping[int, Lines]) -> None:
    """Let the proposals of a year begin with these lines, where they do not yet.

    What somebody else has put there stays.
    """
    last = (
        Proposal.objects.filter(period=period)
        .order_by("council_id", "-revision")
        .distinct("council_id")
    )
    now = {row.council_id: row for row in last}
    lines = []
    for council in sorted(wanted.keys() | now.keys()):
        figures, known = wanted.get(council, {}), now.get(council)
        if known and (known.origin != Proposal.Origin.PLAN or known.lines == figures):
            continue
        if known is None and council not in wanted:
            continue
        lines.append(Line(council, list(figures), list(figures.values())))
    submit_many(period=period, lines=lines, origin=Proposal.Origin.PLAN)
