"""Who said it, to whom, when, and that nothing was changed on the way (RFC 9421).

A request is signed over its method, its whole address, the digest of its body and the
key under which it may be repeated; an answer also over the signature of the request it
answers, so that it answers no other. Keys are found among those that are pinned; the
address in a key's id is never fetched.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    algorithms,
)
from http_message_signatures.exceptions import HTTPMessageSignaturesException

from federation.wire.keys import signing_key
from federation.wire.messages import Request, Response

TAG, LABEL = "pp-federation", "pp"
# How far the clock of whoever signed may be from ours.
WINDOW = timedelta(minutes=5)
LONGEST_NONCE = 100
ADDRESSED = ("@method", "@target-uri")
# Of a request that says something, beside that.
SAYING = ("content-digest", "content-type", "idempotency-key")
ANSWERING = (
    *("@status", "content-digest", "content-type"),
    *('"@method";req', '"@target-uri";req', f'"signature";req;key="{LABEL}"'),
)
READING = ("GET", "HEAD")


class Unverified(Exception):
    """A message that does not prove who sent it; ``code`` says what is wrong.

    ``missing``: no signature of ours. ``unknown_key``: signed with a key nobody here
    has confirmed. ``clock``: signed too long ago, or in the future. ``invalid``:
    whatever else, a changed byte first of all.
    """

    def __init__(self, code, detail=""):
        super().__init__(detail or code)
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class Signed:
    """What a verified signature says of itself."""

    key_id: str
    nonce: str
    created: datetime


def sign_request(
    request: Request, *, key_id: str, secret: bytes, at: datetime, nonce: str = ""
) -> None:
    """Sign a request in place; its headers other than the digest must be there."""
    _sign(request, _of_request(request), key_id, secret, at, nonce)


def sign_response(
    response: Response, *, key_id: str, secret: bytes, at: datetime, nonce: str = ""
) -> None:
    """Sign an answer in place, bound to the signed request it answers."""
    _sign(response, ANSWERING, key_id, secret, at, nonce)


def verify_request(
    request: Request,
    *,
    keys: Mapping[str, Ed25519PublicKey],
    at: datetime,
    note: Callable[[Signed], None] = lambda _signed: None,
) -> Signed:
    """Who signed a request. ``keys`` holds the pinned keys by their ids.

    ``note`` is told of it once the signature holds and before its age is asked: where
    nonces are kept, an old copy is then known for a copy. Raises Unverified.
    """
    signed = _verify(request, _of_request(request), keys)
    note(signed)
    return _fresh(signed, at)


def verify_response(
    response: Response, *, keys: Mapping[str, Ed25519PublicKey], at: datetime
) -> Signed:
    """Who signed the answer to a request we have signed. Raises Unverified."""
    return _fresh(_verify(response, ANSWERING, keys), at)


def _of_request(request):
    saying = () if request.method in READING and not request.body else SAYING
    matching = ("if-match",) if "if-match" in request.headers else ()
    return (*ADDRESSED, *saying, *matching)


def _sign(message, components, key_id, secret, at, nonce):
    HTTPMessageSigner(
        signature_algorithm=algorithms.ED25519, key_resolver=_Own(secret)
    ).sign(
        message,
        key_id=key_id,
        created=at,
        nonce=nonce or secrets.token_urlsafe(18),
        label=LABEL,
        tag=TAG,
        covered_component_ids=components,
        # An answer without a body has the digest of nothing, so that none is added.
        body=message.body if "content-digest" in components else None,
    )


def _verify(message, components, keys):
    pinned = _Pinned(keys)
    verifier = _Verifier(signature_algorithm=algorithms.ED25519, key_resolver=pinned)
    if "signature" not in message.headers or "signature-input" not in message.headers:
        raise Unverified("missing")
    try:
        (found,) = verifier.verify(
            message,
            max_age=None,
            expect_tag=TAG,
            expect_label=LABEL,
            require_components=components,
            body=message.body,
        )
    except (HTTPMessageSignaturesException, ValueError, RecursionError) as error:
        raise Unverified(
            (pinned.unknown and "unknown_key") or "invalid", str(error)
        ) from error
    if not isinstance(found.nonce, str) or not 0 < len(found.nonce) <= LONGEST_NONCE:
        raise Unverified("invalid", "a nonce is missing, or no text of 100 characters")
    created = datetime.fromtimestamp(found.parameters["created"], UTC)
    return Signed(found.parameters["keyid"], found.nonce, created)


def _fresh(signed, at):
    if abs(signed.created - at) > WINDOW:
        raise Unverified("clock", at.isoformat(timespec="seconds"))
    return signed


class _Verifier(HTTPMessageVerifier):
    """Leaves the age to be asked afterwards, and by the clock of the database."""

    def validate_created_and_expires(self, sig_input, max_age=None):
        try:
            datetime.fromtimestamp(sig_input.params["created"], UTC)
        except (KeyError, TypeError, ValueError, OverflowError, OSError):
            raise InvalidSignature("the time of signing is missing") from None


class _Own(HTTPSignatureKeyResolver):
    def __init__(self, secret):
        self.secret = secret

    def resolve_private_key(self, key_id):
        return signing_key(self.secret)


class _Pinned(HTTPSignatureKeyResolver):
    def __init__(self, keys):
        self.keys, self.unknown = keys, False

    def resolve_public_key(self, key_id):
        # An id may be anything that a structured field can hold.
        self.unknown = not isinstance(key_id, str) or key_id not in self.keys
        return None if self.unknown else self.keys[key_id]
