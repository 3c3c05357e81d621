"""Recipes of a part, and how far they came down to whole things."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from planning.arrays import Bools, Floats, Ints
from planning.blocks import Blocks
from planning.lots import lots
from planning.lumps import Lumps
from planning.terms import Turn

NOISE = 1e-14
# Digits of a loss that count, and digits of the lot among equal losses.
_DROPPED, LOT_BITS = 30, 30
# Turns after which all recipes come down, and by half.
PATIENCE = 200


@dataclass(frozen=True, eq=False)
class Moves:
    """What the blocks answer to some multipliers.

    Parameters
    ----------
    pressure : (n_blocks,) float array
        What the blocks take of goods at these multipliers, less what they give.
    share : (n_blocks,) float array
    moving : (n_blocks,) bool array
        Blocks whose share answers small changes. One just at its ceiling counts too.
    weight : (n_blocks,) float array
        Credits; 0 for those that can only be cut entirely.

    """

    pressure: Floats
    share: Floats
    moving: Bools
    weight: Floats


@dataclass(frozen=True, eq=False)
class Ceilings:
    """Recipes after some turns.

    Parameters
    ----------
    blocks : Blocks
    lumps : Lumps
    tickets : (n_blocks,) int64 array
    number : int
        How many turns there have been.
    ceiling : (n_blocks,) float array
        The largest share of each recipe, between 0 and 1.
    value : (n_lines,) float array
        Value of each line; of several products one sets the scale of a recipe, and the
        others are fewer than it would make.

    """

    blocks: Blocks
    lumps: Lumps
    tickets: Ints
    number: int
    ceiling: Floats
    value: Floats

    @classmethod
    def first(cls, blocks: Blocks, things: Bools, tickets: Ints) -> "Ceilings":
        """Before any turn; ``tickets`` are the councils'."""
        lumps, ones = Lumps.of(blocks, things), np.ones(blocks.n_blocks)
        return cls(blocks, lumps, tickets[blocks.council], 0, ones, blocks.value)

    @cached_property
    def matrix(self) -> csr_array:
        """(n_blocks, n_goods) The values, with the narrowest places that will do."""
        blocks, small = self.blocks, len(self.value) < 2**31
        places = np.dtype(np.int32 if small else np.int64)
        parts = self.value, blocks.good.astype(places), blocks.start.astype(places)
        return csr_array(parts, shape=(blocks.n_blocks, blocks.n_goods))

    def moves(self, dead: Bools, multipliers: Floats) -> Moves:
        """Let the blocks answer; those that deal in dead goods are cut entirely."""
        pressure: Floats = self.matrix @ multipliers
        weight = self.blocks.weight
        raw = 1.0 - pressure / weight
        share = np.clip(raw, 0.0, self.ceiling)
        moving = (raw > 0.0) & (raw <= self.ceiling + NOISE)
        if dead.any() or self.number:
            none = self.hopeless(dead)
            share[none], moving[none], pressure[none] = 0.0, False, 0.0
            weight = np.where(none, 0.0, weight)
        return Moves(pressure, share, moving, weight)

    def hopeless(self, dead: Bools) -> Bools:
        """(n_blocks,) Blocks that can only be cut entirely."""
        return self.blocks.touching(dead) | (self.ceiling <= 0.0)

    def off(self, dead: Bools, multipliers: Floats) -> tuple[Ints, Ints]:
        """Recipes that make no whole things, and the keys by which they come down.

        The key is what each would lose, in 22 binary digits so that equals are equal,
        then its lot; those with the smallest come first.
        """
        share = self.moves(dead, multipliers).share
        _units, scale, off = self.lumps.floor(share)
        places = np.flatnonzero(off)
        loss = (share - scale)[places] * self.blocks.weight[places]
        lot = lots(self.tickets[places], 2 * self.blocks.n_goods)
        digits = loss.view(np.int64) >> _DROPPED
        return places, (digits << LOT_BITS) | (lot & (2**LOT_BITS - 1))

    def after(self, turn: Turn) -> "Ceilings":
        """Bring down those whose turn it is: to the scale of the things they make.

        A ceiling only falls, by a thing at least, so turns end; after `PATIENCE` of
        them the things are halved.
        """
        share = self.moves(turn.dead, turn.multipliers).share
        units, scale, _off = self.lumps.floor(share)
        places, key = self.off(turn.dead, turn.multipliers)
        first = (key < turn.key) | (
            (key == turn.key) & (self.tickets[places] <= turn.ticket)
        )
        down = np.zeros(self.blocks.n_blocks, dtype=np.bool_)
        down[places[first]] = True
        mine = down[self.lumps.block]
        if self.number >= PATIENCE:
            units = np.where(mine, np.floor(units / 2), units)
            scale[down] = 0.0
            part = (units / self.lumps.limit)[mine]
            np.maximum.at(scale, self.lumps.block[mine], part)
        ceiling = np.where(down, scale, self.ceiling)
        value = self._whole_values(units, np.where(down, scale, 0.0))
        return Ceilings(
            self.blocks, self.lumps, self.tickets, self.number + 1, ceiling, value
        )

    def _whole_values(self, units: Floats, scale: Floats) -> Floats:
        """Let offers count as the whole things they are at scales that are not 0."""
        lumps, value = self.lumps, self.value.copy()
        at = scale[lumps.block]
        mine = at > 0.0
        entries = lumps.entry[mine]
        part = (units / lumps.limit)[mine] / at[mine]
        value[entries] = self.blocks.value[entries] * part
        return value

    def whole_share(self, share: Floats) -> Floats:
        """Shares at which those that came down make whole things exactly."""
        _units, scale, _off = self.lumps.floor(share)
        return np.where(self.ceiling < 1.0, scale, share)
