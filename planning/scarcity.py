"""Blocks that can only be cut entirely, because a good has one side."""

import numpy as np

from planning.arrays import Bools, Floats
from planning.blocks import Blocks


def scarce(blocks: Blocks, slack: Bools) -> tuple[Bools, Floats]:
    """Find blocks that can only be cut entirely: a good has one side, or the ceiling 0.

    A block that requests what nobody offers is cut to nothing, and so is one that
    offers what nobody requests and what may not stay unused; that may leave another
    good with one side.

    Returns
    -------
    (n_blocks,) bool array
        Blocks that can only be zero.
    (n_goods,) float array
        A multiplier that says so: 1 where requests, -1 where offers find no other
        side; else 0.

    """
    n, offer = blocks.n_goods, blocks.value < 0
    side = offer * np.int64(n)
    side += blocks.good
    hopeless = blocks.ceiling <= 0.0
    verdict = np.zeros(n)
    dropped = bool(hopeless.any())
    alive = ~hopeless[blocks.line_block] if dropped else np.ones(len(side), np.bool_)
    while True:
        found = np.bincount(side[alive] if dropped else side, minlength=2 * n) > 0
        requested, offered = found[:n], found[n:]
        unmet, unused = requested & ~offered, offered & ~requested & ~slack
        alone = unmet | unused
        if not alone.any():
            return hopeless, verdict
        verdict += unmet.astype(np.float64) - unused
        hopeless[blocks.line_block[alive & alone[blocks.good]]] = True
        dropped, alive = True, ~hopeless[blocks.line_block]
