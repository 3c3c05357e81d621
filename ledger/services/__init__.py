"""Writing the record and the outbox, sealing, and delivering."""

from .announcing import announce_maintenance, lift_maintenance
from .failing import give_up_message, retry_message
from .heartbeats import heartbeat
from .outbox import (
    claimed,
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
    "announce_maintenance",
    "claimed",
    "delivered",
    "drop_expired",
    "dropped",
    "enqueue",
    "enqueue_many",
    "failed",
    "give_up_message",
    "heartbeat",
    "held",
    "leaf_of",
    "lift_maintenance",
    "record",
    "retry_message",
    "seal",
    "unsealed",
]
