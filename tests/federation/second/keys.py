"""Keys of servers, and the fingerprints people compare."""

from base64 import b64decode, b64encode
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LIKE = str.maketrans("OIL", "011", " -")
LENGTH, GROUP, BITS = 20, 4, 5


class Key:
    """A server's own key."""

    def __init__(self, origin, secret=None):
        self.id = f"{origin}/api/v1/node#k1"
        self._secret = secret or Ed25519PrivateKey.generate()
        self.public = b64encode(self._secret.public_key().public_bytes_raw()).decode()

    def sign(self, base):
        """Sign bytes; the signature in base64."""
        return b64encode(self._secret.sign(base)).decode()

    def description(self):
        """The key as the server's document shows it."""
        return {
            "id": self.id,
            "algorithm": "ed25519",
            "public": self.public,
            "fingerprint": fingerprint(self.public),
            "state": "current",
        }


def fingerprint(public):
    """The first hundred bits of a key's digest, as people read them out."""
    number = int.from_bytes(sha256(b64decode(public)).digest(), "big")
    number >>= 256 - LENGTH * BITS
    places = range((LENGTH - 1) * BITS, -1, -BITS)
    text = "".join(LETTERS[number >> place & 31] for place in places)
    return "-".join(text[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def is_typed(text, public):
    """Whether what a person typed is the fingerprint of a key."""
    typed = text.upper().translate(LIKE)
    return typed == fingerprint(public).replace("-", "")


def fits(public, signature, base):
    """Whether a signature in base64 is that of these bytes by this key."""
    try:
        key = Ed25519PublicKey.from_public_bytes(b64decode(public, validate=True))
        key.verify(b64decode(signature, validate=True), base)
    except (ValueError, InvalidSignature):
        return False
    return True
