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
from planning.arrays import Floats
from planning.curve import Curve
from planning.point import NOISE, Point, height_of
from planning.questions import Heights

ITERATIONS = 200
PRECISE = 1e-13
LARGEST_DAMPING, SMALLEST_DAMPING = 1e-2, 1e-10

# A step is long enough, and not too long, when the slope along it has come down to this
# part of the first.
FLAT = 0.25
# So many lengths are tried with one question; of many goods fewer, for what fits it.
LENGTHS, MANY_GOODS, FEW_LENGTHS = 8, 500, 4
WIDER, NARROWER = 4.0, 1e-3
# A step is looked along so often; not again once something higher was found on it.
LOOKS, ENOUGH_LOOKS = 8, 2
# An early step that had to be shortened so much is followed by stiffer ones; later they
# would only be slower.
EARLY = 12
SHORT, STIFFER, STIFFEST = 0.25, 10.0, 1e2


@dataclass(frozen=True, eq=False)
class _Line:
    """Where a step leads from a point."""

    point: Point
    step: Floats

    def ahead(self, length: float) -> Floats:
        """(n_goods,) Multipliers at a length of the step, projected."""
        found = self.point.multipliers + length * self.step
        slack = self.point.basis.slack
        return np.where(slack, np.maximum(found, 0.0), found)

    @property
    def straight(self) -> float:
        """The length at which it meets the first of the bounds."""
        basis = self.point.basis
        falls = basis.slack & (self.step < 0.0) & (self.point.multipliers > 0.0)
        lengths = self.point.multipliers[falls] / -self.step[falls]
        return float(lengths.min(initial=np.inf))

    def slope(self, point: Point) -> float:
        """How steeply the dual function rises along the step at a point of it."""
        basis = self.point.basis
        held = basis.slack & (point.multipliers <= 0.0) & (self.step < 0.0)
        rising = point.excess * basis.credit
        return float(rising @ np.where(held, 0.0, self.step))


def climb(curve: Curve, start: Floats) -> Point:
    """Find the best multipliers by Newton's method, damped and projected.

    The damping falls with the distance from balance, so that goods without curvature
    take no endless steps and the last steps are Newton's own. Where such a step is too
    short or too long, several lengths of it are tried with one question; early on, far
    too long ones are followed by steps that are damped more.

    Returns
    -------
    Point
        Out of balance by at most 1e-13 of the value of each good; by more if floats
        or the iterations do not suffice, or where a good is found to have one side.

    """
    slack, verdict = curve.basis.slack, curve.basis.verdict
    start = np.where(slack, np.maximum(start, 0.0), start)
    point, pull = _at(curve, np.where(verdict, verdict, start))
    if curve.basis.alone(point.present > 0).any():
        return point
    curve.move(point, pull)
    stiff = 1.0
    for number in range(ITERATIONS):
        if point.residual <= PRECISE:
            break
        near = min(max(0.01 * point.residual, SMALLEST_DAMPING), LARGEST_DAMPING)
        line = _Line(point, _step(curve, point, near * stiff))
        found = _search(curve, line, 1.0)
        if found is None and line.straight < 1.0:
            # Bent at bounds a way up may lead down; straight it cannot.
            found = _search(curve, line, line.straight)
        if found is None:
            break
        point, pull, length = found
        stiff = stiff * STIFFER if length < SHORT else stiff / STIFFER
        stiff = min(max(stiff, 1.0), STIFFEST if number < EARLY else 1.0)
        curve.move(point, pull)
    return point


def _step(curve: Curve, point: Point, damping: float) -> Floats:
    """(n_goods,) Newton's step, damped."""
    free = curve.basis.dealt & (curve.basis.verdict == 0) & ~point.bound
    root = np.sqrt(curve.basis.credit)[free]
    step = np.zeros(len(free))
    matrix = curve.at(point, free)
    step[free] = _solved(matrix, damping, point.excess[free] * root) / root
    return step


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


def _at(curve: Curve, multipliers: Floats) -> tuple[Point, Pull]:
    pull: Pull = curve.ask(curve.question(multipliers))
    return Point.of(curve.basis, multipliers, pull), pull


def _search(
    curve: Curve, line: _Line, length: float
) -> tuple[Point, Pull, float] | None:
    """Go along a step until the slope is small; None if nothing along it is higher.

    Also the length that was gone of the step. The slope falls along it, for the
    function is concave: the best length lies between two that are lower.
    """
    if not np.isfinite(line.step).all():
        return None
    noise, first = _noise(curve), line.slope(line.point)
    best: tuple[Point, Pull, float] | None = None
    low, high = 0.0, np.inf
    for look in range(1, LOOKS + 1):
        found = _at(curve, line.ahead(length))
        slope, rises = line.slope(found[0]), _better(found[0], line.point, noise)
        if rises and (best is None or found[0].height > best[0].height):
            best = (*found, length)
        if rises and abs(slope) <= FLAT * first:
            return (*found, length)
        if rises and slope > 0.0:
            low = length
        else:
            high = length
        if best is not None and look >= ENOUGH_LOOKS:
            break
        low, length, high = _narrowed(curve, line, low, high)
    return best


def _narrowed(
    curve: Curve, line: _Line, low: float, high: float
) -> tuple[float, float, float]:
    """The highest of several lengths between two, and its neighbours."""
    many = len(line.step) > MANY_GOODS
    n = FEW_LENGTHS if many else LENGTHS
    if high == np.inf:
        lengths = low * WIDER ** np.arange(1.0, n + 1.0)
    elif low <= NARROWER * high:
        lengths = np.geomspace(max(low, NARROWER * high), high, n + 2)[1:-1]
    else:
        lengths = np.geomspace(low, high, n + 2)[1:-1]
    ahead = np.array([line.ahead(each) for each in lengths.tolist()])
    tall: Tall = curve.ask(Heights(curve.basis.terms, ahead))
    pairs = zip(ahead, tall.height.tolist(), strict=True)
    best = int(np.argmax([height_of(curve.basis, *each) for each in pairs]))
    around = [low, *lengths.tolist(), high]
    return around[best], around[best + 1], around[best + 2]


def _better(new: Point, old: Point, noise: float) -> bool:
    """Whether a point is higher, or nearer to balance and as high as floats can say."""
    rise = new.height - old.height
    return rise > noise or (rise >= -noise and new.residual < old.residual)


def _noise(curve: Curve) -> float:
    return NOISE * float(np.sum(curve.basis.credit))
