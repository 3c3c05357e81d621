from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from councils.models import Person
from ledger.services import record
from proposals.models import EntitlementRate, EntitlementRule, Period

from .preparation import in_preparation


@transaction.atomic
def write_rule(
    *,
    period: Period,
    figures: Mapping[str, Any],
    rates: Sequence[Mapping[str, Any]],
    actor: Person | None = None,
) -> EntitlementRule:
    """Keep the version of the year's table that is being worked on; decide nothing.

    ``figures`` are fields of the rule, ``rates`` of its rows, in their order.

    Raises ValidationError: ``frozen`` once the first round has opened, ``no_row`` if
    nobody would stand in any row, ``twice`` if two rows have one short name, or what a
    field finds wrong.
    """
    current = in_preparation(period)
    rule = EntitlementRule.objects.being_written(current)
    rule = rule or EntitlementRule(period=current, version=_next(current))
    for name, value in figures.items():
        setattr(rule, name, value)
    rows = [
        EntitlementRate(position=position, **fields)
        for position, fields in enumerate(rates)
    ]
    check_table(rule, rows)
    rule.save()
    rule.rates.all().delete()
    for row in rows:
        row.rule = rule
    EntitlementRate.objects.bulk_create(rows)
    record(
        kind="entitlement.table_written",
        subject=current.code,
        actor=actor,
        data={"version": rule.version, **told(rule, rows)},
    )
    return rule


@transaction.atomic
def discard_rule(*, period: Period, actor: Person | None = None) -> bool:
    """Throw away the version that is being worked on; say whether there was one.

    Raises ValidationError ``frozen``.
    """
    rule = EntitlementRule.objects.being_written(in_preparation(period))
    if rule is None:
        return False
    version = rule.version
    rule.delete()
    record(
        kind="entitlement.table_discarded",
        subject=period.code,
        actor=actor,
        data={"version": version},
    )
    return True


def check_table(rule: EntitlementRule, rows: Sequence[EntitlementRate]) -> None:
    """Raise ValidationError for a table that could not be applied."""
    rule.clean_fields()
    if not any(row.divides for row in rows):
        raise ValidationError(
            _("One row must be for everybody who stands in no other."), code="no_row"
        )
    codes = [row.code for row in rows]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise ValidationError(
            _("Two rows are called %(codes)s."),
            code="twice",
            params={"codes": ", ".join(twice)},
        )
    for row in rows:
        row.clean_fields(exclude=["rule"])


def told(rule: EntitlementRule, rows: Sequence[EntitlementRate]) -> dict[str, Any]:
    """The table as the record keeps it: figures as texts, rows by their short names."""
    limit = rule.borrowing_limit
    return {
        "per": rule.per,
        "rate": f"{rule.rate:.2f}",
        "hours": f"{rule.hours:.2f}",
        "rating": rule.rating,
        "cap": f"{rule.cap:.3f}",
        "carry_forward": rule.carry_forward,
        "repay_years": rule.repay_years,
        "borrowing_limit": None if limit is None else f"{limit:.2f}",
        "reviewers": rule.reviewers,
        "rows": [_row(row) for row in rows],
    }


def _row(row: EntitlementRate) -> dict[str, Any]:
    return {
        "code": row.code,
        "source": row.source,
        "amount": f"{row.amount:.2f}",
        "works": row.works,
        "additional": row.additional,
        "counted": row.counted,
        "good": row.good.code if row.good else None,
        "area": row.area.slug if row.area else None,
    }


def _next(period: Period) -> int:
    last = EntitlementRule.objects.filter(period=period).order_by("-version").first()
    return last.version + 1 if last else 1
