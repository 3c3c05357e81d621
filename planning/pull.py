"""How the recipes of a part pull at all goods, at some multipliers."""

import numpy as np

from planning.arrays import Bools, Floats, Ints, count_up
from planning.ceilings import Ceilings, Moves
from planning.exact import ONE, count_all, count_parts


def bound_of(credit: Floats, multipliers: Floats) -> float:
    """No part of the dual function is larger: credits.

    Parameters
    ----------
    credit : (n_goods,) float array
        Value requested and offered of each good.
    multipliers : (n_goods,) float array

    """
    return float(np.sum(credit * (1.0 + np.abs(multipliers))))


def lines_of(ceilings: Ceilings, size: Ints) -> Floats:
    """(n_lines,) Lines as parts of all that is dealt in of their goods, times 2**60."""
    blocks = ceilings.blocks
    part = blocks.quantity * (ONE / size)[blocks.good]
    changed = ceilings.lumps.entry
    if ceilings.number and len(changed):
        part[changed] *= (ceilings.value / blocks.value)[changed]
    return part


def excess(ceilings: Ceilings, lines: Floats, moves: Moves) -> Ints:
    """(n_goods,) Requested less offered, in 2**-60 of the size of each good."""
    blocks = ceilings.blocks
    return count_parts(
        blocks.good, lines * moves.share[blocks.line_block], blocks.n_goods
    )


def height(moves: Moves, bound: float) -> int:
    """The dual function, in units of its bound."""
    cut = 1.0 - moves.share
    values = moves.weight * cut * cut / 2 + moves.share * moves.pressure
    return count_all(values, bound)


def present(ceilings: Ceilings, dead: Bools) -> Ints:
    """(2 n_goods,) Lines on both sides of every good, of blocks that are left."""
    blocks = ceilings.blocks
    left = ~ceilings.hopeless(dead)[blocks.line_block]
    return np.bincount(blocks.side[left], minlength=2 * blocks.n_goods)


def remaining(ceilings: Ceilings, dead: Bools) -> Ints:
    """(2 n_goods,) Units on both sides of every good, of blocks that are left."""
    blocks = ceilings.blocks
    left = ~ceilings.hopeless(dead)[blocks.line_block]
    units = np.abs(blocks.quantity[left])
    return count_up(blocks.side[left], units, 2 * blocks.n_goods)


def lumpy(ceilings: Ceilings) -> Ints:
    """(n_goods,) Lines of recipes that make few, and only whole, things."""
    blocks = ceilings.blocks
    mine = np.zeros(blocks.n_blocks, dtype=np.bool_)
    mine[ceilings.lumps.block] = True
    goods = blocks.good[mine[blocks.line_block]]
    return np.bincount(goods, minlength=blocks.n_goods)
