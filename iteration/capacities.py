"""Declared capacities of a main good that is counted otherwise from a year on."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from iteration.models import Assignment, Plan
from proposals.conversion import Conversion
from proposals.models import Good, Period

# As exact as a capacity is declared.
LEAST = Decimal("0.001")


@dataclass(frozen=True)
class Scale:
    """How many units of a council's new main good one unit of its old one is.

    ``before`` and ``after``: smallest units in a unit, as powers of ten.
    """

    factor: Fraction
    before: int
    after: int

    def rescaled(self, capacity: Decimal) -> Decimal:
        """A capacity of the old good as one of the new; never nothing."""
        exact = Fraction(capacity) * self.factor
        found = Decimal(exact.numerator) / Decimal(exact.denominator)
        return max(found.quantize(LEAST, ROUND_HALF_EVEN), LEAST)


def scales(period: Period, councils: Collection[int]) -> dict[int, Scale]:
    """The scales of those councils whose main good ended with this year.

    The main good is the most valuable offer of the plan before, at the first prices of
    that year; of a good that was split the largest part stands for it.
    """
    conversion = Conversion.for_year(period.frozen_at)
    if not conversion or period.previous_id is None or not councils:
        return {}
    before = period.previous.catalogue.select_related("good")
    goods = {entry.good_id: entry.good for entry in before}
    goods |= Good.objects.in_bulk(
        {end for ends in conversion.factors.values() for end in ends} - goods.keys()
    )
    prices = {entry.good_id: entry.start_price for entry in before}
    rows = Assignment.objects.filter(
        plan__period=period.previous_id,
        plan__status=Plan.Status.PUBLISHED,
        council__in=list(councils),
    )
    found = {}
    for row in rows:
        if scale := _scale(row.lines, prices, goods, conversion):
            found[row.council_id] = scale
    return found


def _scale(
    lines: dict[int, int],
    prices: dict[int, Decimal],
    goods: dict[int, Good],
    conversion: Conversion,
) -> Scale | None:
    worth = [
        (goods[good].in_units(-units) * prices[good], good)
        for good, units in lines.items()
        if units < 0
    ]
    main = max(worth)[1] if worth else None
    ends = conversion.factors.get(main)
    if not ends:
        return None
    end = max(ends, key=lambda key: (conversion.shares[main][key], -key))
    before, after = goods[main].decimals, goods[end].decimals
    return Scale(ends[end] * Fraction(10) ** (before - after), before, after)


def rescale_learned(learned: dict[str, Any], period: Period) -> dict[str, Any]:
    """What was learned, with capacities declared then as they are declared now.

    Otherwise a council would seem to have changed its declaration, and what is believed
    of it would begin again.
    """
    declared = learned["declared_capacity"]
    keys = learned["key"][~np.isnan(declared)]
    found = scales(period, keys.tolist())
    if not found:
        return learned
    changed = declared.copy()
    for council, scale in found.items():
        place = int(np.searchsorted(learned["key"], council))
        units = Decimal(str(declared[place])).scaleb(-scale.before).quantize(LEAST)
        changed[place] = float(scale.rescaled(units)) * 10.0**scale.after
    return learned | {"declared_capacity": changed}
