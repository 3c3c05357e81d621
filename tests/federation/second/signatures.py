"""Signed requests and signed answers."""

import re
import secrets
import time
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256

from tests.federation.second.keys import fits
from tests.federation.second.refusals import RefusedError

LABEL, TAG, SECONDS, NONCE = "pp", "pp-federation", 300, 100
READING = ('"@method"', '"@target-uri"')
BODY = ('"content-digest"', '"content-type"', '"idempotency-key"')
OF_REQUEST = ('"@method";req', '"@target-uri";req', f'"signature";req;key="{LABEL}"')
ANSWER = ('"@status"', '"content-digest"', '"content-type"', *OF_REQUEST)
COMPONENT = r'"[^"]+"(?:;[a-z]+(?:="[^"]*")?)*'
COVERED = rf"\((?P<covered>{COMPONENT}(?: {COMPONENT})*)\)"
REST = r'(?P<rest>(?:;[a-z]+=(?:"[^"]*"|\d+))*)'
INPUT = re.compile(rf"{LABEL}=(?P<all>{COVERED}{REST})")
SIGNATURE = re.compile(rf"{LABEL}=:(?P<text>[A-Za-z0-9+/=]+):")
PARAMETER = re.compile(r';([a-z]+)=(?:"([^"]*)"|(\d+))')


@dataclass
class Request:
    """What of a request can be signed. Names of headers are in small letters."""

    method: str
    uri: str
    headers: dict
    body: bytes = b""

    def value(self, component):
        """What stands behind a component in the base of a signature."""
        if component in READING:
            return self.method if component == READING[0] else self.uri
        return self.headers[component.strip('"')].strip()


def content_digest(body):
    """The header that says which body belongs to a message."""
    return f"sha-256=:{b64encode(sha256(body).digest()).decode()}:"


def sign_request(key, request):
    """Put the headers of a signature on a request."""
    covered = READING
    if request.body or request.method not in ("GET", "HEAD"):
        request.headers["content-digest"] = content_digest(request.body)
        covered = (*READING, *BODY)
    if "if-match" in request.headers:
        covered = (*covered, '"if-match"')
    _sign(key, request.headers, covered, request.value)


def sign_answer(key, status, headers, body, request):
    """Put the headers of a signature on the answer to a request."""
    headers["content-digest"] = content_digest(body)
    _sign(key, headers, ANSWER, _of_answer(status, headers, request))


def check_request(request, known, nonces):
    """Refuse what its server did not sign just now; the id of the key.

    ``known`` finds the public part of a confirmed key; ``nonces`` remembers.
    """
    needed = READING
    if request.body or request.method not in ("GET", "HEAD"):
        needed = (*READING, *BODY)
    found = _check(request.headers, needed, request.value, known)
    if needed != READING:
        _check_digest(request.headers, request.body)
    if not nonces.is_new(found["keyid"], found["nonce"]):
        raise RefusedError("replayed", "this very message was here before")
    _check_age(found)
    return found["keyid"]


def check_answer(status, headers, body, request, known):
    """Refuse an answer that was not signed for this very request."""
    found = _check(headers, ANSWER, _of_answer(status, headers, request), known)
    _check_digest(headers, body)
    _check_age(found)


def _of_answer(status, headers, request):
    def value(component):
        if component == '"@status"':
            return str(status)
        if component.startswith('"signature"'):
            return f":{SIGNATURE.fullmatch(request.headers['signature'])['text']}:"
        if component.endswith(";req"):
            return request.value(component.removesuffix(";req"))
        return headers[component.strip('"')].strip()

    return value


def _sign(key, headers, covered, value):
    rest = (
        f'({" ".join(covered)});created={int(time.time())};keyid="{key.id}"'
        f';alg="ed25519";nonce="{secrets.token_urlsafe(16)}";tag="{TAG}"'
    )
    headers["signature-input"] = f"{LABEL}={rest}"
    headers["signature"] = f"{LABEL}=:{key.sign(_base(covered, rest, value))}:"


def _base(covered, rest, value):
    lines = [f"{component}: {value(component)}" for component in covered]
    return "\n".join([*lines, f'"@signature-params": {rest}']).encode()


def _check(headers, needed, value, known):
    if "signature" not in headers or "signature-input" not in headers:
        raise RefusedError("signature-missing", "it is not signed")
    given = INPUT.fullmatch(headers["signature-input"])
    signature = SIGNATURE.fullmatch(headers["signature"])
    if given is None or signature is None:
        raise RefusedError("signature-invalid", "it has another label or form")
    covered, found = given["covered"].split(" "), _parameters(given["rest"])
    if found.get("tag") != TAG or not {"created", "keyid", "nonce"} <= found.keys():
        raise RefusedError("signature-invalid", "its parameters are not those needed")
    if not set(needed) <= set(covered) or not 0 < len(found["nonce"]) <= NONCE:
        raise RefusedError("signature-invalid", "it covers too little")
    public = known(found["keyid"])
    if public is None:
        raise RefusedError("signature-key-unknown", "nobody has confirmed the key")
    try:
        base = _base(covered, given["all"], value)
    except KeyError as error:
        raise RefusedError("signature-invalid", f"there is no {error}") from error
    if not fits(public, signature["text"], base):
        raise RefusedError("signature-invalid", "it does not fit")
    return found


def _parameters(text):
    return {name: words or digits for name, words, digits in PARAMETER.findall(text)}


def _check_digest(headers, body):
    if headers.get("content-digest", "").strip() != content_digest(body):
        raise RefusedError("signature-invalid", "the digest is not that of the body")


def _check_age(found):
    if abs(time.time() - int(found["created"])) > SECONDS:
        raise RefusedError("clock-too-far-off", str(int(time.time())))
