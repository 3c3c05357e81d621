"""What a server says of itself to servers: who it is, and its keys."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from federation.models import OwnKey
from federation.services import current_key
from federation.strict import load
from federation.wire.addresses import Place, place_of
from federation.wire.keys import fingerprint, verifying_key
from federation.wire.messages import Request
from federation.wire.sending import Courier

SOFTWARE = "commonplan"
PROTOCOL = 1
JSON = ["application/json"]
MOST_KEYS, LONGEST_NAME = 20, 200


@dataclass(frozen=True)
class Described:
    """What another server said of itself: its address, name, and keys by their ids."""

    origin: str
    name: str
    keys: dict[str, str]


def courier() -> Courier:
    return Courier(
        own=settings.FEDERATION_NETWORKS, authorities=settings.FEDERATION_AUTHORITIES
    )


def key_id(key: OwnKey) -> str:
    """How others name a key of ours: an address nobody has to fetch."""
    return f"{settings.BASE_URL}{reverse('federation:node')}#{key}"


def describe() -> dict[str, Any]:
    """The document of this server."""
    current_key()  # Made before anybody is told that there is none.
    return {
        "node": settings.BASE_URL,
        "name": settings.NODE_NAME,
        "software": SOFTWARE,
        "protocol": PROTOCOL,
        "keys": [
            {
                "id": key_id(key),
                "algorithm": "ed25519",
                "public": key.public,
                "fingerprint": fingerprint(key.public),
                "state": key.state,
            }
            for key in OwnKey.objects.published().order_by("number")
        ],
    }


def look_up(url: str) -> Described:
    """Ask another server who it is; nothing is believed of it yet.

    Raises ValidationError ``address`` or ``document``, and Unreachable.
    """
    place = place_of(url, settings.FEDERATION_NETWORKS)
    address = place.origin + reverse("federation:node")
    answer = courier().send(Request("GET", address), accepts=JSON)
    if answer.status_code != 200:
        raise _wrong()
    return read(answer.body, place)


def read(body: bytes, place: Place) -> Described:
    """What a server's document says. Raises ValidationError ``document``."""
    try:
        found = load(body)
        keys = {str(each["id"]): str(each["public"]) for each in found["keys"]}
        name, node = str(found["name"]).strip(), found["node"]
        for public in keys.values():
            verifying_key(public)
    except (KeyError, TypeError, ValueError):
        raise _wrong() from None
    strange = [each for each in keys if not each.startswith(f"{place.origin}/")]
    if node != place.origin or strange:
        raise ValidationError(
            _("The server says that it is %(node)s."),
            code="document",
            params={"node": str(node)[:LONGEST_NAME]},
        )
    if not 0 < len(keys) <= MOST_KEYS or not 0 < len(name) <= LONGEST_NAME:
        raise _wrong()
    return Described(place.origin, name, keys)


def _wrong():
    return ValidationError(
        _("There is no server of this kind at the address."), code="document"
    )
