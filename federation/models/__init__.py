"""The tables of this floor, one idea a file."""

from .delivery import Attempt, Delivery
from .idempotency import IdempotencyKey
from .own_key import OwnKey
from .peer import Nonce, Peer, PeerKey
from .token import Token
from .webhook import Webhook, WebhookSecret

__all__ = [
    "Attempt",
    "Delivery",
    "IdempotencyKey",
    "Nonce",
    "OwnKey",
    "Peer",
    "PeerKey",
    "Token",
    "Webhook",
    "WebhookSecret",
]
