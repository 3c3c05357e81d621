"""A council and a year, as pages about entitlements see them."""

from collections import Counter
from dataclasses import dataclass

from councils.models import Council, Membership
from proposals.models import EntitlementRule, HeadCount, Period

# Fewer people than this are not shown outside their council.
FEW = 5


@dataclass(frozen=True)
class Seat:
    """Where somebody sits, and the year the page is about, also one in preparation."""

    seat: Membership
    council: Council
    period: Period

    @property
    def may_submit(self):
        return self.seat.role in Membership.SUBMITTING

    @property
    def may_change(self):
        """Whether the reader can still say or ask for something in this year."""
        return self.may_submit and self.period.frozen_at is None

    @property
    def is_consumer(self):
        return self.council.kind == Council.Kind.CONSUMER

    @property
    def args(self):
        """What the address of a page about this place needs."""
        return [self.period.code, self.council.slug]


def newest_rule(period):
    """The table being worked on, else the decided one; None where there is none."""
    rule = EntitlementRule.objects.being_written(period)
    return rule or EntitlementRule.objects.in_force(period)


def counted_rates(period):
    """The rows of the table that councils count their members by."""
    rule = newest_rule(period)
    return list(rule.rates.filter(counted=True)) if rule else []


def heads_of(place):
    """What the council has said of its members for the year; None: nothing."""
    mine = HeadCount.objects.filter(council=place.council, period=place.period)
    return mine.first()


def people_in_rows(period, rule):
    """Rows of the table with how many people councils counted there in all.

    None where it is fewer than five: nobody is to be recognised.
    """
    counted = Counter()
    said = HeadCount.objects.filter(period=period).values_list("heads", flat=True)
    for heads in said.iterator(2000):
        counted.update(heads)
    rates = rule.rates.select_related("good", "area")
    return [
        (rate, counted[rate.code] if counted[rate.code] >= FEW else None)
        for rate in rates
    ]
