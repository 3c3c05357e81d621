"""The sum check of a year: what is granted beside what the plan can carry."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from iteration.carrying import Carrying, carrying
from proposals.models import Credit, Entitlement, EntitlementRule, Period

Source = Entitlement.Source
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Line:
    """A line of the Society Account: what is charged, and who receives it."""

    name: str
    amount: Decimal
    is_balance: bool = False


@dataclass(frozen=True)
class Check:
    """Everything a page shows of the sums: what comes in, what is granted, the rest."""

    account: Carrying | None
    granted: list
    total: Decimal
    borrowed: Decimal
    limit: Decimal | None

    @property
    def left(self):
        """What the plan carries and nobody was granted; negative: granted too much."""
        return None if self.account is None else self.account.carried - self.total

    @property
    def is_carried(self):
        return self.left is None or self.left >= 0

    @property
    def within_limit(self):
        return self.limit is None or self.borrowed <= self.limit

    @property
    def share(self):
        """What is granted, as a share of what the plan can carry."""
        carried = self.account and self.account.carried
        return self.total / carried if carried and carried > 0 else None

    @property
    def received(self):
        """Who receives what the plan carries; named balances among them."""
        if self.account is None:
            return []
        account = self.account
        return [
            Line(_("for work"), account.work),
            Line(_("for emissions"), account.emissions),
            Line(_("for nature and capital, kept by commons"), account.commons),
            Line(_("balance: what producers have left"), account.surplus, True),
            Line(_("balance: between producers"), account.between, True),
        ]

    @property
    def work(self):
        """What is paid for effort beyond what work is charged for; negative: less."""
        effort = dict(self.granted).get(Source.EFFORT, NOTHING)
        return None if self.account is None else effort - self.account.work


def sums_of(period: Period) -> Check:
    """The check of what is stored for a year."""
    rows = Entitlement.objects.filter(period=period).order_by()
    sums = dict(
        rows.values("source")
        .annotate(total=Sum("amount"))
        .values_list("source", "total")
    )
    rule = EntitlementRule.objects.in_force(period)
    return check_of(period, sums, Credit.objects.net(period), rule)


def check_of(period, sums, borrowed, rule, past=None):
    """The same of what was only tried: ``sums`` by source."""
    granted = [(source, sums.get(source, NOTHING)) for source in Source.values]
    return Check(
        account=carrying(period, past),
        granted=granted,
        total=sum((amount for _source, amount in granted), NOTHING),
        borrowed=borrowed,
        limit=rule.borrowing_limit if rule else None,
    )
