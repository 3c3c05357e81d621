"""The tables of this floor, one idea a file."""

from .idempotency import IdempotencyKey
from .own_key import OwnKey
from .peer import Nonce, Peer, PeerKey
from .token import Token

__all__ = ["IdempotencyKey", "Nonce", "OwnKey", "Peer", "PeerKey", "Token"]
