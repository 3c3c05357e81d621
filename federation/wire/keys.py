"""Keys of nodes: ed25519, and fingerprints that people read to one another."""

import hashlib
import secrets
from base64 import b64decode, b64encode

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

SIZE = 32  # Bytes of a key, secret or public.
# Crockford's: no letter that is taken for a digit or for another letter.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, GROUP = 5, 4  # 20 letters, 100 bits.
MISREAD = str.maketrans("OIL", "011")


def new_secret() -> bytes:
    """A new secret key, 32 bytes."""
    return secrets.token_bytes(SIZE)


def signing_key(secret: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(secret)


def public_text(secret: bytes) -> str:
    """The public half of a key, as it is published.

    >>> public_text(bytes(32))
    'O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik='
    """
    return b64encode(signing_key(secret).public_key().public_bytes_raw()).decode()


def verifying_key(text: str) -> Ed25519PublicKey:
    """A public key as it was published. Raises ValueError if it is none.

    >>> verifying_key("short")
    Traceback (most recent call last):
    ValueError: a public key is 32 bytes in base64
    """
    try:
        raw = b64decode(text, validate=True)
        if len(raw) != SIZE or b64encode(raw).decode() != text:
            raise ValueError(text)
        return Ed25519PublicKey.from_public_bytes(raw)
    except (ValueError, UnsupportedAlgorithm):
        raise ValueError("a public key is 32 bytes in base64") from None


def fingerprint(public: str) -> str:
    """What identifies a public key among people: five groups of four letters.

    100 bits of the SHA-256 of the key: short enough to be read aloud, too many to be
    tried.

    >>> fingerprint("O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik=")
    '2EF3-JG76-9DA9-2WH0-H3CT'
    """
    verifying_key(public)
    digest = hashlib.sha256(b64decode(public)).digest()
    bits = int.from_bytes(digest) >> (256 - 5 * GROUPS * GROUP)
    letters = "".join(
        LETTERS[bits >> 5 * place & 31] for place in reversed(range(GROUPS * GROUP))
    )
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def is_fingerprint_of(typed: str, public: str) -> bool:
    """Whether somebody typed the fingerprint of a key, however they wrote it.

    >>> is_fingerprint_of("2ef3 jg76 9da9 2who h3ct", public_text(bytes(32)))
    True
    """
    letters = "".join(each for each in typed.upper() if each.isalnum())
    told = fingerprint(public).replace("-", "")
    return secrets.compare_digest(letters.translate(MISREAD).encode(), told.encode())
