import secrets
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils import letters
from councils.models import (
    Acceptance,
    Council,
    Invitation,
    Membership,
    Person,
    digest_of,
)
from ledger import clock
from ledger.services import record

from .seats import seat

Ending = Invitation.Ending


def new_token() -> str:
    """The secret part of a link: 256 bits nobody guesses."""
    return secrets.token_urlsafe(32)


def may_admit(person: Person, council: Council) -> bool:
    """Whether somebody may offer seats in a council: its delegates, facilitators."""
    seats = Membership.objects.open().filter(person=person.pk, council=council)
    return seats.filter(role=Membership.Role.DELEGATE).exists() or person.has_perm(
        "councils.add_membership"
    )


@transaction.atomic
def invite(
    *,
    council: Council,
    invited_by: Person,
    role: str,
    expires_at: datetime,
    email: str = "",
    uses: int = 1,
    token: str = "",
) -> tuple[Invitation, bool]:
    """Offer a seat to an address, or to who has the link; say whether it is new.

    A link ends with ``token``, of which only a digest is kept; the same token is the
    same invitation. To an address the link goes by letter, with a token that not even
    the inviting person knows; while it is open, no second letter is sent.

    Raises ValidationError: ``not_delegate``, or what is wrong with a field.
    """
    if not may_admit(invited_by, council):
        raise ValidationError(
            _("Delegates and facilitators invite people."), code="not_delegate"
        )
    # One invitation of a council at a time, so that an address has one.
    Council.objects.select_for_update().get(pk=council.pk)
    email = email.strip().lower()
    # What goes by letter nobody else knows: it confirms the address.
    token = new_token() if email else token or new_token()
    known = _known(council, email, token)
    if known:
        return known, False

    invitation = Invitation(
        council=council,
        email=email,
        role=role,
        token_digest=digest_of(token),
        uses=1 if email else uses,
        invited_by=invited_by,
        expires_at=expires_at,
    )
    invitation.full_clean(exclude=["invited_at"])
    invitation.save()
    record(
        kind="invitation.made",
        subject=council.slug,
        actor=invited_by,
        data={
            "invitation": invitation.pk,
            "role": invitation.role,
            "uses": invitation.uses,
            "by_letter": bool(email),
        },
    )
    if email:
        letters.invited(invitation, token, invited_by.language)
    return invitation, True


def _known(council: Council, email: str, token: str) -> Invitation | None:
    """The invitation this one would repeat; an expired one makes room."""
    mine = Invitation.objects.filter(council=council)
    if same := mine.with_token(token).first():
        return same
    same = mine.filter(email=email, ended_at=None).first() if email else None
    if same and not same.is_open(clock.now()):
        _end(same, Ending.WITHDRAWN)
        return None
    return same


@transaction.atomic
def accept_invitation(*, invitation: Invitation, person: Person) -> Membership:
    """Take the seat that is offered; return it. Accepted twice, it is the same seat.

    Who sits in the council already keeps their seat, and the invitation stays.

    Raises ValidationError ``ended`` if the invitation is used up, declined, withdrawn
    or expired, or if the person took it before and has left since.
    """
    # A person who is being forgotten meanwhile gets no seat any more.
    if Person.objects.select_for_update().get(pk=person.pk).forgotten_at:
        raise ValidationError(_("This account is deleted."), code="forgotten")
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    council = invitation.council
    held = Membership.objects.open().filter(person=person, council=council).first()
    if held:
        return held
    again = Acceptance.objects.filter(invitation=invitation, person=person).exists()
    if again or not invitation.is_open(clock.now()):
        raise ValidationError(_("This invitation is over."), code="ended")
    Acceptance.objects.create(invitation=invitation, person=person)
    invitation.used += 1
    invitation.save(update_fields=["used"])
    if invitation.used == invitation.uses:
        _end(invitation, Ending.ACCEPTED)
    record(
        kind="invitation.accepted",
        subject=council.slug,
        actor=person,
        data={"invitation": invitation.pk},
    )
    return seat(person=person, council=council, role=invitation.role, actor=person)


@transaction.atomic
def decline_invitation(*, invitation: Invitation, person: Person | None = None) -> bool:
    """Decline what was sent to one address; say whether this call did so.

    A link for several people stays: who does not want it leaves it alone.
    """
    declined = bool(invitation.email) and _end(invitation, Ending.DECLINED)
    if declined:
        record(
            kind="invitation.declined",
            subject=invitation.council.slug,
            actor=person,
            data={"invitation": invitation.pk},
        )
    return declined


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, actor: Person) -> bool:
    """Take an invitation back; say whether it was still open.

    Raises ValidationError ``not_delegate``.
    """
    if not may_admit(actor, invitation.council):
        raise ValidationError(
            _("Delegates and facilitators invite people."), code="not_delegate"
        )
    withdrawn = _end(invitation, Ending.WITHDRAWN)
    if withdrawn:
        record(
            kind="invitation.withdrawn",
            subject=invitation.council.slug,
            actor=actor,
            data={"invitation": invitation.pk},
        )
    return withdrawn


def _end(invitation: Invitation, ending: str) -> bool:
    open_ones = Invitation.objects.filter(pk=invitation.pk, ended_at=None)
    return bool(open_ones.update(ended_at=Now(), ending=ending))
