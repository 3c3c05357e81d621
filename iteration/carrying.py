"""Whether the plan can carry what councils are entitled to: the year's sum check."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from councils.models import Council
from iteration.past import Past, past_of
from planning.society import society
from proposals.models import Good, Period

Kind, Category = Council.Kind, Good.Category
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Carrying:
    """The Society Account of what a year hands on, at the year's first prices.

    The lines are those of `planning.society.Society` in credits; ``carried`` is the
    exact sum of the others. ``ended``: of how the year before ended; otherwise of the
    first proposals.
    """

    carried: Decimal
    work: Decimal
    emissions: Decimal
    commons: Decimal
    between: Decimal
    ended: bool

    @property
    def surplus(self) -> Decimal:
        """What other producers have left: with it the account closes exactly."""
        return self.carried - self.work - self.emissions - self.commons - self.between


def carrying(period: Period, past: Past | None = None) -> Carrying | None:
    """Draw up the account for a year; None where nothing is known of what is made.

    ``past``: what the year before handed on, if it has been read anyway.
    """
    past = past or past_of(period)
    if past is None:
        return None
    first = dict(period.catalogue.values_list("good_id", "start_price"))
    roster = past.roster
    consuming = (Kind.CONSUMER, Kind.CONSUMER_FEDERATION, Kind.COMMUNITY)
    producer = ~sum((roster.is_kind(kind) for kind in consuming), False)
    account = society(
        past.book,
        past.exact(first),
        producer=producer,
        commons=roster.is_kind(Kind.COMMONS),
        final=past.is_of(Category.CONSUMPTION, Category.PUBLIC),
        labour=past.is_of(Category.LABOUR),
        pollutant=past.is_of(Category.POLLUTANT),
    )
    return Carrying(
        carried=in_credits(account.carried),
        work=in_credits(account.work),
        emissions=in_credits(account.emissions),
        commons=in_credits(account.commons),
        between=in_credits(account.between),
        ended=past.ended,
    )


def in_credits(amount: Fraction) -> Decimal:
    """An exact amount to the hundredth of a credit."""
    return (Decimal(amount.numerator) / Decimal(amount.denominator)).quantize(CENT)
