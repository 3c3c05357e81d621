"""Some multipliers, and how far from balance all parts are there together."""

from dataclasses import dataclass

import numpy as np

from planning.answers import Pull
from planning.arrays import Bools, Floats, Ints
from planning.exact import ONE, uncounted
from planning.pull import bound_of
from planning.scarcity import Basis

NOISE = 1e-14


@dataclass(frozen=True, eq=False)
class Point:
    """A point of the dual: see `planning.dual`.

    Parameters
    ----------
    basis : Basis
    multipliers : (n_goods,) float array
        Relative to the prices; not negative where slack is allowed.
    excess : (n_goods,) float array
        Requested less offered, as a part of what is dealt in of the good.
    height : float
        The dual function, credits.
    present, off
        As in `planning.answers.Pull`.

    """

    basis: Basis
    multipliers: Floats
    excess: Floats
    height: float
    present: Ints
    off: int

    @classmethod
    def of(cls, basis: Basis, multipliers: Floats, pull: Pull) -> "Point":
        """What the recipes answered, and what the other lines add to it."""
        requested, offered = basis.lone
        requests, offers = lone_shares(multipliers)
        taken = (requested * ONE * requests).astype(np.int64)
        given = (offered * ONE * offers).astype(np.int64)
        excess = (pull.excess + taken - given) / ONE
        height = height_of(basis, multipliers, pull.height)
        return cls(basis, multipliers, excess, height, pull.present, pull.off)

    @property
    def bound(self) -> Bools:
        """(n_goods,) Goods whose surplus is allowed and calls for no multiplier."""
        return self.basis.slack & (self.multipliers <= 0.0) & (self.excess <= 0.0)

    @property
    def residual(self) -> float:
        """How far the worst good is from balance, as a part of what is dealt in."""
        violation = np.where(self.bound, 0.0, np.abs(self.excess))
        return float(violation.max(initial=0.0))


def lone_shares(multipliers: Floats) -> tuple[Floats, Floats]:
    """(n_goods,) Shares of requests, and of offers, that stand for themselves."""
    requests: Floats = np.clip(1.0 - multipliers, 0.0, 1.0)
    offers: Floats = np.clip(1.0 + multipliers, 0.0, 1.0)
    return requests, offers


def height_of(basis: Basis, multipliers: Floats, units: int) -> float:
    """The dual function, credits, from what the recipes answered."""
    recipes = uncounted(units, bound_of(basis.credit, multipliers))
    parts = zip(basis.lone, lone_shares(multipliers), (1.0, -1.0), strict=True)
    lone = [
        part * ((1.0 - share) ** 2 / 2 + sign * share * multipliers)
        for part, share, sign in parts
    ]
    return recipes + float(np.sum(basis.credit * (lone[0] + lone[1])))


def lone_slopes(multipliers: Floats, basis: Basis) -> Floats:
    """(n_goods,) How much lines that stand for themselves follow the multiplier."""
    requested, offered = basis.lone
    raw = 1.0 - multipliers, 1.0 + multipliers
    taking, giving = ((each > 0.0) & (each <= 1.0 + NOISE) for each in raw)
    return requested * taking + offered * giving
