"""Recipes that grow without limit of skill but not of room: a capacity is inferred.

Where requests grow just as offers do, nothing but a capacity can bound the offers.
Then ln(revenue / cost), the log margin M, is a level and not only a change, and the
used part of the capacity is taken to be logistic in it,

    ln offers = ln capacity - ln(1 + exp(-slope (M - middle))),

with the slope and the middle fitted to the last answers of the council.
"""

import numpy as np

from planning.arrays import Floats
from planning.fitting import fit

__all__ = [
    "MIDDLE",
    "MIDDLE_DEVIATION",
    "POINTS",
    "SLOPE",
    "SLOPE_DEVIATION",
    "fit",
    "used_part",
]

# Before anything is known: half of a capacity is offered where revenue is cost.
SLOPE, SLOPE_DEVIATION = 12.0, 0.6
MIDDLE, MIDDLE_DEVIATION = 0.0, 0.15
POINTS = 3


def used_part(slope: Floats, middle: Floats, margin: Floats) -> Floats:
    """The part of its capacity a council offers."""
    odds = np.clip(slope * (margin - middle), -30.0, 30.0)
    part: Floats = 1.0 / (1.0 + np.exp(-odds))
    return np.clip(part, 1e-12, 1.0 - 1e-9)
