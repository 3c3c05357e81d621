"""Writing on this floor: tokens, repeated requests, keys of servers, and peers."""

from .idempotency import InFlight, KeyReused, claim_key, keep_answer, release_key
from .own_keys import current_key, prepare_key, revoke_key, use_next_key
from .peers import (
    Replayed,
    add_peer,
    confirm_key,
    end_key,
    end_peer,
    forget_nonces,
    heard,
    note_nonce,
    pause_peer,
    resume_peer,
    show_keys,
)
from .posting import post
from .tokens import issue_token, note_use, revoke_token

__all__ = [
    "InFlight",
    "KeyReused",
    "Replayed",
    "add_peer",
    "claim_key",
    "confirm_key",
    "current_key",
    "end_key",
    "end_peer",
    "forget_nonces",
    "heard",
    "issue_token",
    "keep_answer",
    "note_nonce",
    "note_use",
    "pause_peer",
    "post",
    "prepare_key",
    "release_key",
    "resume_peer",
    "revoke_key",
    "revoke_token",
    "show_keys",
    "use_next_key",
]
