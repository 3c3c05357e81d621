"""A planning year out of the database as a data package."""

import json
from collections.abc import Iterable

from councils.models import Council
from iteration.packages.years import Outcome, before, beginning
from planning.package import (
    ChangeRow,
    CouncilRow,
    Descriptor,
    EntitlementRow,
    GoodRow,
    Package,
    PeriodRow,
    PriceRow,
    ProposalRow,
    StandingRow,
)
from proposals.models import Change, Entitlement, Good, Period, StandingInstruction


def export_package(*, period: Period) -> Package:
    """The year as a package: last year's outcome, and what is expected of this one.

    What was imported comes back as it was. Where the year before has a published plan,
    the proposals are its assignments and the prices those it was agreed at; a first
    year gives its first proposals and prices.
    """
    said = json.loads(period.package or "{}")
    ended = before(period)
    begun = ended or beginning(period)
    catalogue = dict(period.catalogue.values_list("good_id", "start_price"))
    prices = catalogue | begun.prices
    goods = _goods(catalogue.keys() | {good for _council, good in begun.lines})
    councils = _councils(period, begun, said.get("councils", []))
    return Package(
        descriptor=Descriptor(
            name=said.get("name", f"commonplan-{period.code}"),
            title=said.get("title", period.name_en),
            period=period_row(period),
            previous=period_row(period.previous) if ended else None,
            tolerance=period.tolerance,
            silence=period.silence,
            extra=said.get("extra", {}),
        ),
        goods=[_good(good) for good in goods.values()],
        councils=[_council(council, councils) for council in councils.values()],
        proposals=[
            ProposalRow(councils[council].slug, goods[good].code, units)
            for (council, good), units in begun.lines.items()
        ],
        prices=[PriceRow(good.code, prices[key]) for key, good in goods.items()],
        standing=_standing(councils),
        entitlements=_entitlements(period, councils),
        changes=_changes(period, councils, goods) if ended else [],
    )


def period_row(period: Period) -> PeriodRow:
    """A year as the package describes it."""
    return PeriodRow(
        period.code, period.name_en, period.name_de, period.starts, period.ends
    )


def concerned(period: Period, begun: Outcome) -> set[int]:
    """The keys of the councils that have figures in the year, and of those above."""
    keys = {council for council, _good in begun.lines}
    keys |= set(period.entitlements.values_list("council_id", flat=True))
    keys |= set(period.changes.values_list("council_id", flat=True))
    parents = dict(Council.objects.exclude(parent=None).values_list("pk", "parent"))
    for key in list(keys):
        while (key := parents.get(key)) is not None and key not in keys:
            keys.add(key)
    return keys


def _councils(period: Period, begun: Outcome, also: Iterable[str]):
    keys = concerned(period, begun)
    keys |= set(Council.objects.filter(slug__in=also).values_list("pk", flat=True))
    return {
        council.pk: council for council in Council.objects.all() if council.pk in keys
    }


def _goods(keys: set[int]) -> dict[int, Good]:
    return Good.objects.in_bulk(keys)


def _good(good: Good) -> GoodRow:
    return GoodRow(
        good.code,
        good.name_en,
        good.name_de,
        good.category,
        good.unit,
        good.decimals,
        good.classification,
        good.note,
        good.synonyms_en,
        good.synonyms_de,
    )


def _council(council: Council, councils: dict[int, Council]) -> CouncilRow:
    parent = councils.get(council.parent_id)
    return CouncilRow(
        council.slug,
        council.name,
        council.kind,
        parent.slug if parent else "",
        council.members,
        council.latitude,
        council.longitude,
        council.name_de,
    )


def _standing(councils: dict[int, Council]) -> list[StandingRow]:
    return [
        StandingRow(
            councils[each.council_id].slug,
            each.mode,
            each.substitution,
            each.supply_response,
            each.capacity,
        )
        for each in StandingInstruction.objects.filter(until=None)
        if each.council_id in councils
    ]


def _entitlements(period: Period, councils: dict[int, Council]) -> list[EntitlementRow]:
    return [
        EntitlementRow(councils[each.council_id].slug, each.source, each.amount)
        for each in Entitlement.objects.filter(period=period)
    ]


def _changes(
    period: Period, councils: dict[int, Council], goods: dict[int, Good]
) -> list[ChangeRow]:
    return [
        ChangeRow(
            councils[each.council_id].slug,
            goods[each.good_id].code,
            each.factor,
            each.note_en,
            each.note_de,
        )
        for each in Change.objects.filter(period=period)
        if each.good_id in goods
    ]
