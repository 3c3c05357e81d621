from django.db import transaction
from django.db.models.functions import Now

from councils.models import Council, Membership, Person
from ledger.services import record


@transaction.atomic
def seat(
    *, person: Person, council: Council, role: str, actor: Person | None = None
) -> Membership:
    """Give a person a seat; one they hold already is ended and begun anew."""
    Membership.objects.open().filter(person=person, council=council).update(until=Now())
    membership = Membership.objects.create(person=person, council=council, role=role)
    record(
        kind="membership.begun",
        subject=council.slug,
        actor=actor,
        data={"person": str(person.public_id), "role": role},
    )
    return membership


@transaction.atomic
def unseat(*, membership: Membership, actor: Person | None = None) -> bool:
    """End a seat; say whether it was still held."""
    ended = Membership.objects.filter(pk=membership.pk, until=None).update(until=Now())
    if ended:
        record(
            kind="membership.ended",
            subject=membership.council.slug,
            actor=actor,
            data={"person": str(membership.person.public_id)},
        )
    return bool(ended)
