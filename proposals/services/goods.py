"""Describing goods, and finding the years in which they are proposed already."""

from collections.abc import Collection

from django.db import transaction

from councils.models import Person
from ledger.services import record
from proposals.models import Good, Period, Proposal


@transaction.atomic
def create_good(*, actor: Person | None = None, **fields: object) -> Good:
    """Describe a good anew; it is planned with once a catalogue has it.

    Raises ValidationError for what a field finds wrong.
    """
    good = Good(**fields)
    good.full_clean()
    good.save()
    record(kind="good.created", subject=good.code, actor=actor, data={})
    return good


def proposed_in_preparation(goods: Collection[int]) -> Period | None:
    """A year in preparation, set up without a plan before it, that proposes a good."""
    return (
        Period.objects.filter(
            frozen_at=None,
            pk__in=Proposal.objects.exclude(origin=Proposal.Origin.PLAN)
            .filter(goods__overlap=list(goods), period__frozen_at=None)
            .values("period"),
        )
        .order_by("pk")
        .first()
    )
