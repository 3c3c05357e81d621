"""The dual of the settlement: one unknown for every good, none for the councils.

The settlement scales blocks of lines down: a recipe is one block, every line of the
other councils a block of its own. With V the value of a line at the announced prices
(requested +, offered -), w the weight of a block and s its share,

    minimise    sum_b w_b (s_b - 1)^2 / 2        over 0 <= s <= c
    subject to  sum_l V_l s_b(l) = 0 for every good, or <= 0 where slack is allowed.

The ceilings c are 1, except for recipes brought down to whole things.
For multipliers m, relative to the prices, the best shares are
s_b = clip(1 - sum_l V_l m_good(l) / w_b, 0, c_b). The best multipliers maximise a
concave, piecewise quadratic function; its gradient is the excess value of each good.
Councils enter it by sums only, so it can be climbed without seeing any of them.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from planning.answers import Pull, Tall
from planning.arrays import Bools, Floats
from planning.curve import Curve
from planning.point import NOISE, Point, height_of
from planning.questions import Heights

ITERATIONS = 200
PRECISE = 1e-13
LARGEST_DAMPING, SMALLEST_DAMPING = 1e-2, 1e-10

# What a Newton step has to gain of what it seems to gain.
GOOD = 0.25
# Where it does not, dampings around the last one that helped are tried together.
FACTORS = 10.0 ** np.array([1.0, 0.5, 0.25, 0.0, -0.25, -0.5, -1.0, -2.0])
# Of many goods fewer, for the sake of time and of what fits a question.
MANY_GOODS, FEW_FACTORS = 500, 10.0 ** np.array([0.75, 0.0, -0.75, -2.0])
FIRST, LEAST, MOST = 1e-2, 1e-6, 1e4


@dataclass(frozen=True, eq=False)
class _System:
    """The equations of a step, in root values of the goods that are free to move."""

    point: Point
    free: Bools
    matrix: Floats

    @property
    def root(self) -> Floats:
        return np.sqrt(self.point.basis.credit)[self.free]

    @property
    def excess(self) -> Floats:
        return self.point.excess[self.free] * self.root

    def ahead(self, damping: float) -> Floats:
        """(n_goods,) The multipliers a damped step leads to, projected."""
        found = self.point.multipliers.copy()
        found[self.free] += _solved(self.matrix, damping, self.excess) / self.root
        slack = self.point.basis.slack
        return np.where(slack, np.maximum(found, 0.0), found)

    def gain(self, ahead: Floats) -> float:
        """What the dual function would gain if it were quadratic."""
        step = (ahead - self.point.multipliers)[self.free] * self.root
        return float(self.excess @ step - step @ self.matrix @ step / 2)


def climb(curve: Curve, start: Floats) -> Point:
    """Find the best multipliers by Newton's method, damped and projected.

    The damping falls with the distance from balance, so that goods without curvature
    take no endless steps and the last steps are Newton's own. Where such a step gains
    too little, several dampings are tried with one question, and the highest is taken.

    Returns
    -------
    Point
        Out of balance by at most 1e-13 of the value of each good; by more if floats
        or the iterations do not suffice, or where a good is found to have one side.

    """
    slack, verdict = curve.basis.slack, curve.basis.verdict
    start = np.where(slack, np.maximum(start, 0.0), start)
    point, pull = _at(curve, np.where(verdict, verdict, start))
    damping, hard = FIRST, False
    if curve.basis.alone(point.present > 0).any():
        return point
    curve.move(point, pull)
    for _ in range(ITERATIONS):
        if point.residual <= PRECISE:
            break
        system = _system(curve, point)
        newton = min(max(0.01 * point.residual, SMALLEST_DAMPING), LARGEST_DAMPING)
        found = None if hard else _newton(curve, system, newton)
        if found is None:
            found, damping = _search(curve, system, newton if hard else None, damping)
            hard = damping != newton
        if found is None:
            break
        point, pull = found
        curve.move(point, pull)
    return point


def _solved(matrix: Floats, damping: float, excess: Floats) -> Floats:
    matrix = matrix.copy()
    matrix[np.diag_indices_from(matrix)] += damping
    try:
        factor = cho_factor(matrix, check_finite=False)
    except np.linalg.LinAlgError:
        # Positive but for the noise of floats.
        return np.linalg.solve(matrix, excess).astype(np.float64, copy=False)
    found: Floats = cho_solve(factor, excess, check_finite=False)
    return found


def _system(curve: Curve, point: Point) -> _System:
    free = curve.basis.dealt & (curve.basis.verdict == 0) & ~point.bound
    return _System(point, free, curve.at(point, free))


def _at(curve: Curve, multipliers: Floats) -> tuple[Point, Pull]:
    pull: Pull = curve.ask(curve.question(multipliers))
    return Point.of(curve.basis, multipliers, pull), pull


def _newton(curve: Curve, system: _System, damping: float) -> tuple[Point, Pull] | None:
    """Go a whole step, if it gains about what it seems to gain."""
    ahead, noise = system.ahead(damping), _noise(curve)
    if not np.isfinite(ahead).all():
        return None
    found, gain = _at(curve, ahead), system.gain(ahead)
    rise = found[0].height - system.point.height
    good = gain > 0.0 and rise >= GOOD * gain - noise
    return found if good and _better(found[0], system.point, noise) else None


def _search(
    curve: Curve, system: _System, newton: float | None, damping: float
) -> tuple[tuple[Point, Pull] | None, float]:
    """Take the highest of several damped steps; None if none of them is better."""
    while damping <= MOST:
        many = len(system.free) > MANY_GOODS
        tried = np.maximum(damping * (FEW_FACTORS if many else FACTORS), LEAST)
        if newton is not None:
            tried = np.append(tried, newton)
        ahead = np.array([system.ahead(each) for each in tried.tolist()])
        usable = np.isfinite(ahead).all(axis=1)
        tried, ahead = tried[usable], ahead[usable]
        if len(tried):
            tall: Tall = curve.ask(Heights(curve.basis.terms, ahead))
            pairs = zip(ahead, tall.height.tolist(), strict=True)
            best = int(np.argmax([height_of(curve.basis, *each) for each in pairs]))
            found = _at(curve, ahead[best])
            if _better(found[0], system.point, _noise(curve)):
                return found, float(tried[best])
        damping, newton = damping * 1e3, None
    return None, damping


def _better(new: Point, old: Point, noise: float) -> bool:
    """Whether a point is higher, or nearer to balance and as high as floats can say."""
    rise = new.height - old.height
    return rise > noise or (rise >= -noise and new.residual < old.residual)


def _noise(curve: Curve) -> float:
    return NOISE * float(np.sum(curve.basis.credit))
