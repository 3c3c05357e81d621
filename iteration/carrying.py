"""Whether the plan can carry what councils are entitled to: the year's sum check."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256

from django.core.cache import cache
from django.db.models import Count, Sum

from councils.models import Council
from iteration.past import Past, past_of, rests_on
from planning.society import society
from proposals.models import Good, Period

Kind, Category = Council.Kind, Good.Category
CENT = Decimal("0.01")
# Seconds for which an account is kept; whatever it depends on stands in its key.
KEPT = 3600
NOT_KEPT = object()


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

    Drawn up once in a process, as long as nothing it depends on changes. ``past``: what
    the year before handed on, if it has been read anyway.
    """
    catalogue = period.catalogue.order_by("good_id").values_list(
        "good_id", "start_price", "good__category", "good__decimals"
    )
    found = list(catalogue)
    key = f"carrying-{_digest(rests_on(period), _kinds(), found)}"
    (account,) = cache.get(key) or (NOT_KEPT,)
    if account is NOT_KEPT:
        first = {good: price for good, price, *_measure in found}
        account = _drawn_up(past or past_of(period), first)
        cache.set(key, (account,), KEPT)
    return account


def _digest(*parts: object) -> str:
    return sha256(repr(parts).encode()).hexdigest()


def _kinds() -> list[tuple]:
    """How many councils there are of each kind, and which, in a few figures."""
    rows = Council.objects.order_by("kind").values("kind")
    return list(
        rows.annotate(number=Count("pk"), keys=Sum("pk")).values_list(
            "kind", "number", "keys"
        )
    )


def _drawn_up(past: Past | None, first: dict[int, Decimal]) -> Carrying | None:
    if past is None:
        return None
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
