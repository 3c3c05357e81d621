from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils import letters
from councils.models import Council, JoinRequest, Membership, Person
from ledger.services import record

from .invitations import may_admit
from .seats import seat

Outcome = JoinRequest.Outcome


@transaction.atomic
def ask_to_join(
    *, council: Council, person: Person, message: str = ""
) -> tuple[JoinRequest, bool]:
    """Ask a council for a seat; return the request and whether it is new.

    While a request waits, asking again changes nothing. The delegates get a letter.

    Raises ValidationError ``seated`` for somebody who has a seat there.
    """
    # One wish of a person at a time.
    Person.objects.select_for_update().get(pk=person.pk)
    if Membership.objects.open().filter(person=person, council=council).exists():
        raise ValidationError(_("You have a seat in this council."), code="seated")
    waiting = JoinRequest.objects.open().filter(person=person, council=council).first()
    if waiting:
        return waiting, False
    request = JoinRequest(council=council, person=person, message=message.strip())
    request.full_clean(exclude=["asked_at"])
    request.save()
    record(
        kind="join_request.made",
        subject=council.slug,
        actor=person,
        data={"request": request.pk},
    )
    letters.asked(request)
    return request, True


@transaction.atomic
def approve_request(*, request: JoinRequest, decided_by: Person) -> bool:
    """Give the person who asked a seat, as member; say whether this call did so.

    Raises ValidationError ``not_delegate``.
    """
    if not _decide(request, decided_by, Outcome.APPROVED):
        return False
    held = Membership.objects.open().filter(
        person=request.person, council=request.council
    )
    if not held.exists():
        seat(
            person=request.person,
            council=request.council,
            role=Membership.Role.MEMBER,
            actor=decided_by,
        )
    letters.answered(request)
    return True


@transaction.atomic
def refuse_request(*, request: JoinRequest, decided_by: Person, reason: str) -> bool:
    """Refuse a request with a reason; say whether this call did so.

    Raises ValidationError: ``not_delegate``, ``no_reason``.
    """
    if not reason.strip():
        raise ValidationError(_("Say why, in a sentence."), code="no_reason")
    refused = _decide(request, decided_by, Outcome.REFUSED, reason.strip())
    if refused:
        letters.answered(request)
    return refused


@transaction.atomic
def take_back_request(*, request: JoinRequest) -> bool:
    """Let the person who asked take it back; say whether it still waited."""
    return _close(request, request.person, Outcome.TAKEN_BACK)


def _decide(
    request: JoinRequest, decided_by: Person, outcome: str, reason: str = ""
) -> bool:
    if not may_admit(decided_by, request.council):
        raise ValidationError(
            _("Delegates and facilitators decide on this."), code="not_delegate"
        )
    return _close(request, decided_by, outcome, reason)


def _close(
    request: JoinRequest, decided_by: Person, outcome: str, reason: str = ""
) -> bool:
    """Decide once; whoever comes second changes nothing."""
    # A person who is being forgotten meanwhile gets no seat any more.
    Person.objects.select_for_update().get(pk=request.person_id)
    decided = (
        JoinRequest.objects.open()
        .filter(pk=request.pk)
        .update(decided_at=Now(), decided_by=decided_by, outcome=outcome, reason=reason)
    )
    if decided:
        request.refresh_from_db()
        record(
            kind=f"join_request.{outcome}",
            subject=request.council.slug,
            actor=decided_by,
            # The reason is about a person: it stays with the request.
            data={"request": request.pk},
        )
    return bool(decided)
