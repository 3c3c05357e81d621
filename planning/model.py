"""How the answers of all councils change with prices: a model, as sums over shards."""

from functools import cached_property

import numpy as np
from scipy.sparse import vstack

from planning.arrays import Floats
from planning.behaviour import Behaviour
from planning.shards import Shard
from planning.sparse import positive
from planning.threads import in_order
from planning.trial import Spending, Trial

__all__ = ["Model", "Spending", "Trial"]

# A model of more lines than this is solved with the slopes of some of its councils,
# of about this many that request, and offer, each good.
MANY_LINES, DRAWN = 400_000, 6.0


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
    def is_far(self) -> bool:
        """Whether to ask it takes long: some of the councils are elsewhere."""
        return False

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
        trial = Trial(self.shards, self.spending, prices)
        if self.n_lines <= MANY_LINES:
            self._last = (asked, trial)
        return trial

    def totals(self, prices: Floats) -> tuple[Floats, Floats]:
        """(n_goods,) requested and offered at trial log prices, and nothing kept.

        Where budgets are fixed only a few shards are ever spread out in memory.
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
        for answers in in_order(lambda shard: shard.totals(prices), self.shards):
            sums += answers
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
        kept = _joined([shard for shard in drawn if shard is not None])
        return Model(kept, self.spending)


def _joined(shards: list[Shard]) -> list[Shard]:
    """Put shards that answered the same prices together."""
    alike: dict[bytes, list[Shard]] = {}
    for shard in shards:
        alike.setdefault(shard.asked.tobytes(), []).append(shard)
    return [
        Shard(
            np.concatenate([shard.rows for shard in same]),
            same[0].asked,
            vstack([shard.requests for shard in same], format="csr"),
            vstack([shard.offers for shard in same], format="csr"),
            np.concatenate([shard.recipe for shard in same]),
            np.concatenate([shard.budgeted for shard in same]),
            Behaviour.stacked([shard.behaviour for shard in same]),
            np.concatenate([shard.weight for shard in same]),
        )
        for same in alike.values()
    ]
