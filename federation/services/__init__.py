"""Writing on this floor: tokens, and what makes a repeated request one."""

from .idempotency import InFlight, KeyReused, claim_key, keep_answer, release_key
from .tokens import issue_token, note_use, revoke_token

__all__ = [
    "InFlight",
    "KeyReused",
    "claim_key",
    "issue_token",
    "keep_answer",
    "note_use",
    "release_key",
    "revoke_token",
]
