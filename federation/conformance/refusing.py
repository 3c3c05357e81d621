"""What a server refuses because of who says it, or how it is signed."""

import re
import time
from dataclasses import replace

from .node import FEDERATION, expect, refused
from .saying import NOWHERE
from .signing import ADDRESSED, SAYING, Key, digest, sign

TOLD = f"{FEDERATION}/announcements"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
INVALID = (401, "signature-invalid")
FAR = 600  # Seconds; five minutes are taken.


def unsigned(node):
    """Without a signature: signature-missing"""
    refused(node.send(node.request("GET", NOWHERE)), 401, "signature-missing")
    answer = node.send(node.request("POST", TOLD, {}))
    refused(answer, 401, "signature-missing")


def other_label(node):
    """Signed under another label: signature-invalid"""
    refused(node.say("GET", NOWHERE, label="sig1"), *INVALID)


def other_tag(node):
    """Signed with another tag: signature-invalid"""
    refused(node.say("GET", NOWHERE, tag="something-else"), *INVALID)


def no_nonce(node):
    """Signed without a nonce: signature-invalid"""
    refused(node.say("GET", NOWHERE, nonce=None), *INVALID)


def too_little_covered(node):
    """Signed over too little: signature-invalid"""
    refused(node.say("GET", NOWHERE, covered=ADDRESSED[:1]), *INVALID)
    for left_out in SAYING:
        rest = [each for each in (*ADDRESSED, *SAYING) if each != left_out]
        refused(node.say("POST", TOLD, {}, covered=rest), *INVALID)


def other_target(node):
    """Sent elsewhere than it was signed for: signature-invalid"""
    request = sign(node.request("GET", NOWHERE), node.key)
    request.url += "?page=2"
    refused(node.send(request), *INVALID)


def other_method(node):
    """Sent with another method than it was signed for: signature-invalid"""
    request = sign(node.request("PUT", TOLD, {}), node.key)
    refused(node.send(replace(request, method="POST")), *INVALID)


def other_body(node):
    """A body that is not the one of the digest: signature-invalid"""
    request = sign(node.request("POST", TOLD, {"year": "a"}), node.key)
    refused(node.send(replace(request, body=b'{"year":"b"}')), *INVALID)


def other_digest(node):
    """A body with a digest of its own that was not signed: signature-invalid"""
    request = sign(node.request("POST", TOLD, {"year": "a"}), node.key)
    body = b'{"year":"b"}'
    request.headers["Content-Digest"] = digest(body)
    refused(node.send(replace(request, body=body)), *INVALID)


def other_idempotency_key(node):
    """Another Idempotency-Key than was signed: signature-invalid"""
    request = sign(node.request("POST", TOLD, {}), node.key)
    request.headers["Idempotency-Key"] = "another-key-than-that"
    refused(node.send(request), *INVALID)


def other_secret(node):
    """Signed with another secret under a known id: signature-invalid"""
    forged = Key(node.key.id, bytes(range(32)))
    request = sign(node.request("GET", NOWHERE), forged)
    refused(node.send(request), *INVALID)


def unknown_key(node):
    """Signed with a key nobody has confirmed: signature-key-unknown"""
    strange = Key(f"{node.key.id}-unknown", node.key.secret)
    request = sign(node.request("GET", NOWHERE), strange)
    refused(node.send(request), 401, "signature-key-unknown")


def clock_behind(node):
    """Signed ten minutes ago: clock-too-far-off, with the time there"""
    _clock(node, -FAR)


def clock_ahead(node):
    """Signed in ten minutes: clock-too-far-off, with the time there"""
    _clock(node, FAR)


def _clock(node, seconds):
    answer = node.say("GET", NOWHERE, created=int(time.time()) + seconds)
    found = refused(answer, 401, "clock-too-far-off")
    expect(MOMENT.search(found["detail"]), f"no time is named: {found['detail']}")


def replayed(node):
    """The very same message again: replayed"""
    request = sign(node.request("GET", NOWHERE), node.key)
    first = node.send(request)
    expect(first.status == 404, f"the first is answered with {first.status}")
    refused(node.send(request), 409, "replayed")


def old_replay(node):
    """An old message is known for a copy before its age is asked"""
    request = node.request("GET", NOWHERE)
    sign(request, node.key, created=int(time.time()) - FAR)
    refused(node.send(request), 401, "clock-too-far-off")
    refused(node.send(request), 409, "replayed")


CHECKS = [
    unsigned,
    other_label,
    other_tag,
    no_nonce,
    too_little_covered,
    other_target,
    other_method,
    other_body,
    other_digest,
    other_idempotency_key,
    other_secret,
    unknown_key,
    clock_behind,
    clock_ahead,
    replayed,
    old_replay,
]
