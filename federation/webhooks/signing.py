"""Signatures of Standard Webhooks 1.0.0: ``v1`` by a secret, ``v1a`` by a key."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping

from federation.wire.keys import signing_key

SECRET, PUBLIC = "whsec_", "whpk_"
SHORTEST, LONGEST = 24, 64  # Bytes of a secret.


def secret_text(secret: bytes) -> str:
    """A secret as people copy it.

    >>> secret_text(bytes(24))
    'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    """
    return SECRET + b64encode(secret).decode()


def secret_of(text: str) -> bytes:
    """A secret as it was copied. Raises ValueError if it is none.

    >>> secret_of("whsec_AAAA")
    Traceback (most recent call last):
    ValueError: a secret is whsec_ and 24 to 64 bytes in base64
    """
    try:
        raw = b64decode(text.removeprefix(SECRET), validate=True)
    except ValueError:
        raw = b""
    if not text.startswith(SECRET) or not SHORTEST <= len(raw) <= LONGEST:
        raise ValueError("a secret is whsec_ and 24 to 64 bytes in base64")
    return raw


def signed(
    *,
    message_id: str,
    timestamp: int,
    body: bytes,
    secrets: Iterable[bytes],
    key: bytes | None = None,
) -> Mapping[str, str]:
    """The three headers of one try: one signature for each secret, one by the key.

    ``timestamp`` is the moment of the try in whole seconds, ``key`` the secret half of
    an ed25519 key.
    """
    content = f"{message_id}.{timestamp}.".encode() + body
    signatures = [
        "v1," + b64encode(hmac.digest(secret, content, "sha256")).decode()
        for secret in secrets
    ]
    if key is not None:
        signatures.append("v1a," + b64encode(signing_key(key).sign(content)).decode())
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }
