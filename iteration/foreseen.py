"""What ending a good or a council would touch, for whoever is about to do it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q

from councils.models import Council
from iteration.inheritance import inherited_prices
from iteration.models import Result, Round
from proposals.conversion import Conversion, Part
from proposals.models import (
    Draft,
    Good,
    Period,
    Proposal,
    StandingInstruction,
)

# The largest lines that are shown.
SHOWN = 10
Amounts = tuple[tuple[Good, int], ...]


@dataclass(frozen=True)
class Turned:
    """A council's lines of goods that end, and what they become.

    Smallest units, positive requested, negative offered.
    """

    council: Council
    before: Amounts
    after: Amounts


@dataclass(frozen=True)
class GoodsPreview:
    """What ending goods would touch, by the newest year that plans with them.

    ``running`` go on with the goods, ``preparing`` follow at once. ``councils`` request
    or offer them now; of ``vanishing`` of these nothing is left, being less than the
    smallest unit. ``totals`` and ``prices`` are good by good, before and after.
    """

    year: Period | None
    running: Sequence[Period]
    preparing: Sequence[Period]
    councils: int
    vanishing: int
    drafts: int
    instructions: int
    largest: Sequence[Turned]
    before: Sequence[tuple[Good, int, int, Decimal | None]]
    after: Sequence[tuple[Good, int, int, Decimal | None]]


def foresee_goods(ends: Mapping[Good, Sequence[Part]], at: datetime) -> GoodsPreview:
    """What would happen to these goods if they ended; nothing is written.

    Goods that are not saved yet need keys of their own, below zero.
    """
    keys = [good.pk for good in ends]
    goods = {good.pk: good for good in ends}
    goods |= {part.good.pk: part.good for parts in ends.values() for part in parts}
    planning = Period.objects.filter(catalogue__good__in=keys).distinct()
    running = [each for each in planning if each.frozen_at and not _is_over(each)]
    opened = [each for each in planning if each.frozen_at]
    year = max(opened, key=lambda each: (each.starts, each.pk), default=None)
    conversion = Conversion.foreseen(ends)
    turned = _turned(year, at, conversion, goods) if year else []
    councils = [each.council.pk for each in turned]
    instructions = StandingInstruction.objects.filter(until=None)
    size = sorted(turned, key=lambda each: -max(abs(n) for _g, n in each.before))
    then = _prices(year, ends) if year else {}
    now = inherited_prices(then, _volumes(turned), conversion, goods)
    return GoodsPreview(
        year=year,
        running=running,
        preparing=list(Period.objects.filter(frozen_at=None, previous__in=opened)),
        councils=len(turned),
        vanishing=sum(not each.after for each in turned) if any(ends.values()) else 0,
        drafts=_drafts(running, ends),
        instructions=instructions.filter(council__in=councils).count(),
        largest=size[:SHOWN],
        before=_totals(turned, "before", then),
        after=_totals(
            turned, "after", {goods[key]: price for key, price in now.items()}
        ),
    )


def _is_over(period: Period) -> bool:
    return period.status in (Period.Status.CLOSED, Period.Status.DRAFT)


def _turned(
    year: Period, at: datetime, conversion: Conversion, goods: Mapping[int, Good]
) -> list[Turned]:
    sources = set(conversion.factors)
    # What is in force is found first: an earlier revision may name a good still.
    last = Proposal.objects.in_force(year, at).values("pk")
    rows = Proposal.objects.filter(pk__in=last, goods__overlap=list(sources))
    found = []
    for row in rows.select_related("council"):
        before = {good: units for good, units in row.lines.items() if good in sources}
        after = conversion.units(before)
        found.append(
            Turned(
                row.council,
                tuple((goods[good], units) for good, units in before.items()),
                tuple((goods[good], units) for good, units in after.items()),
            )
        )
    return found


def _volumes(turned: Sequence[Turned]) -> dict[int, int]:
    found: dict[int, int] = {}
    for each in turned:
        for good, units in each.before:
            found[good.pk] = found.get(good.pk, 0) + max(units, 0)
    return found


def _totals(
    turned: Sequence[Turned], side: str, prices: Mapping[Good, Decimal]
) -> list[tuple[Good, int, int, Decimal | None]]:
    sums: dict[Good, list[int]] = {good: [0, 0] for good in prices}
    for each in turned:
        for good, units in getattr(each, side):
            sums.setdefault(good, [0, 0])[units < 0] += abs(units)
    return [(good, *both, prices.get(good)) for good, both in sums.items()]


def _prices(year: Period, ends: Mapping[Good, Sequence[Part]]) -> dict[Good, Decimal]:
    """The newest prices of the goods; those of a catalogue before its first round."""
    round = Round.objects.current(year)
    if round is None:
        return {}
    rows = round.prices.filter(good__in=[good.pk for good in ends])
    return {row.good: row.price for row in rows.select_related("good")}


def _drafts(years: Sequence[Period], ends: Mapping[Good, Sequence[Part]]) -> int:
    codes = [good.code for good in ends]
    return Draft.objects.filter(period__in=years, lines__has_any_keys=codes).count()


@dataclass(frozen=True)
class Loss:
    """What a year loses with a council, of one good, smallest units.

    ``share``: of all that is offered, or requested, at the last count; None before it.
    """

    period: Period
    good: Good
    units: int
    share: Decimal | None


def foresee_leaving(councils: Sequence[Council], at: datetime) -> list[Loss]:
    """What years that run would lose, the largest shares first."""
    found = []
    keys = [council.pk for council in councils]
    for year in Period.objects.filter(status=Period.Status.OPEN, practice=False):
        sums: dict[int, int] = {}
        for row in Proposal.objects.in_force(year, at).filter(council__in=keys):
            for good, units in row.lines.items():
                sums[good] = sums.get(good, 0) + units
        goods = Good.objects.in_bulk(sums)
        totals = _last_totals(year, list(sums))
        found += [
            Loss(year, goods[key], units, _share(units, totals.get(key)))
            for key, units in sums.items()
            if units
        ]
    return sorted(found, key=lambda loss: (-(loss.share or 0), loss.good.code))


def _last_totals(year: Period, goods: Sequence[int]) -> dict[int, tuple[int, int]]:
    counted = Round.objects.filter(period=year, status=Round.Status.PUBLISHED)
    last = counted.order_by("-number").first()
    rows = Result.objects.filter(Q(round=last) & Q(good__in=goods))
    return {row.good_id: (row.requested, row.offered) for row in rows}


def _share(units: int, totals: tuple[int, int] | None) -> Decimal | None:
    whole = totals[units < 0] if totals else 0
    return round(Decimal(abs(units)) / whole, 6) if whole else None
