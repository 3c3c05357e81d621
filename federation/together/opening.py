"""Rounds of a shared year: announced to the servers below, opened as they were above.

A server closes before the one above it, so that what it counted is there in time.
"""

from datetime import datetime, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from federation.models import Exchange, Post, SharedYear
from federation.together.asking import text_of
from federation.together.below import tell_below
from federation.together.definition import catalogue_digest
from iteration.models import Round
from iteration.publication import price_text
from iteration.services import extend_round, open_period, open_told
from ledger import clock
from proposals.models import Period

# So much of the time that is left, within bounds, a server closes before the one above.
EARLIER, LEAST, MOST = 0.2, timedelta(seconds=2), timedelta(hours=1)


def earlier(cutoff: datetime, now: datetime) -> datetime:
    """When a server under one with this cutoff closes."""
    return cutoff - min(max((cutoff - now) * EARLIER, LEAST), MOST)


def announce(year: SharedYear, round: Round) -> None:
    """Tell the servers below of a round; once each, whoever asks however often."""
    if round.status != Round.Status.OPEN:
        return
    body = text_of(
        {
            "kind": "announcement",
            "year": year.period.code,
            "round": round.number,
            "cutoff": round.cutoff.isoformat(),
            "catalogue": catalogue_digest(year.period),
            "previous": head_of(year.period),
            "prices": {
                code: price_text(price)
                for code, price in round.prices.values_list("good__code", "price")
            },
        }
    )
    tell_below(
        year,
        Post.About.ANNOUNCEMENT,
        what="announcements",
        body=body,
        key=f"{year.period.code}-{round.number}-{int(round.cutoff.timestamp())}",
        number=round.number,
    )


def head_of(period: Period) -> str | None:
    last = period.publications.order_by("number").last()
    return last.digest if last else None


def open_next(year: SharedYear, number: int) -> bool:
    """Open the round that was announced from above, once the one before is done."""
    if year.parent is None:
        return False
    exchange = Exchange.objects.filter(year=year, number=number).first()
    says = exchange.announced if exchange else {}
    if "prices" not in says or "state" not in says:
        return False
    return open_announced(year, says) is not None


def open_announced(year: SharedYear, says: dict) -> Round | None:
    """Open a round as it was announced; None if it is open already."""
    with transaction.atomic():
        period = Period.objects.select_for_update().get(pk=year.period_id)
        now, cutoff = clock.now(), datetime.fromisoformat(says["cutoff"])
        cutoff = max(earlier(cutoff, now), now + LEAST / 2)
        last = Round.objects.current(period)
        if last is not None and last.number >= says["round"]:
            return None
        if last is None:
            # The first prices are those of the catalogue, which is the same.
            return open_period(period=period, first_cutoff=cutoff, announced=True)
        return open_told(
            period=period,
            number=says["round"],
            prices={code: Decimal(text) for code, text in says["prices"].items()},
            opened_at=now,
            cutoff=cutoff,
            state=says.get("state", {}),
        )


def extend_announced(year: SharedYear, round: Round, before: str, cutoff: str) -> None:
    """Give the councils here more time, where the server above has more than before.

    ``before`` and ``cutoff`` are the moments it announced. A round that is not open any
    more stays as it is: it was counted, and what was sent is kept.
    """
    then, now = datetime.fromisoformat(before), datetime.fromisoformat(cutoff)
    new = earlier(now, clock.now())
    if round.status != Round.Status.OPEN or not then < now or not round.cutoff < new:
        return
    try:
        extend_round(round=round, cutoff=new)
    except ValidationError as error:
        # Closed, paused or moved by people here in the same moment: that holds.
        if error.code != "state":
            raise
