"""What is refused of a server above, and what it signed as proof."""

import gzip
from base64 import b64decode

from federation.wire.keys import verifying_key
from federation.wire.messages import Request
from federation.wire.signatures import verify_request
from tests.federation.evil.peer import FEDERATION, said_of

HERE = "http://localhost:8000"


def refused(answer, code, status=422):
    found, detail = said_of(answer)
    assert (answer.status_code, found) == (status, code), detail
    return detail


def bytes_of(kept):
    """The bytes that were signed, of what is kept; unpacked they are its text."""
    if "Packed" not in kept.proof:
        return kept.body.encode()
    packed = b64decode(kept.proof["Packed"])
    assert gzip.decompress(packed).decode() == kept.body
    return packed


def prove(statement, evil, what):
    """What the server above signed can be checked by anybody."""
    url = f"{HERE}{FEDERATION}/{what}"
    message = Request("POST", url, statement.proof, bytes_of(statement))
    key = evil.peer.keys.get()
    keys = {key.key_id: verifying_key(key.public)}
    assert verify_request(message, keys=keys, at=evil.now())
