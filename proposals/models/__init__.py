"""The tables of this floor, one idea a file."""

from .comment import Comment
from .declaration import Declaration
from .draft import Draft
from .draft_change import DraftChange
from .entitlement import Entitlement
from .good import Good
from .instruction import Change, StandingInstruction
from .motion import Motion
from .period import CatalogueEntry, Period
from .proposal import Proposal

__all__ = [
    "CatalogueEntry",
    "Change",
    "Comment",
    "Declaration",
    "Draft",
    "DraftChange",
    "Entitlement",
    "Good",
    "Motion",
    "Period",
    "Proposal",
    "StandingInstruction",
]
