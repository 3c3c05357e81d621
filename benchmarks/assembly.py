"""An economy put together from what was drawn: one line a council and good."""

import numpy as np

from benchmarks.closed import close
from benchmarks.economies import COMMONS, COMMUNITY, CONSUMER, WORKER, Economy


def assembled(draw, made, used, supply, eaten):
    """The economy of a draw: the lines of all councils, from amounts of each kind."""
    workers, consumers, random = draw.workers, draw.consumers, draw.random
    first = workers + consumers
    work = random.random((consumers, len(draw.labour))) < 0.3
    work[
        random.integers(consumers, size=len(draw.labour)),
        np.arange(len(draw.labour)),
    ] = True
    weight = np.where(work, random.uniform(0.5, 1.5, work.shape), 0.0)
    weight *= supply[draw.labour] / weight.sum(axis=0)
    hand, kind_of = np.nonzero(weight)
    lone = np.concatenate([draw.nature, draw.permits])
    owner = first + np.arange(len(lone))
    council = [
        draw.in_row,
        np.arange(workers),
        workers + draw.c_row,
        workers + hand,
        owner,
    ]
    good = [draw.in_good, draw.out, draw.c_good, draw.labour[kind_of], lone]
    units = [used, made, eaten, weight[hand, kind_of], supply[lone]]
    wanted = [True, False, True, False, False]
    wants = [np.full(len(g), w) for g, w in zip(good, wanted, strict=True)]
    good = np.concatenate(good)
    kind = np.repeat(
        [WORKER, CONSUMER, COMMONS, COMMUNITY],
        [workers, consumers, len(draw.nature), len(draw.permits)],
    )
    return _economy(
        draw,
        np.concatenate(council),
        good,
        np.concatenate(wants),
        np.concatenate(units),
        kind,
    )


def _economy(draw, council, good, wanted, units, kind):
    random, family, workers = draw.random, draw.family, draw.workers
    count = len(kind)

    def by_kind(worker, consumer=0.0, rest=0.0):
        values = np.full(count, rest, dtype=float)
        values[:workers] = worker
        values[workers : workers + draw.consumers] = consumer
        return values

    eta = by_kind(draw.returns / (1 - draw.returns))
    community = kind == COMMUNITY
    eta[community] = random.uniform(0.3, 1.5, community.sum())
    capacity = family == "c"
    pool, share = np.full(count, -1), np.zeros((count, 0))
    base = by_kind(0.0, draw.allowance)
    economy = Economy(
        n=draw.n,
        council=council,
        good=good,
        wanted=wanted,
        units=units,
        then=draw.log_price[good],
        kind=kind,
        sigma=by_kind(draw.sigma, draw.c_sigma, 1.0),
        eta=eta,
        phi=by_kind(1 / (1 - draw.returns)),
        used=by_kind(draw.used if capacity else 1.0, 1.0, 1.0),
        kappa=by_kind(1 / draw.tau),
        effort=by_kind(draw.effort),
        base=base,
        pool=pool,
        share=share,
        spent=base.copy(),
    )
    if family == "d":
        _pay_out_permits(draw, economy)
    if family == "g":
        close(economy, draw.log_price)
    return economy


def _pay_out_permits(draw, economy):
    """Allowances less the usual revenue of permits, plus shares of the actual."""
    owners = np.flatnonzero(economy.kind == COMMUNITY)
    eaters = economy.kind == CONSUMER
    economy.pool[owners] = np.arange(len(owners))
    economy.share = np.zeros((len(economy.kind), len(owners)))
    economy.share[eaters] = draw.random.dirichlet(
        np.full(draw.consumers, 0.3), len(owners)
    ).T
    lone = np.isin(economy.council, owners)
    revenue = (economy.units * np.exp(economy.then))[lone]
    paid = economy.share @ revenue
    poor = eaters & (paid > 0.8 * economy.spent)
    factor = np.where(poor, 0.5 * economy.spent / np.maximum(paid, 1e-300), 1.0)
    economy.share *= factor[:, None]
    economy.base = economy.spent - economy.share @ revenue
