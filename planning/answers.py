"""How the answers of councils change with prices: a model, as sums over shards."""

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array, vstack

from planning.arrays import Bools, Floats, Ints
from planning.councils import Income

# No log price is taken further than this from where a council answered last, and no
# log quantity further than this.
WIDEST_PRICE, WIDEST = 50.0, 40.0
LINEAR = 1e-4

# A model of more lines than this is solved with the slopes of some of its councils,
# of about this many that request, and offer, each good.
MANY_LINES, DRAWN = 400_000, 6.0


@dataclass(frozen=True, eq=False)
class Behaviour:
    """How councils are taken to answer; one entry each.

    Parameters
    ----------
    substitution : float array
        Elasticity of substitution between requests.
    supply : float array
        Log change of offers: per log margin in a recipe, per log price elsewhere.
    scale : float array
        Log change of all requests of a recipe per log margin.
    used, slope : float array
        Part of its capacity a recipe offers, 0: unbounded; and the change of the log
        odds of that part per log margin. A bounded recipe ignores supply and scale.

    """

    substitution: Floats
    supply: Floats
    scale: Floats
    used: Floats
    slope: Floats

    @classmethod
    def stacked(cls, parts: "list[Behaviour]") -> "Behaviour":
        """Put those of some councils after those of others."""
        return cls(
            *(
                np.concatenate([getattr(part, column.name) for part in parts])
                for column in fields(cls)
            )
        )

    def take(self, rows: Ints) -> "Behaviour":
        """Those of some councils."""
        return Behaviour(
            self.substitution[rows],
            self.supply[rows],
            self.scale[rows],
            self.used[rows],
            self.slope[rows],
        )


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

    def turn(self, direction: Floats) -> "Turn":
        """How the answers change, per unit of a direction of log prices."""
        return Turn(self, direction)


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

    @property
    def n_lines(self) -> int:
        """Number of requests and offers."""
        return sum(shard.n_lines for shard in self.shards)

    def respond(self, prices: Floats) -> "Trial":
        """Ask every shard about trial log prices."""
        return Trial(self, prices)

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
            sums += shard.respond(prices).totals(np.ones(len(shard.rows)))
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
            totals[0] += shard.requests.sum(axis=0)
            totals[1] += shard.offers.sum(axis=0)
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
        turns = [reply.turn(direction) for reply in self.replies]
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


def joined(shards: list[Shard]) -> list[Shard]:
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


def log_gap(requested: Floats, offered: Floats) -> Floats:
    """ln(requested / offered); 0 where both are 0, ±99 where one is."""
    both = (requested > 0) & (offered > 0)
    gap = np.log(positive(np.where(both, requested, 1.0)))
    gap -= np.log(positive(np.where(both, offered, 1.0)))
    lone = 99.0 * (np.sign(requested) - np.sign(offered))
    return np.where(both, gap, lone)


def positive(values: Floats) -> Floats:
    """The same, but never 0: something to divide by."""
    return np.maximum(values, 1e-300)


def tall(values: Floats | Bools, like: Floats) -> Floats:
    """Values as a column if there are several directions."""
    numbers = values.astype(np.float64, copy=False)
    return numbers if like.ndim == 1 else numbers[:, None]


def tilted(matrix: csr_array, power: Floats, change: Floats) -> csr_array:
    """Entries times exp(power of the row * change of the column)."""
    if not matrix.nnz:
        return matrix
    if (power == power[0]).all():
        factor = np.exp(np.clip(power[0] * change, -600.0, 600.0))[matrix.indices]
    else:
        factor = np.repeat(power, np.diff(matrix.indptr))
        factor *= change[matrix.indices]
        np.clip(factor, -600.0, 600.0, out=factor)
        np.exp(factor, out=factor)
    factor *= matrix.data
    return like(matrix, factor)


def like(matrix: csr_array, data: Floats) -> csr_array:
    """Other entries in the same places."""
    return csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)
