"""The tables of this floor, one idea a file."""

from .delivery import Attempt, Delivery
from .head import MOST_EVIDENCE, Head
from .idempotency import IdempotencyKey
from .own_key import OwnKey
from .peer import Nonce, Peer, PeerKey
from .post import Post
from .shared import Exchange, Member, PartDocument, SharedYear, said
from .statement import Statement
from .token import Token
from .webhook import Webhook, WebhookSecret

__all__ = [
    "MOST_EVIDENCE",
    "Attempt",
    "Delivery",
    "Exchange",
    "Head",
    "IdempotencyKey",
    "Member",
    "Nonce",
    "OwnKey",
    "PartDocument",
    "Peer",
    "PeerKey",
    "Post",
    "SharedYear",
    "Statement",
    "Token",
    "Webhook",
    "WebhookSecret",
    "said",
]
