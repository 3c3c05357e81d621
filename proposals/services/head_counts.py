from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils.models import Council, Person
from ledger.canonical import canonical, digest
from ledger.services import record
from proposals.models import EntitlementRate, HeadCount, Period

from .preparation import in_preparation

MOST_RATING, MOST_HOURS = 10, 8784


@dataclass(frozen=True)
class Heads:
    """What one council says of its members: how many stand where, and how they rate."""

    council: Council
    heads: Mapping[str, int]
    rating: Decimal = Decimal(1)
    hours: Decimal | None = None


def check_heads(said: Heads, rates: Sequence[EntitlementRate]) -> None:
    """Raise ValidationError for figures that do not fit the council or the table.

    Codes: ``not_consumer``, ``unknown_row`` naming it, ``negative``, ``range``,
    ``too_many``.
    """
    council, members = said.council, said.council.members
    if council.kind != Council.Kind.CONSUMER:
        raise ValidationError(
            _("%(council)s is no consumer council."),
            code="not_consumer",
            params={"council": council},
        )
    known = {rate.code: rate for rate in rates if rate.counted}
    if unknown := sorted(said.heads.keys() - known.keys()):
        raise ValidationError(
            _("The table of the year has no %(codes)s."),
            code="unknown_row",
            params={"codes": ", ".join(unknown)},
        )
    if any(count < 0 for count in said.heads.values()):
        raise ValidationError(
            _("A number of people cannot be negative."), code="negative"
        )
    if not 0 <= said.rating <= MOST_RATING or not 0 <= (said.hours or 0) <= MOST_HOURS:
        raise ValidationError(
            _("A mean rating is between 0 and 10, hours of a year at most 8784."),
            code="range",
        )
    one_each = sum(said.heads.get(code, 0) for code in _dividing(rates))
    most = max(said.heads.values(), default=0)
    if max(one_each, most) > members:
        raise ValidationError(
            _("There are %(said)s people in these rows, but %(members)s members."),
            code="too_many",
            params={"said": max(one_each, most), "members": members},
        )


@transaction.atomic
def say_heads(
    *,
    said: Heads,
    period: Period,
    rates: Sequence[EntitlementRate],
    actor: Person | None = None,
) -> HeadCount:
    """Keep what a council says of its members; it replaces what was said before.

    The record keeps a digest: small numbers of people are nobody else's business.

    Raises ValidationError ``frozen``, and as `check_heads` does.
    """
    current = in_preparation(period)
    check_heads(said, rates)
    row = _row(said, current, HeadCount.Origin.COUNCIL)
    row.clean_fields(exclude=["said_at", "heads"])
    _store([row])
    record(
        kind="headcount.said",
        subject=f"{current.code}/{said.council.slug}",
        actor=actor,
        data={"digest": _digest([said])},
    )
    return HeadCount.objects.get(council=said.council, period=current)


@transaction.atomic
def import_heads(
    *,
    said: Sequence[Heads],
    period: Period,
    rates: Sequence[EntitlementRate],
    actor: Person,
    reason: str,
) -> int:
    """Keep what a file says of many councils' members; return of how many.

    Raises ValidationError: ``reason`` without one, ``frozen``, and as `check_heads`.
    """
    if not reason.strip():
        raise ValidationError(_("Say why."), code="reason")
    current = in_preparation(period)
    for each in said:
        check_heads(each, rates)
    rows = [_row(each, current, HeadCount.Origin.FILE) for each in said]
    for row in rows:
        row.clean_fields(exclude=["said_at", "heads"])
    _store(rows)
    record(
        kind="headcount.imported",
        subject=current.code,
        actor=actor,
        reason=reason,
        data={"councils": len(rows), "digest": _digest(said)},
    )
    return len(rows)


def _dividing(rates: Sequence[EntitlementRate]) -> list[str]:
    """The rows one stands in only one of; the first takes whoever is left."""
    return [rate.code for rate in rates if rate.divides][1:]


def _row(said: Heads, period: Period, origin: str) -> HeadCount:
    return HeadCount(
        council=said.council,
        period=period,
        heads={code: count for code, count in said.heads.items() if count},
        rating=said.rating,
        hours=said.hours,
        origin=origin,
        said_at=Now(),
    )


def _store(rows: Sequence[HeadCount]) -> None:
    HeadCount.objects.bulk_create(
        rows,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["council", "period"],
        update_fields=["heads", "rating", "hours", "origin", "said_at"],
    )


def _digest(said: Sequence[Heads]) -> str:
    return digest(
        canonical(
            {
                each.council.slug: [
                    dict(each.heads),
                    str(each.rating),
                    None if each.hours is None else str(each.hours),
                ]
                for each in said
            }
        )
    )
