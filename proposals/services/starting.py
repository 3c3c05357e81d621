from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from councils.models import Person
from ledger.services import record
from proposals.models import CatalogueEntry, Good, Period
from proposals.services.catalogue import fill_catalogue
from proposals.services.preparation import in_preparation
from proposals.starter import GoodEntry

# What a good that has been planned with keeps.
MEASURE = ("unit", "decimals", "category")
NAMES = ("name_en", "name_de", "classification")
BATCH = 1_000


@transaction.atomic
def bring_goods(
    *,
    period: Period,
    entries: Sequence[GoodEntry],
    source: str,
    actor: Person | None = None,
) -> int:
    """Put goods into a year's catalogue, making those that are not known yet.

    Returns how many are new to the service. ``source`` says where the list came from:
    ``file`` or ``starter``. Raises ValidationError: ``frozen`` once the first round has
    opened, ``planned_with`` naming goods whose measure must stay, ``price``.
    """
    in_preparation(period)
    if fixed := misfits(entries):
        raise ValidationError(
            _(
                "%(codes)s: a year plans or practises with it already; unit, decimals "
                "and category stay."
            ),
            code="planned_with",
            params={"codes": ", ".join(sorted(fixed))},
        )
    codes = [entry.code for entry in entries]
    known = Good.objects.filter(code__in=codes).count()
    Good.objects.bulk_create(
        [
            Good(
                code=entry.code,
                **{name: getattr(entry, name) for name in (*MEASURE, *NAMES)},
            )
            for entry in entries
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[*MEASURE, *NAMES],
    )
    goods = {good.code: good for good in Good.objects.filter(code__in=codes)}
    prices = {goods[entry.code]: entry.price for entry in entries}
    fill_catalogue(period=period, prices=prices)
    new = len(goods) - known
    record(
        kind="catalogue.filled",
        subject=period.code,
        actor=actor,
        data={"source": source, "goods": len(goods), "new": new},
    )
    return new


def misfits(entries: Sequence[GoodEntry]) -> set[str]:
    """The codes of goods that are planned with, and measured in another way here."""
    fixed = CatalogueEntry.objects.exclude(period__frozen_at=None)
    used = Good.objects.filter(pk__in=fixed.values("good"))
    known = {
        good.code: tuple(getattr(good, name) for name in MEASURE)
        for good in used.filter(code__in=[entry.code for entry in entries])
    }
    return {
        entry.code
        for entry in entries
        if entry.code in known
        and known[entry.code] != tuple(getattr(entry, name) for name in MEASURE)
    }
