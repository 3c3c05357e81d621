"""The tables of this floor, one idea a file."""

from .comment import Comment
from .credit import Credit, Repayment
from .declaration import Declaration
from .draft import Draft
from .draft_change import DraftChange
from .entitlement import Entitlement
from .entitlement_rate import EntitlementRate
from .entitlement_rule import EntitlementRule
from .good import Good
from .head_count import HeadCount
from .instruction import Change, StandingInstruction
from .motion import Motion
from .need import Need, Review
from .period import CatalogueEntry, Period
from .proposal import Proposal
from .question import Question
from .succession import Succession, Successor
from .wanted import Pledge, Wanted

__all__ = [
    "CatalogueEntry",
    "Change",
    "Comment",
    "Credit",
    "Declaration",
    "Draft",
    "DraftChange",
    "Entitlement",
    "EntitlementRate",
    "EntitlementRule",
    "Good",
    "HeadCount",
    "Motion",
    "Need",
    "Period",
    "Pledge",
    "Proposal",
    "Question",
    "Repayment",
    "Review",
    "StandingInstruction",
    "Succession",
    "Successor",
    "Wanted",
]
