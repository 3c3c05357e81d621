"""How the answers of all councils change with prices: a model, as sums over shards."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from planning.arrays import Floats
from planning.councils import Income
from planning.shards import Shard, joined
from planning.sparse import log_gap, positive, tall
from planning.turns import Turn

# A model of more lines than this is solved with the slopes of some of its councils,
# of about this many that request, and offer, each good.
MANY_LINES, DRAWN = 400_000, 6.0


@dataclass(frozen=True, eq=False)
class Spending:
    """How the budgets of a model follow from the proceeds of its councils.

    ``then`` (n_councils,) is what each could spend when it answered last.
    """

    income: Income
    then: Floats


class Model:
    """All shards: what is requested and offered in sum, and its slopes.

    Parameters
    ----------
    shards : list of Shard
    spending : Spending or None
        None: budgets are fixed.

    """

    def __init__(self, shards: list[Shard], spending: Spending | None = None) -> None:
        self.shards = shards
        pooled = spending is not None and spending.income.n_pools > 0
        self.spending = spending if pooled else None
        self._known: dict[bytes, tuple[Floats, Floats]] = {}
        self._last: tuple[bytes, Trial] | None = None

    @property
    def n_lines(self) -> int:
        """Number of requests and offers."""
        return sum(shard.n_lines for shard in self.shards)

    def respond(self, prices: Floats) -> "Trial":
        """Ask every shard about trial log prices; a small model keeps the last trial.

        >>> model = Model([])
        >>> model.respond(np.zeros(0)) is model.respond(np.zeros(0))
        True

        """
        asked = prices.tobytes()
        if self._last is not None and self._last[0] == asked:
            return self._last[1]
        trial = Trial(self, prices)
        if self.n_lines <= MANY_LINES:
            self._last = (asked, trial)
        return trial

    def totals(self, prices: Floats) -> tuple[Floats, Floats]:
        """(n_goods,) requested and offered at trial log prices, and nothing kept.

        One shard after the other where budgets are fixed, so that only one is ever
        spread out in memory.
        """
        known = prices.tobytes()
        if known not in self._known:
            self._known[known] = self._totals(prices)
        return self._known[known]

    def _totals(self, prices: Floats) -> tuple[Floats, Floats]:
        if self.spending is not None:
            trial = self.respond(prices)
            return trial.requested, trial.offered
        sums = np.zeros((2, len(prices)))
        for shard in self.shards:
            sums += shard.totals(prices)
        return sums[0], sums[1]

    @cached_property
    def quick(self) -> "Model":
        """A model of fewer councils that answers much alike; itself if it is small.

        Councils are drawn with chances in proportion to their part in the totals of
        the goods they deal in, and stand for as many as the chance says: whoever makes
        up a noticeable part of a good is always among them.
        """
        if self.n_lines <= MANY_LINES:
            return self
        n = len(self.shards[0].asked)
        totals = np.zeros((2, n))
        for shard in self.shards:
            totals += shard.answered
        part = 1.0 / positive(totals)
        drawn = []
        for shard in self.shards:
            size = shard.requests @ part[0] + shard.offers @ part[1]
            drawn.append(shard.drawn(np.minimum(1.0, DRAWN * size)))
        kept = joined([shard for shard in drawn if shard is not None])
        return Model(kept, self.spending)


class Trial:
    """The model at trial prices.

    Attributes
    ----------
    requested, offered : (n_goods,) float array
        Smallest units.

    """

    def __init__(self, model: Model, prices: Floats) -> None:
        self.model = model
        self.replies = [shard.respond(prices) for shard in model.shards]
        self._spend()
        self.requested, self.offered = np.zeros(len(prices)), np.zeros(len(prices))
        for reply, factor in zip(self.replies, self.budgets, strict=True):
            requested, offered = reply.totals(factor)
            self.requested += requested
            self.offered += offered

    def _spend(self) -> None:
        """One scalar sum a pool goes round before those who spend it answer."""
        spending = self.model.spending
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
        spending = self.model.spending
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

    def own_slope(self) -> Floats:
        """(n_goods,) About how the log gap of a good follows its own price."""
        requested, offered = np.zeros_like(self.requested), np.zeros_like(self.offered)
        for reply in self.replies:
            more_requested, more_offered = reply.own_slopes()
            requested += more_requested
            offered += more_offered
        change: Floats = requested / positive(self.requested)
        return change - offered / positive(self.offered)

    def slope(self, direction: Floats) -> Floats:
        """Change of the log gap along directions (n_goods,) or columns."""
        requested, offered = self.turn(direction)
        change: Floats = requested / tall(positive(self.requested), direction)
        return change - offered / tall(positive(self.offered), direction)
