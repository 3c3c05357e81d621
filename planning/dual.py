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
"""

import numpy as np

from planning.arrays import Bools, Floats
from planning.blocks import Blocks
from planning.point import NOISE, Line, Point

ITERATIONS = 200
PRECISE = 1e-13
LARGEST_DAMPING, SMALLEST_DAMPING = 1e-2, 1e-10

TRIALS, ENOUGH_TRIALS = 40, 12
FLAT = 0.25
RISE = 1e-4


def solve(blocks: Blocks, slack: Bools, start: Floats | None = None) -> Point:
    """Find the best multipliers by Newton's method, damped and projected.

    Unless told otherwise it starts from the imbalance of each good, the multipliers
    that would be right if only its requests, or only its offers, were cut. The damping
    falls with the distance from balance, so that goods without curvature take no
    endless steps and the last steps are Newton's own. The matrix of second derivatives
    is kept and changed only by the blocks that begin or cease to move.

    Returns
    -------
    Point
        Out of balance by at most 1e-13 of the value of each good; by more if floats
        or the iterations do not suffice.

    """
    n = blocks.n_goods
    dealt = np.bincount(blocks.good, minlength=n) > 0
    if start is None:
        start = 2.0 * blocks.excess(blocks.ceiling) / blocks.size
    point = Point.at(blocks, slack, start)
    moving = np.zeros(blocks.n_blocks, dtype=np.bool_)
    curvature = np.zeros((n, n))
    for _ in range(ITERATIONS):
        worst = point.residual
        if worst <= PRECISE:
            break
        changed = np.flatnonzero(point.moving != moving)
        curvature += blocks.curvature(changed, np.where(moving[changed], -1.0, 1.0))
        moving = point.moving
        damping = blocks.size * min(
            max(0.01 * worst, SMALLEST_DAMPING), LARGEST_DAMPING
        )
        step = _newton_step(point, curvature, damping, dealt & ~point.bound)
        higher = _search(point, step)
        if higher is None:
            break
        point = higher
    return point


def _newton_step(
    point: Point, curvature: Floats, damping: Floats, free: Bools
) -> Floats:
    places = np.flatnonzero(free)
    matrix = curvature[np.ix_(places, places)]
    matrix[np.diag_indices_from(matrix)] += damping[places]
    step = np.zeros(len(free))
    step[places] = np.linalg.solve(matrix, point.excess[places])
    return step


def _search(point: Point, step: Floats) -> Point | None:
    """Go along a step until the slope is small; None if nothing along it is higher.

    The slope falls along the step, for the function is concave: the length is found
    by widening and then narrowing an interval.
    """
    line = Line.along(point, step)
    first = float(point.excess @ step)
    noise = NOISE * float(point.blocks.weight.sum())
    best: Point | None = None
    length, low, high = 1.0, 0.0, np.inf
    for trial in range(TRIALS):
        if best is not None and trial >= ENOUGH_TRIALS:
            break
        new, slope = line.go(length)
        rise = RISE * float(point.excess @ (new.multipliers - point.multipliers))
        higher = new.height >= point.height + rise - noise
        if higher and (best is None or new.height > best.height):
            best = new
        if higher and abs(slope) <= FLAT * first:
            return new
        if higher and slope > 0.0:
            low = length
            length = 4.0 * length if high == np.inf else (low + high) / 2
            continue
        high = length
        falls = low == 0.0 and slope < first
        part = first / (first - slope) if falls else 0.5
        length = low + (high - low) * min(max(part, 0.1), 0.5)
    return best
