"""What a year inherits from the one before: figures of goods and councils that ended.

Totals are exact: what one line becomes is a fraction until it is rounded, once for the
goods and once for the councils, and parts of one whole are rounded together.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from councils.models import Council, Departure, Heir
from iteration.models import Assignment, Plan, Result, Round
from proposals.conversion import Conversion, together, whole_way
from proposals.models import Good, Period, Proposal

Lines = dict[int, int]
ONE = Fraction(1)


@dataclass(frozen=True)
class Heirs:
    """Which share of each council that ended goes to which council, by their keys."""

    shares: Mapping[int, Mapping[int, Fraction]]

    @classmethod
    def for_year(cls, opened_at: datetime | None) -> "Heirs":
        """The ones that hold for a year opened at a moment; None: not yet opened."""
        gone = Departure.objects.before(opened_at)
        steps: dict[int, dict[int, Fraction]] = {
            key: {} for key in gone.values_list("council_id", flat=True)
        }
        rows = Heir.objects.filter(departure__in=gone).select_related("departure")
        for row in rows if steps else ():
            share = Fraction(row.numerator, row.denominator)
            steps[row.departure.council_id][row.council_id] = share
        return cls(whole_way(steps))

    def __bool__(self) -> bool:
        return bool(self.shares)

    def of(self, council: int) -> Mapping[int, Fraction]:
        """Who goes on with a council's figures, and with which share."""
        return self.shares.get(council, {council: ONE})

    def before(self, council: int) -> list[int]:
        """The councils whose figures a council goes on with."""
        found = [key for key, heirs in self.shares.items() if council in heirs]
        return found if council in self.shares else [council, *found]

    def divide(self, council: int, amount: int) -> dict[int, int]:
        """A whole number shared out among the heirs; nothing is lost."""
        exact = {key: amount * share for key, share in self.of(council).items()}
        return {key: part for key, part in together(exact).items() if part}


def inherited(
    rows: Iterable[tuple[int, Lines]], conversion: Conversion, heirs: Heirs
) -> dict[int, Lines]:
    """Lines by council, of the goods and councils of another year.

    ``rows``: councils, each once, and what each requests (+) and offers (-).
    """
    found: dict[int, Lines] = {}
    for council, lines in rows:
        turned = conversion.units(lines) if conversion else lines
        if council not in heirs.shares:
            _add(found, council, turned)
            continue
        for good, units in turned.items():
            for heir, part in heirs.divide(council, units).items():
                _add(found, heir, {good: part})
    return {
        council: {good: units for good, units in sorted(lines.items()) if units}
        for council, lines in found.items()
    }


def _add(found: dict[int, Lines], council: int, lines: Mapping[int, int]) -> None:
    mine = found.setdefault(council, {})
    for good, units in lines.items():
        mine[good] = mine.get(good, 0) + units


def inherited_prices(
    prices: Mapping[Good, Decimal],
    volume: Mapping[int, int],
    conversion: Conversion,
    known: Mapping[int, Good] | None = None,
) -> dict[int, Decimal]:
    """First prices of another year's goods by key, credits per unit, six digits.

    A price scales inversely to the unit: what was planned is worth as much as before.
    Where several goods become one, each counts with its ``volume``, in smallest units;
    where nothing of any was planned, all count alike. ``known``: goods by their keys
    that need not be looked up.
    """
    goods = {good.pk: good for good in prices} | dict(known or {})
    missing = {end for ends in conversion.factors.values() for end in ends}
    goods |= Good.objects.in_bulk(missing - goods.keys())
    parts: dict[int, list[tuple[Fraction, Fraction, int]]] = defaultdict(list)
    for good, price in prices.items():
        small = Fraction(price) / 10**good.decimals
        for end, factor in conversion.factors.get(good.pk, {good.pk: ONE}).items():
            # Of what is divided, each part carries its share of the value.
            share = conversion.shares[good.pk][end] if end != good.pk else ONE
            units = volume.get(good.pk, 0)
            parts[end].append((small * share / factor, factor, units))
    kept = {
        good.pk: price for good, price in prices.items() if len(parts[good.pk]) == 1
    }
    return {
        end: announced(_mean(found) * 10 ** goods[end].decimals)
        for end, found in parts.items()
        if found
    } | {end: price for end, price in kept.items() if end not in conversion.factors}


def _mean(parts: list[tuple[Fraction, Fraction, int]]) -> Fraction:
    """The mean of prices, each with the quantity it was paid for."""
    if not any(volume for _price, _factor, volume in parts):
        parts = [(price, factor, 1) for price, factor, _volume in parts]
    weight = sum(factor * volume for _price, factor, volume in parts)
    value = sum(price * factor * volume for price, factor, volume in parts)
    return Fraction(value) / Fraction(weight)


def announced(price: Fraction) -> Decimal:
    """A price as it can be announced: six significant digits, above zero.

    >>> announced(Fraction(10, 3)), announced(Fraction(1, 10**20))
    (Decimal('3.33333'), Decimal('1E-15'))
    """
    exact = Decimal(price.numerator) / Decimal(price.denominator)
    return max(Decimal(f"{exact:.5e}"), Decimal(1).scaleb(-15))


def volumes(plan: Plan) -> dict[int, int]:
    """What was requested of each good in the round of a plan, smallest units."""
    rows = Result.objects.filter(round=plan.round_id)
    return {good: int(units) for good, units in rows.values_list("good", "requested")}


def lines_before(council: Council, period: Period) -> Lines:
    """What the plan of the year before assigned to a council, in this year's goods.

    Of the councils it goes on for, their shares. Without a plan, what was last proposed
    for that year.
    """
    if period.previous_id is None:
        return {}
    heirs = Heirs.for_year(period.frozen_at)
    keys = heirs.before(council.pk)
    rows = {
        key: lines
        for key in keys
        if (lines := _assigned(period.previous_id, key)) is not None
    }
    found = inherited(rows.items(), Conversion.for_year(period.frozen_at), heirs)
    return found.get(council.pk, {})


def counted_before(council: Council, period: Period, round: Round) -> tuple[Lines, int]:
    """What a round of the year before counted of a council, in this year's goods.

    Of the councils it goes on for, their shares; and how many these are.
    """
    heirs = Heirs.for_year(period.frozen_at)
    keys = heirs.before(council.pk)
    rows = Proposal.objects.in_force(round.period, round.cutoff)
    counted = [(row.council_id, row.lines) for row in rows.filter(council__in=keys)]
    found = inherited(counted, Conversion.for_year(period.frozen_at), heirs)
    return found.get(council.pk, {}), len(counted)


def _assigned(period: int, council: int) -> Lines | None:
    assigned = Assignment.objects.filter(
        plan__period=period, council=council, plan__status=Plan.Status.PUBLISHED
    ).first()
    if assigned:
        return {key: units for key, units in assigned.lines.items() if units}
    proposals = Proposal.objects.filter(council=council, period=period)
    proposal = proposals.order_by("-submitted_at", "-revision").first()
    return proposal.lines if proposal else None
