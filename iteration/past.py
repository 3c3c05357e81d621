"""What a year handed on, as arrays: whose it is, which goods, at which prices."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

import numpy as np
from django.db.models import Count, Max, QuerySet

from iteration.lines import Lines, book_of, kept_book_of, read_lines
from iteration.models import Assignment, Price
from iteration.roster import Roster
from planning.book import Book
from planning.entitlements import budgets
from planning.ratio import ratio
from proposals.models import Good, Period, Proposal

THOUSAND = 1000


@dataclass(frozen=True, eq=False)
class Past:
    """What councils made and used: ``roster`` and ``book`` in the order of their keys.

    ``prices`` are credits per unit by the good's key. ``ended``: it is how the year
    before ended; otherwise how this one begins.
    """

    roster: Roster
    goods: tuple[Good, ...]
    book: Book
    prices: dict[int, Decimal]
    ended: bool

    def exact(self, newer: Mapping[int, Decimal] | None = None) -> list[Fraction]:
        """Credits per smallest unit of each good, at newer prices where there are."""
        prices = self.prices | dict(newer or {})
        return [Fraction(prices[good.pk]) / 10**good.decimals for good in self.goods]

    @property
    def smallest(self) -> np.ndarray:
        """The same as floats, as price rules see them."""
        return np.array([float(price) for price in self.exact()])

    def is_of(self, *categories: str) -> np.ndarray:
        """Which goods are of some categories."""
        return np.array([good.category in categories for good in self.goods], bool)

    def ratios(self) -> np.ndarray:
        """What each council offered by what it requested, in thousandths; -1: none.

        Rounded down. Who offered or requested nothing has no ratio.
        """
        found = ratio(self.book, self.smallest)
        known = np.isfinite(found) & (found > 0)
        return np.where(known, np.floor(np.where(known, found, 0) * THOUSAND), -1)

    def left_over(self, entitlement: np.ndarray) -> np.ndarray:
        """What consumer councils had and did not use, in whole credits.

        ``entitlement`` in credits, in the order of the roster; 0: none known.
        """
        roster, book, prices = self.roster, self.book, self.smallest
        consumer = roster.is_kind("consumer")
        budget = budgets(
            entitlement=entitlement,
            members=roster.members,
            parent=roster.above,
            book=book,
            prices=prices,
            consumer=consumer,
            federation=roster.is_kind("consumer_federation"),
        )
        value = np.maximum(book.quantity, 0) * prices[book.good]
        cost = np.bincount(book.council, value, minlength=book.n_councils)
        known = consumer & (entitlement > 0)
        left = np.where(known, np.where(known, budget, 0.0) - cost, 0.0)
        return np.floor(np.maximum(left, 0.0))


def past_of(period: Period) -> Past | None:
    """How the year before ended, else how this one begins; None where nothing is known.

    At the prices it was agreed at; a first year at its first prices.
    """
    found = ended(period)
    if found is not None:
        return found
    return _past(read_lines(_first(period.pk)), _first_prices(period), ended=False)


def rests_on(period: Period) -> tuple:
    """What tells the lines of a year's past from any others: keys and numbers.

    As long as it stays the same, so do they.
    """
    year = period.previous
    if year is not None:
        plan = year.plans.published().values_list("pk", flat=True).first()
        if plan is not None:
            return "plan", plan
        if year.status == Period.Status.CLOSED:
            return "closed", year.pk
    # A proposal is never edited.
    found = _first(period.pk).aggregate(number=Count("pk"), newest=Max("pk"))
    return "first", period.pk, found["number"], found["newest"]


def ended(period: Period) -> Past | None:
    """How the year before ended; None for a first year, or one that has not ended."""
    year = period.previous
    if year is None:
        return None
    plan = year.plans.published().first()
    if plan is not None:
        prices = Price.objects.filter(round=plan.round_id)
        agreed = dict(prices.values_list("good_id", "price"))
        return _past(_planned(plan.pk), agreed, ended=True)
    if year.status == Period.Status.CLOSED:
        return _past(_closed(year.pk), _first_prices(year), ended=True)
    return None


def _first_prices(period: Period) -> dict[int, Decimal]:
    return dict(period.catalogue.values_list("good_id", "start_price"))


def _first(period: int) -> QuerySet:
    return Proposal.objects.not_imputed().filter(period=period, revision=1)


# A published plan is never changed, nor are the proposals of a year that is over.
@lru_cache(maxsize=2)
def _planned(plan: int) -> Lines:
    return read_lines(Assignment.objects.filter(plan=plan))


@lru_cache(maxsize=2)
def _closed(period: int) -> Lines:
    return read_lines(_first(period))


def _past(lines: Lines, prices: dict[int, Decimal], *, ended: bool) -> Past | None:
    if not len(lines.quantity):
        return None
    keys = lines.goods.tolist()
    goods = Good.objects.in_bulk(keys)
    roster = Roster.of(lines.councils)
    # Of a year that has ended the lines are kept, and so is their book.
    book = (kept_book_of if ended else book_of)(lines, roster.is_recipe.tobytes())
    return Past(roster, tuple(goods[each] for each in keys), book, prices, ended)
