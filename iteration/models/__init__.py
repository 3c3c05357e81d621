"""The tables of this floor, one idea a file."""

from .approval import Approval
from .comparison import Comparison
from .memory import Memory
from .nudge import Nudge
from .offer import Offer, OfferPart, Signature
from .plan import Assignment, Plan
from .publication import Publication
from .result import Price, Result
from .round import Round
from .simulation import Simulation

__all__ = [
    "Approval",
    "Assignment",
    "Comparison",
    "Memory",
    "Nudge",
    "Offer",
    "OfferPart",
    "Plan",
    "Price",
    "Publication",
    "Result",
    "Round",
    "Signature",
    "Simulation",
]
