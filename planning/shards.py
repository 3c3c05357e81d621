"""Councils that answered the same prices, and what they would answer to others.

The responses and their slopes are those of a constant elasticity of substitution [1]_
between the requests of a council; offers follow the margin, or the price.

.. [1] K. J. Arrow, H. B. Chenery, B. S. Minhas and R. M. Solow, "Capital-Labor
   Substitution and Economic Efficiency", Review of Economics and Statistics 43 (1961).
"""

from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from planning.arrays import Bools, Floats, Ints
from planning.behaviour import Behaviour
from planning.sparse import like, positive, tilted

# No log price is taken further than this from where a council answered last, and no
# log quantity further than this.
WIDEST_PRICE, WIDEST = 50.0, 40.0
LINEAR = 1e-4


class Shard:
    """Councils that last answered the same prices, and these answers.

    Parameters
    ----------
    rows : (n_rows,) int array
        Their places among all councils.
    asked : (n_goods,) float array
        The log prices they answered.
    requests, offers : (n_rows, n_goods) sparse arrays
        Smallest units, positive.
    recipe, budgeted : (n_rows,) bool arrays
        Whose lines belong together; whose requests spend a budget.
    behaviour : Behaviour
    weight : (n_rows,) float array or None
        How many councils each row stands for, if it was drawn from several.

    """

    def __init__(
        self,
        rows: Ints,
        asked: Floats,
        requests: csr_array,
        offers: csr_array,
        recipe: Bools,
        budgeted: Bools,
        behaviour: Behaviour,
        weight: Floats | None = None,
    ) -> None:
        self.rows, self.asked = rows, asked
        self.requests, self.offers = requests, offers
        self.recipe, self.budgeted = recipe, budgeted
        self.behaviour = behaviour
        self.weight = np.ones(len(rows)) if weight is None else weight
        self.then = np.exp(asked)
        self.cost: Floats = requests @ self.then
        self.revenue: Floats = offers @ self.then
        # One output elasticity a line where lines stand for themselves.
        self.lone = np.where(recipe, 0.0, behaviour.supply)
        self.moving = bool(self.lone.any())
        self.linear = np.abs(1.0 - behaviour.substitution) < LINEAR

    @property
    def n_lines(self) -> int:
        """Number of requests and offers."""
        return int(self.requests.nnz + self.offers.nnz)

    @cached_property
    def answered(self) -> tuple[Floats, Floats]:
        """(n_goods,) requested and offered at the prices they answered."""
        return self.requests.T @ self.weight, self.offers.T @ self.weight

    def totals(self, prices: Floats) -> tuple[Floats, Floats]:
        """(n_goods,) requested and offered at other log prices; budgets stay."""
        if np.array_equal(prices, self.asked):
            return self.answered
        return self.respond(prices).totals(np.ones(len(self.rows)))

    def respond(self, prices: Floats) -> "Reply":
        """The answers to other log prices, before budgets change."""
        return Reply(self, prices)

    def drawn(self, chances: Floats) -> "Shard | None":
        """Some of the councils, each for as many as its chance says; None: nobody.

        Drawn evenly along the sum of the chances, so that it is the same every time.
        """
        sums = np.cumsum(chances)
        places = np.flatnonzero(np.floor(sums) > np.floor(sums - chances))
        if not len(places):
            return None
        return Shard(
            self.rows[places],
            self.asked,
            self.requests[places],
            self.offers[places],
            self.recipe[places],
            self.budgeted[places],
            self.behaviour.take(places),
            self.weight[places] / chances[places],
        )


