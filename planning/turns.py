"""How the answers of a shard go on changing along a direction of log prices."""

import numpy as np

from planning.arrays import Floats
from planning.shards import Reply
from planning.sparse import positive, tall


class Turn:
    """The change of a shard's answers along one or several directions (columns)."""

    def __init__(self, reply: Reply, direction: Floats) -> None:
        self.reply, self.direction = reply, direction
        shard = reply.shard
        now, then = tall(reply.now, direction), tall(shard.then, direction)
        self.mean = (reply.requests @ (now * direction)) / tall(reply.mixed, direction)
        gain = (shard.offers @ (then * direction)) / tall(
            positive(shard.revenue), direction
        )
        sells = tall(shard.recipe & (shard.revenue > 0), direction) > 0
        margin = np.where(sells, gain - self.mean, 0.0)
        self.scale = np.where(
            tall(shard.recipe, direction) > 0,
            tall(reply.scale_slope, direction) * margin,
            -self.mean,
        )
        self.output = np.where(sells, tall(reply.offer_slope, direction) * margin, 0.0)

    def proceeds(self) -> Floats:
        """(n_rows, …) Change of the value of offers less requests."""
        reply, direction = self.reply, self.direction
        earns = tall(reply.sold * reply.offer_factor, direction)
        pays = tall(reply.mixed * reply.request_factor, direction)
        lone = tall(1.0 + reply.shard.lone, direction)
        now = tall(reply.now, direction)
        own = (reply.offers @ (now * direction)) / tall(reply.sold, direction)
        value = earns * (lone * own + self.output) - pays * (self.mean + self.scale)
        budgeted = tall(reply.shard.budgeted, direction) > 0
        return np.where(budgeted, 0.0, value)

    def totals(self, budgets: Floats | None) -> tuple[Floats, Floats]:
        """(n_goods, …) Change of requested and offered; ``budgets`` change by logs."""
        reply, direction = self.reply, self.direction
        shard, sigma = reply.shard, reply.shard.behaviour.substitution
        scale = self.scale if budgets is None else self.scale + budgets
        spread = tall(reply.spread, direction)
        requested = reply.requests.T @ (
            spread * (scale + tall(sigma, direction) * self.mean)
        )
        pull = tall(reply.requests.T @ (reply.spread * sigma), direction)
        weight = reply.offer_factor * shard.weight
        offered = reply.offers.T @ (tall(weight, direction) * self.output)
        if shard.moving:
            push = reply.offers.T @ (weight * shard.lone)
            offered = offered + tall(push, direction) * direction
        return requested - pull * direction, offered
