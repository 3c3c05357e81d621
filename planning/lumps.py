"""Recipes that make few, and only whole, things."""

from dataclasses import dataclass

import numpy as np

from planning.arrays import Bools, Floats, Ints
from planning.blocks import Blocks

# Of more, a unit is no thousandth.
FEW = 1_000
# Units by which a float may miss a whole number.
EXACT = 1e-6


@dataclass(frozen=True, eq=False)
class Lumps:
    """The offers of recipes that make whole things only, at most a thousand of each.

    Parameters
    ----------
    n_blocks : int
    entry, block : (n_lumps,) int64 array
        Where they stand in the lines of the blocks, and in which block.
    limit : (n_lumps,) float array
        Units offered; positive whole numbers.

    """

    n_blocks: int
    entry: Ints
    block: Ints
    limit: Floats

    @classmethod
    def of(cls, blocks: Blocks, things: Bools) -> "Lumps":
        """Find them; ``things`` (n_goods,) are goods of which there are whole ones."""
        n = blocks.n_blocks
        if not things.any():
            none = np.zeros(0, dtype=np.int64)
            return cls(n, none, none, np.zeros(0))
        offered, size = blocks.quantity < 0, np.abs(blocks.quantity)
        divisible = offered & ~(things[blocks.good] & (size <= FEW))
        barred = np.zeros(n, dtype=np.bool_)
        barred[blocks.line_block[divisible]] = True
        entry = np.flatnonzero(offered & ~barred[blocks.line_block])
        limit = size[entry].astype(np.float64)
        return cls(n, entry, blocks.line_block[entry], limit)

    def floor(self, share: Floats) -> tuple[Floats, Floats, Bools]:
        """Whole things at some shares of the blocks.

        Returns
        -------
        (n_lumps,) float array
            Units: whole numbers.
        (n_blocks,) float array
            The least scale at which as many are made; 0 for other blocks.
        (n_blocks,) bool array
            Blocks whose share is more than that.

        """
        made = self.limit * share[self.block]
        units = np.floor(made + EXACT)
        scale, over = np.zeros(self.n_blocks), np.full(self.n_blocks, -np.inf)
        np.maximum.at(scale, self.block, units / self.limit)
        np.maximum.at(over, self.block, -(made - units))
        return units, scale, np.isfinite(over) & (over < -EXACT)
