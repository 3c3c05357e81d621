"""Writing on this floor: who sits in a council, and its ballots."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils.models import Ballot, Council, Membership, Person, Vote
from ledger.services import record

FACILITATORS = "facilitators"
# They see everything but what a council has not handed in yet, nor what a person voted.
SEEN = ("ledger", "councils", "proposals", "iteration")
UNSEEN = ("view_draft",)
# Setting up a year and who takes part; figures are the councils'.
CHANGED = (
    *("add_period", "change_period", "add_good", "change_good"),
    *("add_council", "change_council", "add_membership", "change_membership"),
)


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


@transaction.atomic
def open_ballot(
    *,
    council: Council,
    question: str,
    options: Sequence[str],
    closes_at: datetime,
    actor: Person | None = None,
) -> Ballot:
    """Put a question to the members of a council."""
    ballot = Ballot(
        council=council, question=question, options=list(options), closes_at=closes_at
    )
    ballot.full_clean(exclude=["opened_at"])
    ballot.save()
    record(
        kind="ballot.opened",
        subject=council.slug,
        actor=actor,
        data={"ballot": ballot.pk, "options": len(ballot.options)},
    )
    return ballot


def vote(
    *, ballot: Ballot, person: Person, option: int, entered_by: Person | None = None
) -> Vote:
    """Cast or change a person's vote.

    Raises ValidationError: ``no_seat`` for a person without a seat in the council,
    ``closed`` after the ballot closed or for an option it does not have.
    """
    if not Council.objects.of(person).filter(pk=ballot.council_id).exists():
        raise ValidationError(_("Only members of the council vote."), code="no_seat")
    try:
        with transaction.atomic():
            cast, _created = Vote.objects.update_or_create(
                ballot=ballot,
                person=person,
                defaults={"option": option, "entered_by": entered_by, "cast_at": Now()},
            )
    except IntegrityError as error:
        raise ValidationError(
            _("The ballot is closed, or has no such option."), code="closed"
        ) from error
    return cast


@transaction.atomic
def close_ballot(*, ballot: Ballot, actor: Person | None = None) -> bool:
    """Close a ballot; say whether this call did so."""
    closed = Ballot.objects.filter(pk=ballot.pk, closed_at=None).update(closed_at=Now())
    if closed:
        record(
            kind="ballot.closed",
            subject=ballot.council.slug,
            actor=actor,
            data={"ballot": ballot.pk},
        )
    return bool(closed)


def ensure_facilitators() -> Group:
    """The group of facilitators with exactly the permissions it shall have."""
    group, _created = Group.objects.get_or_create(name=FACILITATORS)
    ours = Permission.objects.filter(content_type__app_label__in=SEEN)
    seen = ours.filter(codename__startswith="view_").exclude(codename__in=UNSEEN)
    group.permissions.set(seen | ours.filter(codename__in=CHANGED))
    return group
