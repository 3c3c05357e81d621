"""The links that stop letters without a login: signed, and good for ever."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from councils.models import Person
from councils.notices.occasions import OCCASIONS

SALT = "letters.stop"
COLLECTED = "collected"


def stop_address(person, occasion):
    """Where one request stops the letters of an occasion, or the collected ones."""
    token = signing.Signer(salt=SALT).sign_object([person.public_id.hex, occasion])
    return settings.BASE_URL + reverse("desk:stop-letters", args=[token])


def read_token(token):
    """Whom a link is for and what it stops; None if it is none of ours."""
    try:
        public_id, occasion = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if occasion != COLLECTED and occasion not in OCCASIONS:
        return None
    person = Person.objects.filter(public_id=public_id, forgotten_at=None).first()
    return person and (person, occasion)
