"""Writing on this floor: every door calls these, keyword-only, one transaction each."""

from .ballots import close_ballot, open_ballot, vote
from .facilitators import FACILITATORS, ensure_facilitators
from .seats import seat, unseat

__all__ = [
    "FACILITATORS",
    "close_ballot",
    "ensure_facilitators",
    "open_ballot",
    "seat",
    "unseat",
    "vote",
]
