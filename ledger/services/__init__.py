"""Writing the record and the outbox, sealing, and delivering."""

from .outbox import claim, delivered, enqueue, failed
from .record import record
from .sealing import leaf_of, seal, unsealed

__all__ = [
    "claim",
    "delivered",
    "enqueue",
    "failed",
    "leaf_of",
    "record",
    "seal",
    "unsealed",
]
