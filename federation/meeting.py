"""How servers come to know one another: looked up, compared, looked up again."""

import json
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from federation.models import OwnKey, Peer
from federation.node import JSON, courier, key_id, look_up
from federation.problems import MEDIA_TYPE
from federation.services import (
    add_peer,
    confirm_key,
    current_key,
    end_key,
    show_keys,
)
from federation.services.reaching import not_reached, reached
from federation.wire.addresses import place_of
from federation.wire.keys import is_fingerprint_of
from federation.wire.messages import Request
from federation.wire.sending import Unreachable
from federation.wire.signatures import sign_request
from ledger import clock

# What a server that does not know us answers; also noted as its trouble.
NOT_KNOWN_THERE = "signature-key-unknown"
LATER, REFUSED = "later", "refused"


@dataclass(frozen=True)
class Seen:
    """What a server shows now, beside what is known of it here.

    ``new`` keys wait to be compared. ``gone`` ones counted and are shown no more.
    ``changed`` are the ids under which another key stood before. ``trouble`` is why it
    does not hear this server, empty if it does.
    """

    new: list
    gone: list
    changed: list
    trouble: str


def find(typed):
    """Who is at an address that somebody typed; nothing is believed of it yet.

    Raises ValidationError ``address``, ``document``, ``own`` or ``known``, and
    Unreachable.
    """
    address = typed if "://" in typed else f"https://{typed}"
    origin = place_of(address, settings.FEDERATION_NETWORKS).origin
    if origin == settings.BASE_URL:
        raise _own()
    _refuse_known(origin)
    found = look_up(address)
    if OwnKey.objects.filter(public__in=found.keys.values()).exists():
        raise _own()
    return found


def join(*, found, typed, actor, reason):
    """Add a server, and believe the key whose fingerprint was typed.

    Without a fingerprint it waits to be compared. Raises ValidationError
    ``fingerprint`` if none of its keys has the one that was typed.
    """
    told = typed and key_told(found.keys.values(), typed)
    with transaction.atomic():
        peer = add_peer(
            origin=found.origin,
            name=found.name,
            keys=found.keys,
            actor=actor,
            reason=reason,
        )
        if told:
            key = peer.keys.get(public=told)
            confirm_key(key=key, typed=typed, actor=actor)
            # Of a server that was ended before: only what was compared now counts.
            for other in keys_before(key):
                end_key(key=other, actor=actor, reason=reason)
    peer.refresh_from_db()
    return peer


def keys_before(key):
    """The other keys of its server that count."""
    others = key.peer.keys.exclude(pk=key.pk)
    return others.filter(confirmed_at__isnull=False, ended_at=None)


def key_told(publics, typed):
    """The one of several keys that somebody read out."""
    for public in publics:
        if is_fingerprint_of(typed, public):
            return public
    raise ValidationError(
        _("No key of the server has this fingerprint. Have it read out once more."),
        code="fingerprint",
    )


def look_again(peer):
    """Ask a server once more for its keys, and whether it hears this one.

    Raises ValidationError ``document`` and Unreachable; both are noted as its trouble.
    """
    try:
        found = look_up(peer.origin)
    except Unreachable as error:
        not_reached(peer=peer, trouble=error.code)
        raise
    except ValidationError as error:
        not_reached(peer=peer, trouble=error.code)
        raise
    show_keys(peer=peer, keys=found.keys)
    keys = list(peer.keys.filter(ended_at=None))
    shown = set(found.keys.values())
    return Seen(
        new=[key for key in keys if not key.confirmed_at and key.public in shown],
        gone=[key for key in keys if key.confirmed_at and key.public not in shown],
        changed=[
            key
            for key in peer.keys.all()
            if found.keys.get(key.key_id, key.public) != key.public
        ],
        trouble=knock(peer) if peer.may_speak else "",
    )


def knock(peer):
    """Say something signed to a server; why it does not hear it, or nothing."""
    own, secret = current_key()
    request = Request("GET", peer.origin + reverse("federation:node"))
    sign_request(request, key_id=key_id(own), secret=secret, at=clock.now())
    try:
        answer = courier().send(request, accepts=[*JSON, MEDIA_TYPE])
    except Unreachable as error:
        trouble = error.code
    else:
        trouble = _trouble(answer)
    if trouble:
        not_reached(peer=peer, trouble=trouble)
    else:
        reached(peer=peer)
    return trouble


def _trouble(answer):
    """Why an answer is none: the last word of the problem's type."""
    if answer.status_code == 200:
        return ""
    if answer.status_code in (429, 502, 503, 504):
        return LATER
    try:
        return str(json.loads(answer.body)["type"]).rpartition("/")[2][:60] or REFUSED
    except (KeyError, TypeError, ValueError):
        return REFUSED


def _refuse_known(origin):
    known = Peer.objects.exclude(state=Peer.State.ENDED).filter(origin=origin).first()
    if known:
        raise ValidationError(
            _("%(name)s is known already."),
            code="known",
            params={"name": known.name, "number": known.pk},
        )


def _own():
    return ValidationError(_("This is the address of this server itself."), code="own")
