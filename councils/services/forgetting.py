from collections.abc import Sequence

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models.functions import Now

from councils.models import Invitation, JoinRequest, Membership, Person
from ledger.models import Message
from ledger.services import record

from .requests import take_back_request
from .roles import leave


@transaction.atomic
def forget(*, person: Person) -> bool:
    """Delete what is known of a person; say whether this call did so.

    Name, addresses, ways to log in, sessions and letters go. The row stays under its
    opaque id, because figures, records and votes of councils hang on it.

    Raises ValidationError ``last_delegate``, naming the council where the role must be
    handed over first.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    person.refresh_from_db()
    if person.forgotten_at is not None:
        return False
    seats = Membership.objects.open().filter(person=person).select_related("council")
    for seat in seats.order_by("council_id"):
        leave(membership=seat)
    for request in JoinRequest.objects.open().filter(person=person):
        take_back_request(request=request)
    JoinRequest.objects.filter(person=person).update(message="")
    record(
        kind="person.forgotten",
        subject=str(person.public_id),
        actor=person,
    )
    known = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    addresses = {address for address in (person.email, *known) if address}
    _forget_addresses(sorted(addresses | {each.lower() for each in addresses}))
    _forget_logins(person)
    _forget_name(person)
    return True


def _forget_addresses(addresses: Sequence[str]) -> None:
    """Take the addresses off invitations and letters, also those on their way."""
    sent = Invitation.objects.filter(email__in=addresses)
    sent.filter(ended_at=None).update(ended_at=Now(), ending=Invitation.Ending.DECLINED)
    sent.update(email="")
    letters = Message.objects.filter(to__in=addresses)
    letters.filter(sent_at=None).delete()
    letters.update(to="", payload={})


def _forget_logins(person: Person) -> None:
    for session in UserSession.objects.filter(user=person):
        session.end()
    for ways in (EmailAddress, Authenticator, SocialAccount):
        ways.objects.filter(user=person).delete()
    person.groups.clear()
    person.user_permissions.clear()


def _forget_name(person: Person) -> None:
    opaque = f"deleted-{person.public_id}"
    LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Person), object_id=person.pk
    ).update(object_repr=opaque)
    Person.objects.filter(pk=person.pk).update(
        username=opaque,
        first_name="",
        last_name="",
        email="",
        language="",
        time_zone="",
        last_login=None,
        is_active=False,
        is_staff=False,
        is_superuser=False,
        forgotten_at=Now(),
    )
    person.refresh_from_db()
    person.set_unusable_password()
    person.save(update_fields=["password"])
