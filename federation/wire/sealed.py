"""Secrets kept in the database, readable only together with SECRET_KEY."""

import functools
import hashlib
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

PURPOSE = b"commonplan: keys of this server"


class Unreadable(Exception):
    """What was sealed under another SECRET_KEY."""


def seal(secret: bytes) -> str:
    return _box(settings.SECRET_KEY).encrypt(secret).decode()


def unseal(sealed: str) -> bytes:
    """What was sealed, under SECRET_KEY or one of its fallbacks. Raises Unreadable."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return _box(key).decrypt(sealed.encode())
        except InvalidToken:
            continue
    raise Unreadable("sealed under another SECRET_KEY")


@functools.lru_cache(maxsize=8)
def _box(key):
    derived = hashlib.scrypt(key.encode(), salt=PURPOSE, n=2**12, r=8, p=1, dklen=32)
    return Fernet(urlsafe_b64encode(derived))
