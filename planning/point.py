"""Some multipliers, and what the blocks of the settlement answer to them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from planning.arrays import Bools, Floats
from planning.blocks import Blocks

NOISE = 1e-14


@dataclass(frozen=True, eq=False)
class Point:
    """A point of the dual: see `planning.dual`.

    Parameters
    ----------
    blocks : Blocks
    slack : (n_goods,) bool array
    multipliers : (n_goods,) float array
        Relative to the prices; not negative where slack is allowed.
    pressure : (n_blocks,) float array
        What the blocks take of goods at these multipliers, less what they give.
    share : (n_blocks,) float array
    moving : (n_blocks,) bool array
        Blocks whose share answers small changes. One just at its ceiling counts too.

    """

    blocks: Blocks
    slack: Bools
    multipliers: Floats
    pressure: Floats
    share: Floats
    moving: Bools

    @classmethod
    def at(cls, blocks: Blocks, slack: Bools, multipliers: Floats) -> "Point":
        """Let the blocks answer."""
        multipliers = np.where(slack, np.maximum(multipliers, 0.0), multipliers)
        return cls.under(blocks, slack, multipliers, blocks.pressure(multipliers))

    @classmethod
    def under(
        cls, blocks: Blocks, slack: Bools, multipliers: Floats, pressure: Floats
    ) -> "Point":
        """The same where the pressure of the multipliers is known."""
        raw = 1.0 - pressure / blocks.weight
        share = np.clip(raw, 0.0, blocks.ceiling)
        moving = (raw > 0.0) & (raw <= blocks.ceiling + NOISE)
        return cls(blocks, slack, multipliers, pressure, share, moving)

    @cached_property
    def excess(self) -> Floats:
        """(n_goods,) Value requested less value offered at these shares."""
        return self.blocks.excess(self.share)

    @property
    def bound(self) -> Bools:
        """(n_goods,) Goods whose surplus is allowed and calls for no multiplier."""
        return self.slack & (self.multipliers <= 0.0) & (self.excess <= 0.0)

    @property
    def violation(self) -> Floats:
        """(n_goods,) Credits by which each good is out of balance."""
        return np.where(self.bound, 0.0, np.abs(self.excess))

    @property
    def residual(self) -> float:
        """The largest violation, as a part of what is dealt in of the good."""
        return float((self.violation / self.blocks.size).max(initial=0.0))

    @cached_property
    def height(self) -> float:
        """The dual function, credits."""
        cut = 1.0 - self.share
        costs = float(np.dot(self.blocks.weight, cut * cut)) / 2
        return costs + float(np.dot(self.share, self.pressure))


@dataclass(frozen=True, eq=False)
class Line:
    """Where a step leads from a point, and how steeply the dual function rises there.

    Parameters
    ----------
    start : Point
    step : (n_goods,) float array
        Change of the multipliers.
    pressure : (n_blocks,) float array
        Change of the pressure.

    """

    start: Point
    step: Floats
    pressure: Floats

    @classmethod
    def along(cls, start: Point, step: Floats) -> "Line":
        """Look along a step; one pass over the lines serves all its lengths."""
        return cls(start, step, start.blocks.pressure(step))

    def go(self, length: float) -> tuple[Point, float]:
        """The point at a length of the step, and the slope along the step there."""
        start = self.start
        ahead = start.multipliers + length * self.step
        if (ahead[start.slack] < 0.0).any():
            # Multipliers that may not fall below 0 leave the straight line.
            new = Point.at(start.blocks, start.slack, ahead)
            held = start.slack & (new.multipliers <= 0.0)
            return new, float(new.excess @ np.where(held, 0.0, self.step))
        pressure = start.pressure + length * self.pressure
        new = Point.under(start.blocks, start.slack, ahead, pressure)
        return new, float(np.dot(new.share, self.pressure))
