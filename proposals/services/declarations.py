from decimal import Decimal

from django.db import transaction
from django.db.models.functions import Now

from councils.models import Council, Person
from ledger.services import record
from proposals.models import Declaration


@transaction.atomic
def declare(
    *,
    council: Council,
    capacity: Decimal | None = None,
    substitution: Decimal | None = None,
    supply_response: Decimal | None = None,
    actor: Person | None = None,
) -> Declaration | None:
    """Say how the council would answer prices; nothing said ends what stood before.

    Raises ValidationError if a figure is out of range.
    """
    Council.objects.select_for_update(no_key=True).get(pk=council.pk)
    said = {
        "capacity": capacity,
        "substitution": substitution,
        "supply_response": supply_response,
    }
    new = Declaration(council=council, **said)
    new.clean_fields()
    standing = Declaration.objects.filter(council=council, until=None)
    ended = standing.update(until=Now())
    if all(figure is None for figure in said.values()):
        if ended:
            record(kind="declaration.ended", subject=council.slug, actor=actor)
        return None
    new.validate_constraints()
    new.save()
    record(
        kind="declaration.made",
        subject=council.slug,
        actor=actor,
        # Everybody reads the record; the figures are the council's own.
        data={"figures": [name for name, figure in said.items() if figure is not None]},
    )
    return new
