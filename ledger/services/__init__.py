"""Writing the record and the outbox, sealing, and delivering."""

from .outbox import (
    claim,
    delivered,
    drop_expired,
    dropped,
    enqueue,
    enqueue_many,
    failed,
    held,
)
from .record import record
from .sealing import leaf_of, seal, unsealed

__all__ = [
    "claim",
    "delivered",
    "drop_expired",
    "dropped",
    "enqueue",
    "enqueue_many",
    "failed",
    "held",
    "leaf_of",
    "record",
    "seal",
    "unsealed",
]
