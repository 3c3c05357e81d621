from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from councils.models import Council, Person
from ledger.services import record
from proposals.models import Entitlement, Period

CREDIT = Decimal("0.01")


@transaction.atomic
def grant(
    *,
    council: Council,
    period: Period,
    source: str,
    amount: Decimal,
    basis: str = "",
    actor: Person | None = None,
) -> Entitlement:
    """Set what the council may use in the period from one source, in credits.

    Raises ValidationError ``frozen`` once the first round has opened, ``negative`` for
    an amount below zero.
    """
    _check(period, amount)
    entitlement, _created = Entitlement.objects.update_or_create(
        council=council,
        period=period,
        source=source,
        defaults={"amount": amount.quantize(CREDIT), "basis": basis},
    )
    record(
        kind="entitlement.granted",
        subject=f"{period.code}/{council.slug}",
        actor=actor,
        data=_said(entitlement),
    )
    return entitlement


def _said(entitlement: Entitlement) -> dict[str, str | None]:
    """Everybody reads the record: not what an amount rests on, nor special needs."""
    special = entitlement.source == Entitlement.Source.NEED
    amount = None if special else str(entitlement.amount)
    return {"source": entitlement.source, "amount": amount}


@transaction.atomic
def grant_per_member(
    *,
    councils: Iterable[Council],
    period: Period,
    source: str,
    per_member: Decimal,
    actor: Person | None = None,
) -> list[Entitlement]:
    """Grant every council the same amount for each of its members, and say so."""
    return [
        grant(
            council=council,
            period=period,
            source=source,
            amount=per_member * council.members,
            basis=f"{council.members} × {per_member}",
            actor=actor,
        )
        for council in councils
    ]


def _check(period: Period, amount: Decimal) -> None:
    if period.frozen_at:
        raise ValidationError(
            _("Entitlements of %(period)s are fixed since its first round opened."),
            code="frozen",
            params={"period": period},
        )
    if not amount.is_finite() or amount < 0:
        raise ValidationError(
            _("An entitlement cannot be %(amount)s."),
            code="negative",
            params={"amount": amount},
        )
