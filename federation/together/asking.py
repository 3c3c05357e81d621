"""Saying something to another server, signed, and hearing its signed answer."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from federation.strict import MOST_OF_SERVERS, Malformed, load
from federation.wire.messages import Request
from federation.wire.packing import CODING, LONG, note_takes, pack, takes_packed
from federation.wire.proofs import proof_of
from federation.wire.sending import Courier, Unreachable
from federation.wire.signatures import Unverified, sign_request, verify_response
from ledger.canonical import canonical

JSON = "application/json"
ACCEPTED = (JSON, "application/problem+json")


class RefusedThere(Exception):
    """The other server answered, and refused; ``status``, ``code`` and words of it."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.code = str(problem.get("type", "")).rsplit("/", 1)[-1][:80]
        self.detail = str(problem.get("detail", ""))[:300]
        super().__init__(f"{status} {self.code}: {self.detail}")


@dataclass(frozen=True)
class Heard:
    """An answer: what it says, its text, and what proves who signed it."""

    says: dict[str, Any]
    body: str = ""
    proof: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """A line to one peer: its address, its keys and ours, read once.

    It is handed to threads, which must not ask the database.
    """

    origin: str
    keys: Mapping[str, Any]
    key_id: str
    secret: bytes
    courier: Courier

    def ask(
        self,
        method: str,
        path: str,
        body: str = "",
        key: str = "",
        follows: int | None = None,
    ) -> dict[str, Any]:
        """What the peer answers. Raises Unreachable, RefusedThere.

        ``follows`` is the revision there that this one takes the place of.
        """
        return self._hear(method, path, body, key, follows).says

    def hear(self, path: str) -> Heard:
        """What the peer answers to a question, with the proof that it did.

        Raises Unreachable, RefusedThere.
        """
        return self._hear("GET", path)

    def _hear(self, method, path, body="", key="", follows=None):
        # Threads ask, and these have no database; its clock is near enough.
        at = datetime.now(UTC)
        headers = {}
        if method not in ("GET", "HEAD"):
            headers = {"Content-Type": JSON, "Idempotency-Key": key or uuid.uuid4().hex}
        if follows is not None:
            headers["If-Match"] = f'"{follows}"'
        request = Request(method, self.origin + path, headers, body.encode())
        if len(request.body) < LONG or not takes_packed(self.origin):
            return _ask(self, request, at)
        packed = {**headers, "Content-Encoding": CODING}
        try:
            packed_request = Request(method, request.url, packed, pack(request.body))
            return _ask(self, packed_request, at)
        except RefusedThere as refused:
            if refused.status != 415:
                raise
            return _ask(self, request, at)


def _ask(line, request, at):
    sign_request(request, key_id=line.key_id, secret=line.secret, at=at)
    answer = line.courier.send(request, accepts=ACCEPTED)
    note_takes(line.origin, answer.headers.get("Accept-Encoding", ""))
    try:
        verify_response(answer, keys=line.keys, at=at)
        says = load(answer.body, MOST_OF_SERVERS) if answer.body else {}
        proof = proof_of(answer)
    except (Unverified, ValueError) as error:
        # A refusal before it knew us is not signed; it is no more than a refusal.
        if answer.status_code < 400:
            raise Unreachable("unsigned", str(error)) from error
        says, proof = _words(answer.body), {}
    if answer.status_code >= 400:
        raise RefusedThere(answer.status_code, says)
    return Heard(says, answer.body.decode(), proof)


def _words(body):
    try:
        return load(body)
    except Malformed:
        return {}


def text_of(says: Mapping[str, Any]) -> str:
    """A message as the text that is signed."""
    return canonical(says)


def read(text: str) -> dict[str, Any]:
    return json.loads(text)
