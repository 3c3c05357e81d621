"""Whole things: a recipe that makes few of them is scaled to make whole ones.

Nine tenths of three buses are two buses and steel for another seven tenths. A recipe
all of whose offers are whole things, and few, is therefore brought down to the least
scale that makes the same whole numbers; its requests follow, and the others are settled
anew with what that leaves. Those that lose least come down first, a part of them at a
time: of ten workshops that could make 2.7 buses each, three make two and seven three.

Finding the best choice is as hard as integer programming; this one is found in a few
settlements, is the same on every machine, and its cost is told (`Whole.cost`).
"""

from dataclasses import dataclass, replace

import numpy as np

from planning.arrays import Bools, Floats
from planning.blocks import Blocks
from planning.lumps import EXACT, FEW, Lumps
from planning.shares import Shares, best_shares

__all__ = ["FEW", "Whole", "make_whole"]

# Part of the recipes between whole numbers that come down at a time: one in so many.
PART = 8
# Turns after which all of them come down, and by half.
PATIENCE = 200
DIGITS = 9


@dataclass(frozen=True, eq=False)
class Whole:
    """Shares at which recipes make whole things.

    Parameters
    ----------
    shares : Shares
    lowered : (n_blocks,) bool array
        Recipes of whole things that make less than at the best shares.
    cost : float
        Credits: the value cut beyond what is cut at the best shares; at least 0.

    """

    shares: Shares
    lowered: Bools
    cost: float


def make_whole(blocks: Blocks, slack: Bools, lumps: Lumps, best: Shares) -> Whole:
    """Bring recipes down to whole things, and settle the others anew.

    ``slack`` is (n_goods,), ``best`` the best shares of the blocks as they are. All
    balances as closely as before. A ceiling once lowered is only lowered further, by a
    thing at least, so this ends.
    """
    if not len(lumps.line):
        return Whole(best, np.zeros(blocks.n_blocks, dtype=np.bool_), 0.0)
    turn, found = 0, best
    ceiling, value = blocks.ceiling.copy(), blocks.value.copy()
    while True:
        units, scale, off = lumps.floor(found.share)
        if not off.any():
            break
        down = _next_down(off, (found.share - scale) * blocks.weight, turn)
        if turn >= PATIENCE:
            mine = down[lumps.block]
            units = np.where(mine, np.floor(units / 2), units)
            scale[down] = 0.0
            np.maximum.at(scale, lumps.block[mine], (units / lumps.limit)[mine])
        ceiling[down] = scale[down]
        _count_whole(value, blocks, lumps, units, np.where(down, scale, 0.0))
        capped = replace(blocks, ceiling=ceiling, value=value)
        found = best_shares(capped, slack, found.multipliers)
        turn += 1
    share = np.where(ceiling < blocks.ceiling, scale, found.share)
    lowered = np.zeros(blocks.n_blocks, dtype=np.bool_)
    lowered[lumps.block] = True
    lowered &= share < best.share - EXACT
    lost = np.abs(blocks.value) @ (best.share - share)[blocks.line_block]
    shares = Shares(share, found.multipliers, found.residual)
    return Whole(shares, lowered, max(float(lost), 0.0) if lowered.any() else 0.0)


def _next_down(off: Bools, loss: Floats, turn: int) -> Bools:
    """Those that lose least, the last of equals first; all of them when it takes long.

    Rounded, so that equals are equal on every machine.
    """
    if turn >= PATIENCE:
        return off
    places = np.flatnonzero(off)
    losses = np.round(loss[places] / loss[places].max(), DIGITS)
    order = np.lexsort((-places, losses))
    down = np.zeros_like(off)
    down[places[order[: max(1, len(places) // PART)]]] = True
    return down


def _count_whole(
    value: Floats, blocks: Blocks, lumps: Lumps, units: Floats, scale: Floats
) -> None:
    """Let offers count as the whole things they are at the scales that are not 0.

    Of several products one sets the scale; the others are fewer than it would make.
    """
    at = scale[lumps.block]
    mine = at > 0.0
    entries = lumps.entry[mine]
    part = (units / lumps.limit)[mine] / at[mine]
    value[entries] = blocks.value[entries] * part
