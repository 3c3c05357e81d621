"""Other servers as they answer, without a network."""

import json

from federation.wire.keys import public_text
from federation.wire.messages import Response
from federation.wire.sending import Courier, Unreachable

SECRETS = [bytes([number]) * 32 for number in range(1, 6)]
B = "https://b.example"


class Elsewhere:
    """One server at the other end: what it shows, and whether it hears us."""

    def __init__(self, origin=B, name="Harbour", secrets=SECRETS[:1]):
        self.origin, self.name = origin, name
        self.keys = {
            f"{origin}/api/v1/node#k{number}": public_text(secret)
            for number, secret in enumerate(secrets, 1)
        }
        self.hears, self.broken, self.asked = False, None, []

    def show(self, secret, number):
        """Another key, beside those before."""
        self.keys[f"{self.origin}/api/v1/node#k{number}"] = public_text(secret)

    def document(self):
        keys = [{"id": name, "public": public} for name, public in self.keys.items()]
        return {"node": self.origin, "name": self.name, "keys": keys}

    def answer(self, request):
        self.asked.append(request)
        if self.broken:
            raise self.broken
        if "Signature" in request.headers and not self.hears:
            said = {"type": "/api/v1/problems/signature-key-unknown"}
            return Response(401, request, {}, json.dumps(said).encode())
        return Response(200, request, {}, json.dumps(self.document()).encode())


class Town:
    """All there are; whoever is not among them does not answer."""

    def __init__(self, *servers):
        self.servers = {each.origin: each for each in servers}

    def send(self, courier, request, *, accepts):
        for origin, server in self.servers.items():
            if request.url.startswith(f"{origin}/"):
                return server.answer(request)
        raise Unreachable("no_connection", "nobody")


def build(monkeypatch, *servers):
    town = Town(*servers)

    def send(courier, request, *, accepts):
        return town.send(courier, request, accepts=accepts)

    monkeypatch.setattr(Courier, "send", send)
    return town
