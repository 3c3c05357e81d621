"""The tables of this floor, one idea a file."""

from .memory import Memory
from .offer import Offer, OfferPart, Signature
from .plan import Assignment, Plan
from .publication import Publication
from .round import Price, Result, Round

__all__ = [
    "Assignment",
    "Memory",
    "Offer",
    "OfferPart",
    "Plan",
    "Price",
    "Publication",
    "Result",
    "Round",
    "Signature",
]
