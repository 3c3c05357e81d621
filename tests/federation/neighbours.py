"""Servers around this one: who they are, and how each signs what is sent for it."""

import io
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client

from federation.conformance import signing
from federation.services import add_peer, confirm_key, pause_peer
from federation.wire.keys import fingerprint, public_text
from tests.factories import make_council, make_facilitator, make_good
from tests.federation.sound import PAUSED, ROLES, WHO, Above, Below, Sound


@dataclass(frozen=True)
class Server:
    """Another server: ``peer`` is what is known of it here."""

    peer: Any
    key: signing.Key

    @property
    def origin(self):
        return self.peer.origin

    def sign(self, method, path, headers, body):
        """The headers of a request, with those of its signature over what is there."""
        url = settings.BASE_URL + path
        request = signing.Request(method, url, dict(headers), body)
        names = {name.lower() for name in headers} | {"content-digest"}
        saying = method not in ("GET", "HEAD") or body
        known = [each for each in signing.SAYING if each.strip('"') in names]
        also = ['"if-match"'] if "if-match" in names else []
        covered = (*signing.ADDRESSED, *(known if saying else ()), *also)
        return signing.sign(request, self.key, covered=covered).headers

    def say(self, sound, body=None):
        """Send a sound message, or other bytes in its place; the answer."""
        body = sound.body if body is None else body
        headers = {"Content-Type": "application/json"} | sound.headers
        signed = self.sign(sound.method, sound.path, headers, body)
        kind = signed.pop("Content-Type")
        client = Client(headers=signed, raise_request_exception=False)
        return client.generic(sound.method, sound.path, body, content_type=kind)


class Signing:
    """The service, as one server reaches it: what is sent is signed on the way."""

    def __init__(self, service):
        self.service, self.server = service, None

    def __call__(self, environ, start):
        if self.server is not None:
            size = int(environ.get("CONTENT_LENGTH") or 0)
            body = environ["wsgi.input"].read(size)
            # A request writes into what it is made from.
            request = WSGIRequest(environ | {"wsgi.input": io.BytesIO(b"")})
            signed = self.server.sign(
                request.method, request.get_full_path(), request.headers, body
            )
            for name in ("Content-Digest", "Signature-Input", "Signature"):
                if name in signed:
                    environ[f"HTTP_{name.upper().replace('-', '_')}"] = signed[name]
            environ["wsgi.input"] = io.BytesIO(body)
        return self.service(environ, start)


@dataclass(frozen=True)
class Neighbours:
    servers: dict[str, Server]
    sound: list[Sound]


def make_neighbours():
    """The parent leads years; the child, and the paused one, were asked into others."""
    ann = make_facilitator("ann")
    servers = {name: meet(place, name, ann) for place, name in enumerate(ROLES, 1)}
    goods = make_good("bread")
    councils = make_council("eaters"), make_council("bakers", kind="worker")
    below, above = Below(servers, goods, councils, ann), Above(servers, goods, councils)
    sound = [*below.sound(), *above.sound(ann)]
    pause_peer(peer=servers[PAUSED].peer, actor=ann, reason="Two histories.")
    return Neighbours(servers, sound)


def meet(place, name, actor):
    """A server whose key people here have confirmed."""
    origin, secret = f"https://{name}.example", bytes([place]) * 32
    key_id, public = f"{origin}/api/v1/node#k1", public_text(secret)
    peer = add_peer(origin=origin, name=name, keys={key_id: public}, actor=actor, **WHO)
    confirm_key(key=peer.keys.get(), typed=fingerprint(public), actor=actor)
    peer.refresh_from_db()
    return Server(peer, signing.Key(key_id, secret))
