"""The letters of this floor, put into the outbox in the reader's language."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from councils.models import Invitation, JoinRequest, Membership
from ledger.services import enqueue


def invited(invitation: Invitation, token: str, language: str) -> None:
    """Send an invitation's link to the address it is for.

    Nobody knows yet which language is read there; it is the inviting person's.
    """
    with translation.override(language or settings.LANGUAGE_CODE):
        said = {
            "council": invitation.council,
            "role": invitation.get_role_display(),
            "until": date_format(invitation.expires_at, "DATE_FORMAT"),
            "address": _address("desk:invitation", token),
        }
        _write(
            f"invitation-{invitation.pk}",
            invitation.email,
            _("Invitation: a seat in %(council)s") % said,
            _(
                "You are invited to take a seat in %(council)s. Your role would be: "
                "%(role)s.\n\n"
                "Look at the invitation here, and accept or decline it. It holds until "
                "%(until)s and is for you alone:\n\n%(address)s\n\n"
                "If you do not know this council, ignore this letter: nothing happens."
            )
            % said,
        )


def asked(request: JoinRequest) -> None:
    """Tell a council's delegates that somebody asks for a seat."""
    seats = Membership.objects.open().filter(
        council=request.council, role=Membership.Role.DELEGATE
    )
    for seat in seats.exclude(person__email="").select_related("person"):
        with translation.override(seat.person.language or settings.LANGUAGE_CODE):
            said = {
                "council": request.council,
                "person": request.person.spoken_name,
                "address": _address(
                    "desk:join-request", request.council.slug, request.pk
                ),
            }
            _write(
                f"join-request-{request.pk}-{seat.pk}",
                seat.person.email,
                _("Somebody asks for a seat in %(council)s") % said,
                _(
                    "%(person)s asks to join %(council)s. Read why, and approve or "
                    "refuse it here:\n\n%(address)s"
                )
                % said,
            )


def answered(request: JoinRequest) -> None:
    """Tell the person who asked for a seat what was decided."""
    person = request.person
    if not person.email:
        return
    with translation.override(person.language or settings.LANGUAGE_CODE):
        said = {"council": request.council, "reason": request.reason}
        if request.outcome == JoinRequest.Outcome.APPROVED:
            said["address"] = _address("desk:people", request.council.slug)
            subject = _("You have a seat in %(council)s")
            body = _(
                "%(council)s has approved your request. Here is who sits there:"
                "\n\n%(address)s"
            )
        else:
            subject = _("Your request to join %(council)s")
            body = _(
                "%(council)s has refused your request. The reason given:\n\n%(reason)s"
            )
        _write(
            f"join-request-{request.pk}-answer",
            person.email,
            subject % said,
            body % said,
        )


def _address(page: str, *args: object) -> str:
    return settings.BASE_URL + reverse(page, args=args)


def _write(key: str, to: str, subject: str, body: str) -> None:
    # A name must not end the line: what followed would be a header of its own.
    subject = " ".join(subject.split())
    enqueue(key=key, kind="mail", to=to, payload={"subject": subject, "body": body})
