"""Hours and entitlements of the neighbourhoods, so that each can pay for its year.

What a neighbourhood uses is known, and so is what it gets for children, retired
people, those cared for at home and the emissions it permits. The rest it has worked
for: whoever used more has worked more. So the hours of the region are shared out.
"""

import math
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from demo import tables
from demo.final_use import Flows
from demo.whole import Units, value

Prices = dict[str, Decimal]

# Of the 20 credits an hour costs its users, this many are the effort income of those
# who worked it; the rest pays the allowances.
EFFORT_PER_HOUR = Fraction(14)
# A retired person's allowance in those of a child.
RETIRED_PER_CHILD = Fraction(3, 2)
UNPAID = "unpaid_care"
CARED = "home_care"
PASSES = 400


@dataclass(frozen=True)
class Account:
    """What a neighbourhood needs and gets without working for it, in credits."""

    cost: Fraction
    need: int
    compensation: int
    allowance: int

    @property
    def to_earn(self) -> Fraction:
        return self.cost - self.need - self.compensation - self.allowance


def accounts(requested: Units, prices: Prices) -> dict[str, Account]:
    """Cost and unearned income of every neighbourhood.

    The allowance per child is the largest multiple of ten credits that, with all
    hours paid, does not give the neighbourhoods more than they use.
    """
    slugs = list(tables.neighbourhoods())
    cost = {slug: _cost(slug, requested, prices) for slug in slugs}
    need = {slug: _need(slug, requested, prices) for slug in slugs}
    compensation = _compensation(requested, prices)
    dependants = {slug: _dependants(slug) for slug in slugs}
    hours = sum(_paid_hours(requested).values())
    rest = sum(cost.values()) - sum(need.values()) - sum(compensation.values())
    most = (rest - hours * EFFORT_PER_HOUR) / sum(dependants.values())
    per_child = math.floor(most / 10) * 10
    return {
        slug: Account(
            cost=cost[slug],
            need=need[slug],
            compensation=compensation[slug],
            allowance=math.floor(per_child * dependants[slug]),
        )
        for slug in slugs
    }


def labour(requested: Units, accounts: dict[str, Account]) -> Flows:
    """The hours every neighbourhood offers, by kind of work.

    Every kind adds up to what the councils request, and every neighbourhood to what
    it has to earn, as nearly as the skills at hand allow.
    """
    paid = _paid_hours(requested)
    earning = float(sum(account.to_earn for account in accounts.values()))
    rows = {
        slug: float(sum(paid.values())) * float(account.to_earn) / earning
        for slug, account in accounts.items()
    }
    hours = {
        (slug, work): rows[slug] * _skill(slug, work) for slug in rows for work in paid
    }
    for _ in range(PASSES):
        for slug, target in rows.items():
            _rescale(hours, [(slug, work) for work in paid], target)
        for work, needed in paid.items():
            _rescale(hours, [(slug, work) for slug in rows], float(needed))
    for slug in rows:
        hours[slug, UNPAID] = float(requested[slug, CARED])
    return {line: -quantity for line, quantity in hours.items()}


def entitlements(
    units: Units, accounts: dict[str, Account]
) -> list[tuple[str, str, int]]:
    """Rows (council, source, whole credits); their sum just covers the year's cost."""
    rows = []
    for slug, account in accounts.items():
        hours = sum(
            Fraction(-quantity, tables.scale(good))
            for (council, good), quantity in units.items()
            if council == slug and quantity < 0 and good != UNPAID
        )
        effort = math.floor(hours * EFFORT_PER_HOUR)
        saved = math.ceil(account.to_earn - effort)
        if saved < 0:
            raise ValueError(f"{slug} has worked for more than it uses")
        amounts = {
            "effort": effort,
            "allowance": account.allowance,
            "credit": saved,
            "compensation": account.compensation,
            "need": account.need,
        }
        rows += [(slug, source, amount) for source, amount in amounts.items() if amount]
    return rows


def _cost(slug: str, requested: Units, prices: Prices) -> Fraction:
    federation = tables.neighbourhoods()[slug]["federation"]
    below = sum(
        int(row["members"])
        for row in tables.neighbourhoods().values()
        if row["federation"] == federation
    )
    public = Fraction(value(requested, prices, federation))
    members = tables.heads(slug, "member")
    return Fraction(value(requested, prices, slug)) + public * members / below


def _need(slug: str, requested: Units, prices: Prices) -> int:
    cared = Fraction(requested[slug, CARED], tables.scale(CARED))
    return math.floor(cared * Fraction(prices[CARED]))


def _compensation(requested: Units, prices: Prices) -> dict[str, int]:
    """What the emissions of the year are worth, per head of those who live with them.

    Nitrogen reaches the wells of the lower valley; the climate is everybody's.
    """
    everybody = list(tables.neighbourhoods())
    lower = [
        slug
        for slug, row in tables.neighbourhoods().items()
        if row["federation"] == "lower-tessach"
    ]
    total: dict[str, Fraction] = defaultdict(Fraction)
    for good, affected in (("nitrogen_surplus", lower), ("co2e", everybody)):
        units = sum(part for (_, code), part in requested.items() if code == good)
        worth = Fraction(units, tables.scale(good)) * Fraction(prices[good])
        people = sum(tables.heads(slug, "member") for slug in affected)
        for slug in affected:
            total[slug] += worth * tables.heads(slug, "member") / people
    return {slug: math.floor(total[slug]) for slug in everybody}


def _dependants(slug: str) -> Fraction:
    children = tables.heads(slug, "under_six") + tables.heads(slug, "pupil")
    return children + RETIRED_PER_CHILD * tables.heads(slug, "retired")


def _paid_hours(requested: Units) -> dict[str, Fraction]:
    hours: dict[str, Fraction] = defaultdict(Fraction)
    for (_, good), units in requested.items():
        if tables.goods()[good]["category"] == "labour" and good != UNPAID:
            hours[good] += Fraction(units, tables.scale(good))
    return dict(sorted(hours.items()))


def _skill(slug: str, work: str) -> float:
    way = tables.neighbourhoods()[slug]["way"]
    for row in tables.rows("skills"):
        if row["way"] == way and row["work"] == work:
            return float(row["weight"])
    return 1.0


def _rescale(hours: Flows, lines: list[tuple[str, str]], target: float) -> None:
    factor = target / math.fsum(hours[line] for line in lines)
    for line in lines:
        hours[line] *= factor
