"""What the models of all councils answer to trial prices, as sums over shards."""

from dataclasses import dataclass

import numpy as np

from planning.arrays import Floats
from planning.councils import Income
from planning.shards import Shard
from planning.sparse import log_gap, positive, tall
from planning.turns import Turn


@dataclass(frozen=True, eq=False)
class Spending:
    """How the budgets of a model follow from the proceeds of its councils.

    ``then`` (n_councils,) is what each could spend when it answered last.
    """

    income: Income
    then: Floats


class Trial:
    """The answers of all shards at trial prices, and how they go on changing.

    Parameters
    ----------
    shards : list of Shard
    spending : Spending or None
    prices : (n_goods,) float array
        Log prices.

    Attributes
    ----------
    requested, offered : (n_goods,) float array
        Smallest units.

    """

    def __init__(
        self, shards: list[Shard], spending: Spending | None, prices: Floats
    ) -> None:
        self.spending = spending
        self.replies = [shard.respond(prices) for shard in shards]
        self._spend()
        self.requested, self.offered = np.zeros(len(prices)), np.zeros(len(prices))
        for reply, factor in zip(self.replies, self.budgets, strict=True):
            requested, offered = reply.totals(factor)
            self.requested += requested
            self.offered += offered

    def _spend(self) -> None:
        """One scalar sum a pool goes round before those who spend it answer."""
        spending = self.spending
        if spending is None:
            self.budgets = [np.ones(len(reply.shard.rows)) for reply in self.replies]
            return
        income = spending.income
        proceeds = np.zeros(len(spending.then))
        for reply in self.replies:
            proceeds[reply.shard.rows] = reply.proceeds() * reply.shard.weight
        may = np.maximum(income.spend(income.pools(proceeds)), 1e-9 * spending.then)
        self.may = positive(may)
        known = spending.then > 0
        factor = np.where(known, self.may / positive(spending.then), 1.0)
        self.budgets = [
            np.where(reply.shard.budgeted, factor[reply.shard.rows], 1.0)
            for reply in self.replies
        ]

    @property
    def gap(self) -> Floats:
        """(n_goods,) ln(requested / offered)."""
        return log_gap(self.requested, self.offered)

    def turn(self, direction: Floats) -> tuple[Floats, Floats]:
        """Change of requested and offered along directions (n_goods,) or columns."""
        turns = [Turn(reply, direction) for reply in self.replies]
        budgets = self._turn_budgets(turns)
        requested, offered = np.zeros_like(direction), np.zeros_like(direction)
        for turn, budget in zip(turns, budgets, strict=True):
            more_requested, more_offered = turn.totals(budget)
            requested += more_requested
            offered += more_offered
        return requested, offered

    def _turn_budgets(self, turns: list[Turn]) -> list[Floats | None]:
        spending = self.spending
        if spending is None:
            return [None] * len(turns)
        income = spending.income
        proceeds = np.zeros((len(spending.then), *turns[0].direction.shape[1:]))
        for turn in turns:
            shard = turn.reply.shard
            weight = tall(shard.weight, turn.direction)
            proceeds[shard.rows] = turn.proceeds() * weight
        inside = income.pool >= 0
        pools = np.zeros((income.n_pools, *proceeds.shape[1:]))
        np.add.at(pools, income.pool[inside], proceeds[inside])
        change = (income.share @ pools) / tall(self.may, turns[0].direction)
        return [
            np.where(
                tall(turn.reply.shard.budgeted, turn.direction) > 0,
                change[turn.reply.shard.rows],
                0.0,
            )
            for turn in turns
        ]

    def own_slopes(self) -> tuple[Floats, Floats]:
        """(n_goods,) About how both sides of a good follow its own price."""
        requested, offered = np.zeros_like(self.requested), np.zeros_like(self.offered)
        for reply in self.replies:
            more_requested, more_offered = reply.own_slopes()
            requested += more_requested
            offered += more_offered
        return requested, offered

    def own_slope(self) -> Floats:
        """(n_goods,) About how the log gap of a good follows its own price."""
        requested, offered = self.own_slopes()
        change: Floats = requested / positive(self.requested)
        return change - offered / positive(self.offered)

    def slope(self, direction: Floats) -> Floats:
        """Change of the log gap along directions (n_goods,) or columns."""
        requested, offered = self.turn(direction)
        change: Floats = requested / tall(positive(self.requested), direction)
        return change - offered / tall(positive(self.offered), direction)
