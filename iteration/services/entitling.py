from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils.models import Council, Person
from iteration.beside import SOURCES
from iteration.entitled import known_of
from iteration.granting import Grants, apply_rule
from iteration.reckoning import credits, rows_of, text
from ledger.canonical import canonical, digest
from ledger.services import record
from proposals.entitlement_letters import entitlement_decided
from proposals.models import (
    Entitlement,
    EntitlementRate,
    EntitlementRule,
    Period,
    Repayment,
)
from proposals.services.entitlement_rules import told

BATCH = 2000


@transaction.atomic
def decide_entitlements(
    *, period: Period, reason: str, version: int | None = None, actor: Person
) -> Grants:
    """Decide the table that is being worked on, and grant what it says to everybody.

    Whatever consumer councils were granted before is replaced. ``version``: the one
    that was looked at; another one is not decided.

    Raises ValidationError: ``reason`` without one, ``frozen`` once the first round has
    opened, ``no_table`` if none is being worked on, ``changed`` if it is another
    version, ``too_large`` for amounts that could not be exact.
    """
    if not reason.strip():
        raise ValidationError(_("Say why."), code="reason")
    current = _held(period)
    rule = EntitlementRule.objects.being_written(current)
    if rule is None:
        raise ValidationError(_("No table is being worked on."), code="no_table")
    if version is not None and version != rule.version:
        raise ValidationError(
            _("The table was changed meanwhile. Look at it again."), code="changed"
        )
    rates = _rates(rule)
    grants = _grant(current, rule, rates)
    EntitlementRule.objects.filter(pk=rule.pk).update(decided_at=Now(), reason=reason)
    entry = record(
        kind="entitlement.decided",
        subject=current.code,
        actor=actor,
        reason=reason,
        data={**_sums(grants), "table": told(rule, rates)},
    )
    entitlement_decided(current, entry)
    return grants


@transaction.atomic
def grant_again(
    *, period: Period, actor: Person | None = None, reason: str = ""
) -> Grants | None:
    """Apply the decided table to what is known by now; None where none was decided.

    What councils have said of their members since, and the credits and needs granted
    since, count from then on.

    Raises ValidationError ``frozen`` and ``too_large``.
    """
    current = _held(period)
    rule = EntitlementRule.objects.in_force(current)
    if rule is None:
        return None
    grants = _grant(current, rule, _rates(rule))
    record(
        kind="entitlement.granted_again",
        subject=current.code,
        actor=actor,
        reason=reason,
        data=_sums(grants),
    )
    return grants


def _held(period: Period) -> Period:
    current = Period.objects.select_for_update(no_key=True).get(pk=period.pk)
    if current.frozen_at:
        raise ValidationError(
            _("Entitlements of %(period)s are fixed since its first round opened."),
            code="frozen",
            params={"period": current},
        )
    return current


def _rates(rule: EntitlementRule) -> list[EntitlementRate]:
    rows = rule.rates.select_related("good", "area").order_by("position")
    return list(rows)


def _grant(
    period: Period, rule: EntitlementRule, rates: Sequence[EntitlementRate]
) -> Grants:
    """Replace the rows of consumer councils, and what they repay this year."""
    try:
        grants = apply_rule(known_of(period), rule, rates)
    except ValueError as error:
        raise ValidationError(
            _("These amounts are too large."), code="too_large"
        ) from error
    Entitlement.objects.filter(
        period=period, council__kind=Council.Kind.CONSUMER
    ).delete()
    Entitlement.objects.bulk_create(rows_of(grants), batch_size=BATCH)
    Repayment.objects.filter(period=period).delete()
    Repayment.objects.bulk_create(
        [
            Repayment(credit_id=key, period=period, amount=credits(amount))
            for key, amount in zip(
                grants.known.owed.key, grants.repaid.tolist(), strict=True
            )
            if amount
        ],
        batch_size=BATCH,
    )
    return grants


def _sums(grants: Grants) -> dict[str, Any]:
    """What the record keeps: the sums, and a digest of what every council gets."""
    totals = grants.total.tolist()
    each = dict(zip(map(str, grants.known.key.tolist()), map(str, totals), strict=True))
    return {
        "version": grants.rule.version,
        "councils": len(totals),
        "total": text(sum(totals)),
        "sources": {
            source: text(sum(grants.amounts[source].tolist())) for source in SOURCES
        },
        "borrowed": text(grants.lent),
        "digest": digest(canonical(each)),
    }
