"""The tables of this floor, one idea a file."""

from .idempotency import IdempotencyKey
from .token import Token

__all__ = ["IdempotencyKey", "Token"]
