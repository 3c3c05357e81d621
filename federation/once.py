"""Requests that may arrive twice and work once (the header Idempotency-Key)."""

import hashlib
import json
import re

from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from federation.problems import Refused
from federation.services import (
    InFlight,
    KeyReused,
    claim_key,
    keep_answer,
    release_key,
)

# The draft standard puts it in quotes; most programs do not. Both are one key.
KEY = re.compile(r'(?P<quote>"?)(?P<key>[A-Za-z0-9._:~-]{8,128})(?P=quote)')
SOON = 1


def key_of(request):
    header = request.headers.get("Idempotency-Key")
    if not header:
        raise Refused("idempotency-key-missing")
    match = KEY.fullmatch(header.strip())
    if not match:
        raise Refused("idempotency-key-malformed")
    return match["key"]


def once(request, key, work):
    """Do ``work`` under a proposal's id, or answer as it was answered before.

    ``work`` returns a 2xx response; whatever it raises is not kept, so that the same
    request can be tried again.
    """
    try:
        claim = claim_key(
            person=request.user, key=key, fingerprint=fingerprint_of(request)
        )
    except KeyReused:
        raise Refused("idempotency-key-reused") from None
    except InFlight:
        raise Refused("idempotency-in-flight", retry_after=SOON) from None
    if claim.status:
        return _again(claim)
    try:
        response = work(claim.proposal_id)
        keep_answer(
            claim=claim,
            status=response.status_code,
            location=response.headers["Location"],
            body=JSONRenderer().render(response.data).decode(),
        )
    except Exception:
        release_key(claim=claim)
        raise
    return response


def fingerprint_of(request):
    """What makes two requests the same: method, address and what the body says."""
    body = json.dumps(request.data, sort_keys=True, separators=(",", ":"))
    text = f"{request.method} {request.path}\n{body}"
    return hashlib.sha256(text.encode()).hexdigest()


def _again(claim):
    return Response(
        json.loads(claim.body),
        status=claim.status,
        headers={"Location": claim.location, "Idempotent-Replayed": "true"},
    )
