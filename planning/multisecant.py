"""A balance found by trials alone, where to ask for slopes takes as long as a trial."""

import numpy as np

from planning.arrays import Bools, Floats
from planning.model import Model
from planning.newton import LARGEST_STEP, WIDEST_GAP, Found, Search, is_better
from planning.trial import Trial

# Trials at most, and how many of the last moves tell of the slopes.
TRIALS, MOVES = 30, 12

# A step that did not help is tried shorter, but not for ever.
SHORTER, SHORTEST = 0.35, 0.01
LEAST_SLOPE = 0.05


def multisecant(model: Model, search: Search, close: float) -> Found:
    """Balance a model within bounds, without a product of its slopes.

    Parameters
    ----------
    model : Model
    search : Search
    close : float
        Largest log gap that counts as balanced.

    Returns
    -------
    Found
        The best prices that were met, also when nothing balances.

    Notes
    -----
    Every move shows how the gaps change along it. The next step is the one that the
    last moves together say closes the gaps best; what they say nothing of is closed by
    the slopes of the goods' own prices. This is Anderson's mixing [1]_, a quasi-Newton
    method of several secants [2]_. It takes more trials than Newton's method takes
    steps, and none of the products those need in between.

    References
    ----------
    .. [1] D. G. Anderson, "Iterative Procedures for Nonlinear Integral Equations",
       Journal of the ACM 12 (1965).
    .. [2] H. Fang and Y. Saad, "Two classes of multisecant methods for nonlinear
       acceleration", Numerical Linear Algebra with Applications 16 (2009).

    """
    prices = np.clip(search.centre, search.low, search.high)
    trial = model.respond(prices)
    gap = search.gap(trial, prices)
    moves, part, trials = Moves(len(prices)), 1.0, 1
    while trials < TRIALS and part >= SHORTEST:
        active = ~search.blocked(gap, prices)
        if not active.any() or np.abs(gap[active]).max() < close:
            break
        step = part * moves.step(_within(gap), _own(trial), active)
        step *= min(1.0, LARGEST_STEP / max(float(np.abs(step).max()), 1e-300))
        next_prices = np.clip(prices + step, search.low, search.high)
        next_trial = model.respond(next_prices)
        next_gap = search.gap(next_trial, next_prices)
        trials += 1
        moves.remember(next_prices - prices, _within(next_gap) - _within(gap))
        if is_better(search, (next_gap, next_prices), (gap, prices)):
            prices, trial, gap = next_prices, next_trial, next_gap
            part = min(1.0, 2.0 * part)
        else:
            part *= SHORTER
    return Found(prices, gap, trials, 0)


class Moves:
    """The last moves of log prices, and how the gaps changed with each.

    Examples
    --------
    Where both slopes are -2, and taken for -1, the first step goes too far and the
    second, which knows of it, exactly where the gaps are closed.

    >>> moves, own, all_goods = Moves(2), np.ones(2), np.ones(2, dtype=np.bool_)
    >>> moves.step(np.array([0.4, 0.0]), own, all_goods).tolist()
    [0.4, 0.0]
    >>> moves.remember(np.array([0.4, 0.0]), np.array([-0.8, 0.0]))
    >>> moves.step(np.array([-0.4, 0.0]), own, all_goods).round(12).tolist()
    [-0.2, 0.0]

    """

    def __init__(self, n_goods: int) -> None:
        self.prices, self.gaps = np.zeros((2, 0, n_goods))

    def remember(self, prices: Floats, gaps: Floats) -> None:
        """Note a move and what it changed; one that says nothing is passed over."""
        if prices.any() and np.isfinite(gaps).all():
            self.prices = np.vstack([self.prices, prices])[-MOVES:]
            self.gaps = np.vstack([self.gaps, gaps])[-MOVES:]

    def step(self, gap: Floats, own: Floats, active: Bools) -> Floats:
        """The step of active goods that closes their gap, as far as is known.

        Parameters
        ----------
        gap : (n_goods,) float array
        own : (n_goods,) float array
            By how much a gap falls with the good's own log price, above 0.
        active : (n_goods,) bool array
            The others keep their price.

        """
        left: Floats = np.where(active, gap / own, 0.0)
        if not len(self.gaps):
            return left
        changed = np.where(active, self.gaps / own, 0.0).T
        size = np.maximum(np.linalg.norm(changed, axis=0), 1e-300)
        weight = np.linalg.lstsq(changed / size, -left, rcond=1e-6)[0] / size
        known = np.where(active, self.prices, 0.0).T @ weight
        step: Floats = known + left + changed @ weight
        return step


def _within(gap: Floats) -> Floats:
    return np.clip(gap, -2 * WIDEST_GAP, 2 * WIDEST_GAP)


def _own(trial: Trial) -> Floats:
    return np.maximum(-trial.own_slope(), LEAST_SLOPE)
