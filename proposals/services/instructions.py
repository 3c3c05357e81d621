from decimal import Decimal

from django.db import transaction
from django.db.models.functions import Now

from councils.models import Council, Person
from ledger.services import record
from proposals.models import StandingInstruction


@transaction.atomic
def instruct(
    *,
    council: Council,
    mode: str,
    substitution: Decimal = Decimal(1),
    supply_response: Decimal = Decimal(1),
    capacity: Decimal | None = None,
    actor: Person | None = None,
) -> StandingInstruction:
    """Say how the council is answered for while it is silent; ends what stood before.

    Raises ValidationError if a figure is out of range.
    """
    Council.objects.select_for_update(no_key=True).get(pk=council.pk)
    new = StandingInstruction(
        council=council,
        mode=mode,
        substitution=substitution,
        supply_response=supply_response,
        capacity=capacity,
    )
    new.clean_fields()
    _end(council)
    new.validate_constraints()
    new.save()
    record(
        kind="instruction.given",
        subject=council.slug,
        actor=actor,
        # Everybody reads the record; the figures are the council's own.
        data={"mode": mode},
    )
    return new


@transaction.atomic
def revoke(*, council: Council, actor: Person | None = None) -> bool:
    """End the council's standing instruction; say whether there was one."""
    ended = bool(_end(council))
    if ended:
        record(kind="instruction.revoked", subject=council.slug, actor=actor)
    return ended


def _end(council: Council) -> int:
    standing = StandingInstruction.objects.filter(council=council, until=None)
    return standing.update(until=Now())
