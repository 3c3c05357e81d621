"""The first account of an empty installation, made by who has seen its terminal."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from councils.models import FirstKey, Person, digest_of
from ledger import clock
from ledger.services import record

from .invitations import new_token
from .offices import FACILITATORS, ensure_office

VALID = timedelta(days=1)
# Any number will do, as long as nothing else in the database uses it.
FIRST = 7_310_003


def lacks_facilitator() -> bool:
    """Whether nobody is there yet who could set up a year."""
    people = Person.objects.filter(is_active=True)
    office = Group.objects.filter(name=FACILITATORS)
    return not (
        people.filter(groups__in=office).exists()
        or people.filter(is_superuser=True).exists()
    )


@transaction.atomic
def make_first_key() -> str | None:
    """A key for the first account, the only one that is valid; None if nobody lacks.

    It is given once and kept nowhere: whoever loses it has a new one made.
    """
    _one_at_a_time()
    if not lacks_facilitator():
        return None
    FirstKey.objects.filter(used_at=None).delete()
    token = new_token()
    expires_at = clock.now() + VALID
    FirstKey.objects.create(token_digest=digest_of(token), expires_at=expires_at)
    return token


def key_opens(token: str) -> bool:
    """Whether a key opens the door at this moment."""
    keys = FirstKey.objects.filter(token_digest=digest_of(token), used_at=None)
    return keys.filter(expires_at__gt=clock.now()).exists() and lacks_facilitator()


@transaction.atomic
def become_first_facilitator(
    *, token: str, username: str, password: str, email: str = "", language: str = ""
) -> Person:
    """Make the first facilitator's account, which uses the key up.

    Raises ValidationError: ``key`` if it does not open, or what a field finds wrong,
    by its name.
    """
    _one_at_a_time()
    if not key_opens(token):
        raise ValidationError(
            _("This address is used up, or too old. Ask for a new one."), code="key"
        )
    person = Person(username=username, email=email.strip().lower(), language=language)
    _check(person, password)
    person.set_password(password)
    person.save()
    person.groups.add(ensure_office(FACILITATORS))
    if person.email:
        # Who holds the key runs the service: no letter could say more.
        EmailAddress.objects.create(
            user=person, email=person.email, verified=True, primary=True
        )
    key = FirstKey.objects.filter(token_digest=digest_of(token))
    key.update(used_at=clock.now())
    record(kind="facilitator.first", subject="facilitators", actor=person)
    return person


def _check(person: Person, password: str) -> None:
    wrong: dict[str, list[str]] = {}
    try:
        person.full_clean(exclude=["password"])
    except ValidationError as error:
        wrong |= error.message_dict
    try:
        validate_password(password, person)
    except ValidationError as error:
        wrong["password"] = list(error.messages)
    if wrong:
        raise ValidationError(wrong)


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FIRST])
