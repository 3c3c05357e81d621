from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from councils.models import Council, Membership, Person
from councils.models.council import MembershipQuerySet

from .seats import seat, unseat

Role = Membership.Role


@transaction.atomic
def change_role(*, membership: Membership, role: str, actor: Person) -> Membership:
    """Let a delegate give somebody of their council another role; return the seat.

    The same role again changes nothing.

    Raises ValidationError: ``not_delegate``, ``not_seated`` if the seat was given up,
    ``last_delegate`` if the council would be left without one.
    """
    seats = _lock(membership.council)
    if not seats.filter(person=actor, role=Role.DELEGATE).exists():
        raise ValidationError(_("Delegates give roles."), code="not_delegate")
    held = _held(seats, membership)
    if held.role == role:
        return held
    _keep_a_delegate(seats, held)
    return seat(person=held.person, council=held.council, role=role, actor=actor)


@transaction.atomic
def hand_over(*, giver: Membership, taker: Membership) -> Membership:
    """Give one's own role to another member, and be a member oneself.

    Returns the other's seat. Handed over twice, it is the same seat.

    Raises ValidationError: ``not_seated`` if either seat was given up, ``same_person``.
    """
    seats = _lock(giver.council)
    if giver.person_id == taker.person_id:
        raise ValidationError(_("Choose somebody else."), code="same_person")
    own = _held(seats, giver)
    other = _held(seats, taker)
    role = own.role
    if role == Role.MEMBER:
        return other
    begun = other
    if other.role != role:
        begun = seat(
            person=other.person, council=own.council, role=role, actor=own.person
        )
    seat(person=own.person, council=own.council, role=Role.MEMBER, actor=own.person)
    return begun


@transaction.atomic
def leave(*, membership: Membership) -> bool:
    """Give up one's own seat; say whether it was still held.

    Raises ValidationError ``last_delegate``.
    """
    seats = _lock(membership.council)
    held = seats.filter(person=membership.person).first()
    if held is None:
        return False
    _keep_a_delegate(seats, held)
    return unseat(membership=held, actor=held.person)


def _lock(council: Council) -> MembershipQuerySet:
    """The open seats of a council, which nobody else changes meanwhile."""
    Council.objects.select_for_update().get(pk=council.pk)
    return Membership.objects.open().filter(council=council).select_related("person")


def _held(seats: MembershipQuerySet, membership: Membership) -> Membership:
    """The person's seat as it is now: a role given anew is a seat begun anew."""
    held = seats.filter(person=membership.person_id).first()
    if held is None:
        raise ValidationError(
            _("%(person)s has no seat here any more."),
            code="not_seated",
            params={"person": membership.person.spoken_name},
        )
    return held


def _keep_a_delegate(seats: MembershipQuerySet, leaving: Membership) -> None:
    if leaving.role != Role.DELEGATE:
        return
    if not seats.filter(role=Role.DELEGATE).exclude(pk=leaving.pk).exists():
        raise ValidationError(
            _(
                "%(council)s would have no delegate. Hand the role over to somebody "
                "first."
            ),
            code="last_delegate",
            params={"council": leaving.council},
        )
