from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from councils.models import Person
from ledger.services import record
from proposals.models import CatalogueEntry, Good, Period, Proposal


@transaction.atomic
def change_period(
    *, period: Period, actor: Person | None = None, **changes: object
) -> Period:
    """Change names, calendar or rules of a year that is still in preparation.

    Raises ValidationError: ``frozen`` once the first round has opened, or what a field
    finds wrong.
    """
    current = in_preparation(period)
    for name, value in changes.items():
        setattr(current, name, value)
    current.full_clean()
    current.save(update_fields=list(changes))
    record(
        kind="period.changed",
        subject=current.code,
        actor=actor,
        data={name: str(value) for name, value in changes.items()},
    )
    return current


@transaction.atomic
def drop_good(*, period: Period, good: Good, actor: Person | None = None) -> None:
    """Take a good out of the catalogue of a year in preparation.

    Raises ValidationError: ``frozen`` once the first round has opened, ``proposed`` if
    a proposal of the year already names the good.
    """
    in_preparation(period)
    proposed = Proposal.objects.filter(period=period, goods__contains=[good.pk])
    if proposed.exists():
        raise ValidationError(
            _("%(good)s cannot be left out: it has been proposed already."),
            code="proposed",
            params={"good": good},
        )
    CatalogueEntry.objects.filter(period=period, good=good).delete()
    record(
        kind="catalogue.dropped",
        subject=period.code,
        actor=actor,
        data={"good": good.code},
    )


def in_preparation(period: Period) -> Period:
    """The period, held still; an error if its first round has opened."""
    current = Period.objects.select_for_update(no_key=True).get(pk=period.pk)
    if current.frozen_at:
        raise ValidationError(
            _("%(period)s is fixed since its first round opened."),
            code="frozen",
            params={"period": current},
        )
    return current
