"""What a year hands on to the next: who makes and uses what, and at which prices."""

from dataclasses import dataclass
from decimal import Decimal

from iteration.models import Assignment
from proposals.models import Period, Proposal


@dataclass(frozen=True)
class Outcome:
    """Lines: smallest units by the keys of council and good; prices by the good's."""

    lines: dict[tuple[int, int], int]
    prices: dict[int, Decimal]


def outcome(period: Period) -> Outcome | None:
    """How a year ended: by its published plan, or, planned elsewhere, as its file says.

    None for a year that has not come to an end.
    """
    plan = period.plans.published().select_related("round").first()
    if plan is not None:
        rows = Assignment.objects.filter(plan=plan)
        prices = plan.round.prices.values_list("good_id", "price")
        return Outcome(_lines(rows), dict(prices))
    if period.status == Period.Status.CLOSED:
        return beginning(period)
    return None


def before(period: Period) -> Outcome | None:
    """How the year before a year ended; None for a first year."""
    return outcome(period.previous) if period.previous else None


def beginning(period: Period) -> Outcome:
    """What a year began with: first proposals and first prices."""
    first = Proposal.objects.not_imputed().filter(period=period, revision=1)
    prices = period.catalogue.values_list("good_id", "start_price")
    return Outcome(_lines(first), dict(prices))


def _lines(rows) -> dict[tuple[int, int], int]:
    columns = rows.order_by().values_list("council_id", "goods", "quantities")
    return {
        (council, good): units
        for council, goods, quantities in columns.iterator()
        for good, units in zip(goods, quantities, strict=True)
        if units
    }
