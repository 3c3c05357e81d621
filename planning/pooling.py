"""What holds of all councils together, from sums that each place adds its part to.

Where councils are known on several servers no place has them all. What a rule needs of
all of them is asked for by name, as an array that is added up; a median is read from
counts in bins that are the same everywhere, so that it does not depend on who is where.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from planning.arrays import Floats

# Adds the parts of all places: a name, and the part of this place.
Pool = Callable[[str, Floats], Floats]


def alone(_name: str, part: Floats) -> Floats:
    """The pool of a place that has all councils itself."""
    return part


class Asked(Exception):
    """What a place adds under the name it was asked for."""

    def __init__(self, part: Floats) -> None:
        super().__init__("the part of this place is known")
        self.part = part


@dataclass(frozen=True)
class Told:
    """The pool of a place that is told the sums, up to one that it is asked for.

    Parameters
    ----------
    sums : mapping
        What was added up so far, by name.
    asked : str
        Raises `Asked` with this place's part of it.

    """

    sums: Mapping[str, Floats]
    asked: str = ""

    def __call__(self, name: str, part: Floats) -> Floats:
        """The sum of this name. KeyError if it was neither told nor asked for."""
        if name == self.asked:
            raise Asked(part)
        found = self.sums[name]
        if found.shape != part.shape:
            raise ValueError(f"{name} has {len(part)} numbers, not {len(found)}")
        return found


@dataclass(frozen=True)
class Bins:
    """Bins of one width, in which figures of all places can be counted.

    Parameters
    ----------
    low, high : float
        What lies outside counts in the first, or the last.
    count : int

    """

    low: float
    high: float
    count: int

    def counts(self, values: Floats) -> Floats:
        """(count,) How many values are in each bin.

        >>> Bins(0.0, 1.0, 4).counts(np.array([-1.0, 0.3, 0.3, 9.0])).tolist()
        [1.0, 2.0, 0.0, 1.0]

        """
        part = (np.asarray(values) - self.low) / (self.high - self.low)
        place = np.clip(np.floor(part * self.count), 0, self.count - 1)
        return np.bincount(place.astype(np.int64), minlength=self.count).astype(float)

    def median(self, counts: Floats) -> float:
        """About the median: the middle of the bin it is in; ValueError for nothing.

        >>> bins = Bins(0.0, 1.0, 4)
        >>> bins.median(bins.counts(np.array([0.1, 0.3, 0.3, 0.9])))
        0.375

        """
        sums = np.cumsum(counts)
        if not sums[-1] > 0:
            raise ValueError("nothing has no median")
        place = int(np.searchsorted(sums, sums[-1] / 2.0))
        return self.low + (self.high - self.low) * (place + 0.5) / self.count
