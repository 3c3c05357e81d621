"""What a page or a program wants to know of a proposal at a round's prices, exactly."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef

from councils.models import Council
from iteration.models import Assignment, Price, Round
from planning.integral import FEW
from proposals.models import Entitlement, Good, Period, Proposal

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Appraisal:
    """What a proposal costs society and what it gives, in credits at given prices.

    ``ratio`` is value of offers ÷ value of requests, None where nothing is requested.
    ``budget`` is what a consumer council may spend: its entitlement less its share of
    public goods (``charge``); None for the other kinds.
    """

    cost: Decimal
    benefit: Decimal
    charge: Decimal
    budget: Decimal | None

    @property
    def ratio(self) -> Decimal | None:
        return self.benefit / self.cost if self.cost else None

    @property
    def left(self) -> Decimal | None:
        return None if self.budget is None else self.budget - self.cost

    @property
    def is_covered(self) -> bool:
        """Whether the entitlement pays for it, or the ratio is at least one."""
        if self.budget is not None:
            return self.cost <= self.budget
        return self.ratio is None or self.ratio >= 1


@dataclass(frozen=True)
class Difference:
    """One line of an assignment beside the proposal it came from, in smallest units.

    ``reason``: ``same``; ``recipe`` (the whole recipe was scaled); ``whole`` (it makes
    whole things only, and was scaled to some); ``request`` or ``offer`` (every
    council's request for, or offer of, this good by the same share); ``accepted``
    (the council accepted the models' offer).
    """

    good: Good
    proposed: int
    assigned: int
    reason: str

    @property
    def share(self) -> Decimal:
        """What is left of what was proposed; above 1 only where it was accepted."""
        return Decimal(self.assigned) / Decimal(self.proposed)


def prices_of(
    round: Round, goods: Iterable[Good | int] | None = None
) -> dict[int, Decimal]:
    """The prices a round announced, credits per unit, by the good's key.

    A catalogue can have thousands of goods: ``goods`` says of which to read them.
    """
    prices = Price.objects.filter(round=round)
    if goods is not None:
        prices = prices.filter(good__in=goods)
    return dict(prices.values_list("good_id", "price"))


def appraise(
    *,
    council: Council,
    round: Round,
    quantities: Mapping[Good, int],
    prices: Mapping[int, Decimal] | None = None,
) -> Appraisal:
    """Value quantities (smallest units by good) at the prices of a round.

    ``prices``, by the good's key: those of the round, if they have been read anyway.
    """
    if prices is None:
        prices = prices_of(round, quantities)
    cost = benefit = Decimal(0)
    for good, units in quantities.items():
        value = good.in_units(abs(units)) * prices[good.pk]
        if units > 0:
            cost += value
        else:
            benefit += value
    charge, budget = Decimal(0), None
    if council.kind == Council.Kind.CONSUMER:
        charge = public_charge(council, round)
        granted = Entitlement.objects.filter(council=council)
        entitled = granted.per_council(round.period).get(council.pk)
        budget = None if entitled is None else max(entitled - charge, Decimal(0))
    return Appraisal(
        cost.quantize(CENT),
        benefit.quantize(CENT),
        charge.quantize(CENT),
        None if budget is None else budget.quantize(CENT),
    )


def public_charge(council: Council, round: Round) -> Decimal:
    """What a consumer council pays towards its federations' requests."""
    above = {each.pk: each for each in _federations(council)}
    if not above:
        return Decimal(0)
    in_force = Proposal.objects.in_force(round.period, round.cutoff)
    lines = {row.council_id: row.lines for row in in_force.filter(council__in=above)}
    goods = {
        good for each in lines.values() for good, units in each.items() if units > 0
    }
    priced = Price.objects.filter(round=round, good__in=goods).select_related("good")
    prices = {row.good_id: row for row in priced} if goods else {}
    charge = Decimal(0)
    for key, requested in lines.items():
        if cost := _cost(requested, prices):
            charge += cost * council.members / max(_heads(above[key]), 1)
    return charge


def _federations(council: Council) -> Iterable[Council]:
    """The consumer federations above a council."""
    above = council.parent
    while above is not None:
        if above.kind == Council.Kind.CONSUMER_FEDERATION:
            yield above
        above = above.parent


def differences(assignment: Assignment) -> list[Difference]:
    """An assignment line by line beside its proposal, by the goods' codes."""
    goods = Good.objects.in_bulk(assignment.goods)
    proposed = assignment.proposal.lines
    cause = _cause(assignment, goods)
    lines = [
        Difference(
            good=goods[key],
            proposed=proposed[key],
            assigned=units,
            reason=_reason(proposed[key], units, cause),
        )
        for key, units in assignment.lines.items()
    ]
    return sorted(lines, key=lambda line: line.good.code)


def _cause(assignment: Assignment, goods: Mapping[int, Good]) -> str | None:
    """What changed all lines of an assignment together; None: each good for itself."""
    if assignment.accepted:
        return "accepted"
    if not assignment.council.is_recipe:
        return None
    lines = assignment.proposal.lines.items()
    made = [(goods[key], -units) for key, units in lines if units < 0]
    whole = all(good.decimals == 0 and units <= FEW for good, units in made)
    return "whole" if made and whole else "recipe"


def _reason(proposed: int, assigned: int, cause: str | None) -> str:
    if assigned == proposed:
        return "same"
    return cause or ("request" if proposed > 0 else "offer")


def _cost(lines: Mapping[int, int], prices: Mapping[int, Price]) -> Decimal:
    """What is requested in some lines, in credits."""
    return sum(
        (
            prices[key].good.in_units(units) * prices[key].price
            for key, units in lines.items()
            if units > 0
        ),
        Decimal(0),
    )


def _heads(federation: Council) -> int:
    """Members of the consumer councils below a federation, at any depth."""
    heads, level = 0, [federation.pk]
    children = Exists(Council.objects.filter(parent=OuterRef("pk")))
    while level:
        below = Council.objects.filter(parent__in=level).annotate(above=children)
        rows = list(below.values_list("pk", "kind", "members", "above"))
        consumers = (row for row in rows if row[1] == Council.Kind.CONSUMER)
        heads += sum(members for _key, _kind, members, _above in consumers)
        level = [key for key, _kind, _members, above in rows if above]
    return heads


def open_round(period: Period) -> Round | None:
    """The round whose prices councils answer now; the newest if none is open."""
    return Round.objects.current(period)
