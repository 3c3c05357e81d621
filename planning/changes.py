"""How councils changed their answers since their last, as a few sums each."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from planning.arrays import Bools, Floats, Ints
from planning.compared import Lines
from planning.match import Match
from planning.record import Record, main_offers
from planning.sides import Side

# The part of a council's value that must be comparable for its margin to be.
ENOUGH = 0.9

# Used parts of a capacity are taken to lie between.
IDLE, FULL = 1e-6, 0.999

# Who offers more than this part of a declared capacity has shown that it is none.
REFUTED = 1.02


@dataclass(frozen=True, eq=False)
class Changes:
    """How councils changed their answers, in logs; one entry a council.

    Means are weighted by value when they answered last; a council that is not to be
    learned from has zeros.

    Parameters
    ----------
    lines : float array
        Requests that could be compared.
    squares, product, spread : float array
        Weighted sums of (change of request)², of request times price with the sign
        turned, and of (change of price)², all relative to the council's mean.
    requests, paid : float array
        Mean changes of requests, and of their prices.
    offers, margin : float array
        Mean change of offers, and of their prices over those of requests; 0 unless
        most of the council's value can be compared.
    offer_squares, offer_product, offer_spread : float array
        Sums of offer squared, of offer times price, and of price squared.
    used_before, used : float array
        Of a declared capacity; 0 without one.
    coarseness, offers_coarseness : float array
        Variance of log quantities that whole units cause.
    comparable, learned : bool array

    """

    lines: Floats
    squares: Floats
    product: Floats
    spread: Floats
    requests: Floats
    paid: Floats
    offers: Floats
    margin: Floats
    offer_squares: Floats
    offer_product: Floats
    offer_spread: Floats
    used_before: Floats
    used: Floats
    coarseness: Floats
    offers_coarseness: Floats
    comparable: Bools
    learned: Bools

    @classmethod
    def stacked(cls, parts: Sequence[Self]) -> Self:
        """Put blocks of councils one after the other."""
        return cls(
            *(
                np.concatenate([getattr(part, column.name) for part in parts])
                for column in fields(cls)
            )
        )


def changes(
    both: Match,
    asked: Floats,
    prices: Floats,
    capacity: Floats,
    rows: tuple[int, int],
    thinning: tuple[Bools, Ints] | None = None,
) -> Changes:
    """How a block of councils changed their answers since their last.

    Parameters
    ----------
    both : Match
    asked : (n_rounds, n_goods) float array
        Log prices of rounds.
    prices : (n_goods,) float array
        The log prices that the book answers.
    capacity : (n_councils,) float array
        NaN or infinite: none.
    rows : pair of int
        First council, and the one after the last.
    thinning : pair of (n_councils,) arrays or None
        Which councils are recipes, and how often each has answered: of the long lists
        of others a part is compared, another one every time (`planning.compared`).

    Notes
    -----
    Mean changes of requests are weighted by the logarithmic means of value shares then
    and now. With these weights the mean change of price is exactly the change of unit
    cost under any constant elasticity of substitution [1]_ [2]_.

    References
    ----------
    .. [1] K. Sato, "The Ideal Log-Change Index Number", Review of Economics and
       Statistics 58 (1976).
    .. [2] Y. O. Vartia, "Ideal Log-Change Index Numbers", Scandinavian Journal of
       Statistics 3 (1976).

    """
    block = Lines(both, asked, prices, rows, thinning)
    requests, offers = Side(block, True), Side(block, False)
    here = slice(*rows)
    learned = both.fresh[here] & both.known[here]
    used_before, used = _used(block, capacity[here])
    comparable = learned & (offers.known > ENOUGH)
    comparable &= (requests.known > ENOUGH) | ~requests.any
    squares, product, spread = requests.relative
    return Changes(
        lines=requests.lines,
        squares=squares,
        product=product,
        spread=spread,
        requests=requests.mean,
        paid=requests.price,
        offers=np.where(comparable, offers.mean, 0.0),
        margin=np.where(comparable, offers.price - requests.price, 0.0),
        offer_squares=offers.raw[0],
        offer_product=offers.raw[1],
        offer_spread=offers.raw[2],
        used_before=used_before,
        used=np.where(comparable & (used_before > 0), used, 0.0),
        coarseness=requests.coarseness,
        offers_coarseness=offers.coarseness,
        comparable=comparable,
        learned=learned,
    )


def _used(block: Lines, capacity: Floats) -> tuple[Floats, Floats]:
    """Parts of a declared capacity the main offer takes, before and now."""
    bounded = np.isfinite(capacity) & (capacity > 0)
    main = np.zeros((2, block.count))
    if bounded.any():
        offers = np.flatnonzero(block.then < 0)
        worth = np.abs(block.then[offers]) * block.price_at(offers)
        order = offers[np.argsort(worth, kind="stable")]
        main[0, block.row[order]] = -block.then[order]
        main[1, block.row[order]] = -block.now[order]
    part = main / np.where(bounded, capacity, 1.0)
    bounded = bounded & (part < REFUTED).all(axis=0)
    part = np.clip(part, IDLE, FULL)
    return (
        np.where(bounded & (main[0] > 0), part[0], 0.0),
        np.where(bounded & (main[1] > 0), part[1], 0.0),
    )


def used_parts(record: Record, capacity: Floats) -> Floats:
    """(n_councils,) Parts of declared capacities that were offered last; 0 without one.

    Who offers more than it has declared to be able to has none.
    """
    bounded = np.isfinite(capacity) & (capacity > 0)
    if not bounded.any():
        return np.zeros(len(capacity))
    main = main_offers(record)
    part = main / np.where(bounded, capacity, 1.0)
    bounded = bounded & (main > 0) & (part < REFUTED)
    return np.where(bounded, np.clip(part, IDLE, FULL), 0.0)
