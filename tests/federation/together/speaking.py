"""Speaking to this server as another one, with a key that people confirmed."""

import json
import uuid

from django.conf import settings
from django.test import Client

from federation.together.definition import catalogue_digest
from federation.wire.messages import Request
from federation.wire.signatures import sign_request
from ledger import clock
from ledger.canonical import canonical

SECRET = bytes(range(32))
JSON = "application/json"
FEDERATION = "/api/v1/federation"


class Speaking:
    def __init__(self, peer, key_id, secret=SECRET):
        self.peer, self.key_id, self.secret = peer, key_id, secret

    def say(self, method, path, says=None, *, key="", **more):
        """Send a signed message; the answer, as Django's test client has it."""
        body = canonical(says).encode() if says is not None else b""
        headers = {}
        if method not in ("GET", "HEAD"):
            headers = {
                "Content-Type": JSON,
                "Idempotency-Key": key or uuid.uuid4().hex,
                **{name.replace("_", "-"): value for name, value in more.items()},
            }
        request = Request(method, settings.BASE_URL + path, headers, body)
        sign_request(request, key_id=self.key_id, secret=self.secret, at=clock.now())
        return self.send(request, path)

    def send(self, request, path):
        headers = {
            f"HTTP_{name.upper().replace('-', '_')}": value
            for name, value in request.headers.items()
            if name.lower() != "content-type"
        }
        return Client().generic(
            request.method, path, request.body, content_type=JSON, **headers
        )

    def put_part(self, says):
        """As what follows the revision before its own."""
        path = f"{FEDERATION}/years/{says['year']}/rounds/{says['round']}/part"
        return self.say("PUT", path, says, If_Match=f'"{says["revision"] - 1}"')


def make_part(period, number=1, server="https://child.example", **changes):
    """A part that holds: two councils that offer bread."""
    answers = {"own": 2, "standing": 0, "imputed": 0, "carried": 0, "absent": 0}
    receipts = {"count": 2, "root": "ab" * 32}
    own = {"server": server, "document": "", "late": False}
    return {
        "commonplan": 1,
        "kind": "part",
        "server": server,
        "year": period.code,
        "round": number,
        "revision": 1,
        "catalogue": catalogue_digest(period),
        "answers": answers,
        "receipts": receipts,
        "servers": [own | {"answers": answers, "receipts": receipts}],
        "answers_trials": False,
        "goods": [{"code": "bread", "requested": "0.000", "offered": "0.880"}],
    } | changes


def code_of(answer):
    return json.loads(answer.content)["type"].rsplit("/", 1)[-1]
