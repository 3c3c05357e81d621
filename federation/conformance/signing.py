"""Signatures of messages (RFC 9421) and digests of bodies (RFC 9530), on their own."""

import hashlib
import re
import secrets
import time
from base64 import b64decode, b64encode
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

LABEL, TAG, WINDOW = "pp", "pp-federation", 300
ADDRESSED = ('"@method"', '"@target-uri"')
SAYING = ('"content-digest"', '"content-type"', '"idempotency-key"')
ANSWERING = (
    *('"@status"', '"content-digest"', '"content-type"'),
    *('"@method";req', '"@target-uri";req', '"signature";req;key="pp"'),
)
# What is signed, and what is said of the signature.
INPUT = re.compile(r'(?:^|, *)pp=(\(([^()]*)\)((?:;[a-z]+=(?:"[^"]*"|[0-9]+))*))')
ITEM = re.compile(r'"[^"]+"(?:;[a-z]+(?:="[^"]*")?)*')
PARAMETER = re.compile(r';([a-z]+)=(?:"([^"]*)"|([0-9]+))')
VALUE = re.compile(r"(?:^|, *)pp=(:[A-Za-z0-9+/]+=*:)")


class Unsigned(Exception):
    """An answer that does not prove whose it is; the text says why."""


@dataclass(frozen=True)
class Key:
    """A key of the server that is played: its id, and its 32 secret bytes."""

    id: str
    secret: bytes

    def sign(self, text):
        return Ed25519PrivateKey.from_private_bytes(self.secret).sign(text)


@dataclass
class Request:
    """A request before it is sent; ``url`` is the whole address."""

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass
class Answer:
    """What came back. Header fields are in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes
    request: Request


def digest(body):
    """A body as `Content-Digest` has it.

    >>> digest(b"")
    'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:'
    """
    return f"sha-256=:{b64encode(hashlib.sha256(body).digest()).decode()}:"


def sign(request, key, **changes):
    """Sign a request in place.

    ``changes`` are `created`, `nonce`, `tag`, `label` and `covered`, for those who want
    to be refused; a nonce of None is left out.
    """
    saying = request.method not in ("GET", "HEAD") or request.body
    if saying:
        request.headers.setdefault("Content-Digest", digest(request.body))
    following = ('"if-match"',) if "If-Match" in request.headers else ()
    usual = (*ADDRESSED, *(SAYING if saying else ()), *following)
    covered = changes.get("covered", usual)
    nonce = changes.get("nonce", secrets.token_urlsafe(18))
    label = changes.get("label", LABEL)
    says = f"({' '.join(covered)});created={changes.get('created', int(time.time()))}"
    says += f';keyid="{key.id}";alg="ed25519"'
    says += f';nonce="{nonce}"' if nonce is not None else ""
    says += f';tag="{changes.get("tag", TAG)}"'
    value = b64encode(key.sign(base(covered, says, request))).decode()
    request.headers["Signature-Input"] = f"{label}={says}"
    request.headers["Signature"] = f"{label}=:{value}:"
    return request


def base(covered, says, request, answer=None):
    """The bytes that are signed: a line for each component, then what is said of all.

    Without an answer it is a request that is signed.
    """
    lines = [f"{each}: {component(each, request, answer)}" for each in covered]
    return "\n".join([*lines, f'"@signature-params": {says}']).encode()


def component(item, request, answer=None):
    """What a component is in a message. KeyError for one that is not there."""
    name, *parameters = item.replace('"', "").split(";")
    if answer is None or "req" in parameters:
        fields = {each.lower(): value for each, value in request.headers.items()}
        derived = {"@method": request.method, "@target-uri": request.url}
    else:
        fields, derived = answer.headers, {"@status": str(answer.status)}
    if name.startswith("@"):
        return derived[name]
    if f"key={LABEL}" in parameters:
        return VALUE.search(fields[name])[1]
    return fields[name].strip()


def verify(answer, keys, request=None, at=None):
    """The id of the key an answer is signed with. Raises Unsigned.

    ``keys`` are `Ed25519PublicKey` by their ids. ``request``: the one it should belong
    to, if that is not the one it came for.
    """
    said = INPUT.search(answer.headers.get("signature-input", ""))
    value = VALUE.search(answer.headers.get("signature", ""))
    if not said or not value:
        raise Unsigned("the answer has no signature under the label pp")
    covered = ITEM.findall(said[2])
    known = {each: text or number for each, text, number in PARAMETER.findall(said[3])}
    if missing := [each for each in ANSWERING if each not in covered]:
        raise Unsigned(f"the signature does not cover {', '.join(missing)}")
    if known.get("keyid") not in keys:
        raise Unsigned(f"the key {known.get('keyid')} is not in the server's document")
    if known.get("tag") != TAG or not known.get("nonce"):
        raise Unsigned(f"the signature has no nonce, or not the tag {TAG}")
    if abs(int(known.get("created", 0)) - (at or time.time())) > WINDOW:
        raise Unsigned("the answer was not signed within the last five minutes")
    if answer.headers.get("content-digest") != digest(answer.body):
        raise Unsigned("the digest is not that of the body")
    try:
        text = base(covered, said[1], request or answer.request, answer)
        keys[known["keyid"]].verify(b64decode(value[1][1:-1]), text)
    except (KeyError, TypeError, ValueError, InvalidSignature) as error:
        raise Unsigned("the signature does not fit") from error
    return known["keyid"]


def public_key(text):
    """A key as a server's document has it. ValueError if it is none."""
    return Ed25519PublicKey.from_public_bytes(b64decode(text, validate=True))
