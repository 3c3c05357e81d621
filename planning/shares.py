"""The best shares of blocks, with nothing for those that can only be cut entirely."""

from dataclasses import dataclass

import numpy as np

from planning.arrays import Bools, Floats
from planning.blocks import Blocks
from planning.dual import solve
from planning.scarcity import scarce


@dataclass(frozen=True, eq=False)
class Shares:
    """The best shares of blocks.

    Parameters
    ----------
    share : (n_blocks,) float array
    multipliers : (n_goods,) float array
        Relative to the prices.
    residual : float
        See `planning.settle.Settlement`.

    """

    share: Floats
    multipliers: Floats
    residual: float


def best_shares(blocks: Blocks, slack: Bools, start: Floats | None = None) -> Shares:
    """Solve from some multipliers, with nothing for blocks that can only be zero."""
    hopeless, verdict = scarce(blocks, slack)
    point = solve(blocks.without(hopeless), slack, start)
    share = np.zeros(blocks.n_blocks)
    share[~hopeless] = point.share
    multipliers = np.where(verdict, verdict, point.multipliers)
    return Shares(share, multipliers, point.residual)
