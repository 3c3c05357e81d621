"""People, councils and seats. Seats are begun and ended, councils never deleted."""

from . import deciding, departing, joining, person, seat
from .careful import CarefulAdmin, complain
from .council import CouncilForm

__all__ = [
    "CarefulAdmin",
    "CouncilForm",
    "complain",
    "deciding",
    "departing",
    "joining",
    "person",
    "seat",
]