class Reply:
    """The answers of a shard at one set of log prices, and how they go on changing."""

    def __init__(self, shard: Shard, prices: Floats) -> None:
        self.shard = shard
        behaviour = shard.behaviour
        change = np.clip(prices - shard.asked, -WIDEST_PRICE, WIDEST_PRICE)
        self.now = shard.then * np.exp(change)
        sigma = behaviour.substitution
        self.requests = tilted(shard.requests, -sigma, change)
        self.offers = (
            tilted(shard.offers, shard.lone, change) if shard.moving else shard.offers
        )
        self.mixed = positive(self.requests @ self.now)
        self.sold = positive(self.offers @ self.now)
        self.index = self._index(change)
        self.margin = self._margin(change)
        scale, output = self._scales()
        scale = np.where(shard.recipe, scale, -self.index)
        self.request_factor = np.exp(
            np.clip(scale + sigma * self.index, -2 * WIDEST, 2 * WIDEST)
        )
        self.offer_factor = np.exp(np.where(shard.recipe, output, 0.0))

    def _index(self, change: Floats) -> Floats:
        """Log change of what the mix of requests costs."""
        shard = self.shard
        sigma = shard.behaviour.substitution
        cost = positive(shard.cost)
        ratio = np.where(shard.cost > 0, self.mixed / cost, 1.0)
        curved = np.log(ratio) / np.where(shard.linear, 1.0, 1.0 - sigma)
        if shard.linear.any():
            mean = (shard.requests @ (shard.then * change)) / cost
            curved = np.where(shard.linear, mean, curved)
        return np.where(shard.cost > 0, curved, 0.0)

    def _margin(self, change: Floats) -> Floats:
        shard = self.shard
        gain = (shard.offers @ (shard.then * change)) / positive(shard.revenue)
        margin: Floats = np.where(
            shard.recipe & (shard.revenue > 0), gain - self.index, 0.0
        )
        return margin

    def _scales(self) -> tuple[Floats, Floats]:
        """Log changes of requests and offers of recipes; keeps their elasticities."""
        behaviour, margin = self.shard.behaviour, self.margin
        self.scale_slope, self.offer_slope = behaviour.scale, behaviour.supply
        scale, output = behaviour.scale * margin, behaviour.supply * margin
        bounded = behaviour.used > 0
        if bounded.any():
            used = np.where(bounded, behaviour.used, 0.5)
            odds = np.log(used / (1.0 - used)) + behaviour.slope * margin
            limited = -np.logaddexp(0.0, -odds) - np.log(used)
            slope = behaviour.slope * np.exp(-np.logaddexp(0.0, odds))
            scale = np.where(bounded, limited, scale)
            output = np.where(bounded, limited, output)
            self.scale_slope = np.where(bounded, slope, self.scale_slope)
            self.offer_slope = np.where(bounded, slope, self.offer_slope)
        return np.clip(scale, -WIDEST, WIDEST), np.clip(output, -WIDEST, WIDEST)

    def proceeds(self) -> Floats:
        """(n_rows,) Value of offers less requests, of those who spend no budget."""
        value = self.sold * self.offer_factor - self.mixed * self.request_factor
        return np.where(self.shard.budgeted, 0.0, value)

    def totals(self, budgets: Floats) -> tuple[Floats, Floats]:
        """(n_goods,) requested and offered, once budgets have changed by a factor."""
        shard = self.shard
        self.spread = self.request_factor * shard.weight * budgets
        requested = self.requests.T @ self.spread
        return requested, self.offers.T @ (self.offer_factor * shard.weight)

    def lines(self, budgets: Floats) -> tuple[Floats, Floats]:
        """Units of each request and each offer."""
        requests = np.repeat(
            self.request_factor * budgets, np.diff(self.requests.indptr)
        )
        offers = np.repeat(self.offer_factor, np.diff(self.offers.indptr))
        return self.requests.data * requests, self.offers.data * offers

    def own_slopes(self) -> tuple[Floats, Floats]:
        """(n_goods,) About how requests and offers of a good follow its own price."""
        shard, behaviour = self.shard, self.shard.behaviour
        sigma = behaviour.substitution
        mean = np.where(shard.recipe, -self.scale_slope, -1.0) + sigma
        spend = like(self.requests, self.requests.data**2)
        requested = self.now * (spend.T @ (self.spread * mean / self.mixed))
        requested -= self.requests.T @ (self.spread * sigma)
        slope = np.where(shard.recipe, self.offer_slope, shard.lone)
        weight = self.offer_factor * shard.weight
        return requested, self.offers.T @ (weight * slope)
