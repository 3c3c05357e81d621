from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from councils.models import Person
from ledger.services import record
from proposals.models import CatalogueEntry, Good, Period

# exp(-9): a price may fall to an eight-thousandth of where it began.
FLOOR = Decimal("0.00012341")


@transaction.atomic
def create_period(
    *,
    code: str,
    name_en: str,
    name_de: str,
    starts: date,
    ends: date,
    previous: Period | None = None,
    actor: Person | None = None,
    **rules: object,
) -> Period:
    """Set up a planning year, in preparation.

    ``rules`` are fields of the period: tolerance, rule, silence, round_length,
    max_rounds, automatic. Raises ValidationError where one is out of range, and
    ``practice`` for a real year that would follow one for practice.
    """
    if previous and previous.practice and not rules.get("practice"):
        raise ValidationError(
            _("A year for practice is followed by no real one."), code="practice"
        )
    period = Period(
        code=code,
        name_en=name_en,
        name_de=name_de,
        starts=starts,
        ends=ends,
        previous=previous,
        **rules,
    )
    period.full_clean()
    period.save()
    record(kind="period.created", subject=code, actor=actor)
    return period


@transaction.atomic
def fill_catalogue(*, period: Period, prices: Mapping[Good, Decimal]) -> None:
    """Put goods into the period's catalogue, each with the price of its first round.

    Raises ValidationError: ``frozen`` once the first round has opened, ``price`` for a
    price that is not above zero.
    """
    if period.frozen_at:
        raise ValidationError(
            _("The catalogue of %(period)s is fixed since its first round opened."),
            code="frozen",
            params={"period": period},
        )
    wrong = sorted(
        good.code
        for good, price in prices.items()
        if not price.is_finite() or price <= 0
    )
    if wrong:
        raise ValidationError(
            _("A price must be above zero: %(codes)s."),
            code="price",
            params={"codes": ", ".join(wrong)},
        )
    CatalogueEntry.objects.bulk_create(
        [
            CatalogueEntry(
                period=period, good=good, start_price=price, floor=floor_of(price)
            )
            for good, price in prices.items()
        ],
        update_conflicts=True,
        unique_fields=["period", "good"],
        update_fields=["start_price", "floor"],
    )


def floor_of(price: Decimal) -> Decimal:
    """The lowest price a good may fall to, from the price it begins with.

    Six significant digits, as announced prices have: a price that is rounded at its
    floor is the floor, not a little below it.
    """
    smallest = Decimal(1).scaleb(-15)
    return max(Decimal(f"{price * FLOOR:.5e}").quantize(smallest), smallest)
