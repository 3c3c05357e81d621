"""The tables of this floor, one idea a file."""

from .declaration import Declaration
from .draft import Draft
from .entitlement import Entitlement
from .good import Good
from .instruction import Change, StandingInstruction
from .period import CatalogueEntry, Period
from .proposal import Proposal

__all__ = [
    "CatalogueEntry",
    "Change",
    "Declaration",
    "Draft",
    "Entitlement",
    "Good",
    "Period",
    "Proposal",
    "StandingInstruction",
]
