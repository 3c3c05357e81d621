"""The settlement of councils on many servers: questions go down, sums come up.

Whoever settles sees no proposal. It puts questions to all parts at once
(`planning.questions`), each part answers for its own councils (`planning.part`), and
the answers are added up on the way (`planning.answers`). All sums are of whole numbers,
the same in any order: so the assignments are, to the unit, those of all councils in one
book, however they are divided.
"""

from dataclasses import dataclass

import numpy as np

from planning.answers import Assigned, Counts, Floor, Levels
from planning.apportion import Handing, hand, whole_sums
from planning.arrays import Bools, Floats, Ints
from planning.exact import uncounted
from planning.integral import Fit, settle_shares
from planning.point import lone_shares
from planning.questions import Finish, Floors, Ranks, Rooms
from planning.rounding import checked_prices
from planning.scarcity import Ask, Basis, prepare
from planning.terms import Look

# Answers of at most about 200 kB as JSON.
MESSAGE = Fit(slopes=6_500, counts=32_768)


@dataclass(frozen=True, eq=False)
class Accord:
    """What all parts settled on together.

    Parameters
    ----------
    finish : Finish
        The last question; `planning.part.SettlingPart.assign` makes of it what each
        council is assigned.
    units : (2 n_goods,) int64 array
        Smallest units requested, then offered, of each good, in all parts.
    cut_value, largest_cut, multipliers, residual, integrality_cost, integral_councils
        As in `planning.settle.Settlement`.

    """

    finish: Finish
    units: Ints
    cut_value: float
    largest_cut: float
    multipliers: Floats
    residual: float
    integrality_cost: float
    integral_councils: int


def settle_parts(
    ask: Ask,
    prices: Floats,
    slack: Bools,
    fit: Fit = MESSAGE,
) -> Accord:
    """Settle councils that are divided among parts.

    Parameters
    ----------
    ask : callable
        Puts a question (`planning.questions`) to all parts and returns the sum of
        their answers, `planning.answers.added`. At least one part is needed.
    prices, slack
        As for `planning.settle.settle`; whole things are known to the parts.
    fit : Fit
        How much an answer may hold. The accord does not depend on it.

    Returns
    -------
    Accord

    Raises
    ------
    ValueError
        If a price is not positive, or two councils have the same ticket and an equal
        claim to the last unit.
    OverflowError
        If a total reaches 2**62.

    Examples
    --------
    Bakers and the mill are on one server, eaters on another.

    >>> from planning.answers import added
    >>> from planning.book import Book
    >>> from planning.part import SettlingPart
    >>> prices, slack = np.array([1.0, 1.0]), np.array([False, True])
    >>> here = Book(2, [0, 2, 3], [0, 1, 1], [-10, 5, -4], [True, False])
    >>> there = Book(2, [0, 1], [0], [12], [False])
    >>> parts = [
    ...     SettlingPart(here, prices, slack, tickets=np.array([7, 8])),
    ...     SettlingPart(there, prices, slack, tickets=np.array([9])),
    ... ]
    >>> accord = settle_parts(
    ...     lambda question: added([part.answer(question) for part in parts]),
    ...     prices,
    ...     slack,
    ... )
    >>> [part.assign(accord.finish)[0] for part in parts]
    [array([-8,  4, -4]), array([8])]

    """
    prices = checked_prices(prices, "price")
    basis, point, best = settle_shares(ask, prepare(ask, prices, slack), fit)
    multipliers = np.where(basis.verdict, basis.verdict, point.multipliers)
    floor: Floor = ask(Floors(basis.terms, multipliers))
    totals = _totals(floor, slack)
    handing = _handed(ask, basis, multipliers, floor, totals, fit)
    proposed = basis.proposed
    finish = Finish(
        basis.terms,
        multipliers,
        handing.sign,
        handing.level,
        handing.key,
        handing.ticket,
        float(np.tile(prices, 2) @ proposed),
    )
    assigned: Assigned = ask(finish)
    if (assigned.units != totals).any():
        raise ArithmeticError("the parts were not assigned what they add up to")
    cost = uncounted(assigned.lost, finish.bound)
    if assigned.lowered:
        cost += _lost_alone(basis, best, multipliers)
    return Accord(
        finish=finish,
        units=totals,
        cut_value=float(np.tile(prices, 2) @ (proposed - totals)),
        largest_cut=assigned.largest_cut,
        multipliers=multipliers * prices,
        residual=point.residual,
        integrality_cost=max(cost, 0.0) if assigned.lowered else 0.0,
        integral_councils=assigned.lowered,
    )


def _totals(floor: Floor, slack: Bools) -> Ints:
    """(2 n_goods,) Whole units requested and offered of each good, in balance."""
    requested = np.split(whole_sums(floor.asked_units, floor.asked_parts), 2)[0]
    offered = np.split(whole_sums(floor.units, floor.parts), 2)[1]
    used = np.minimum(requested, offered)
    return np.concatenate([used, np.where(slack, offered, used)])


def _handed(
    ask: Ask, basis: Basis, multipliers: Floats, floor: Floor, totals: Ints, fit: Fit
) -> Handing:
    terms, missing = basis.terms, totals - floor.units

    def rooms(sign: Ints, level: Ints) -> Ints:
        found: Levels = ask(Rooms(terms, multipliers, sign, level))
        return found.room

    def count(sign: Ints, level: Ints, look: Look) -> Ints:
        found: Counts = ask(Ranks(terms, multipliers, sign, level, look))
        return found.count

    one_each = np.where(missing > 0, floor.able, floor.held)
    return hand(missing, one_each, rooms, count, fit.counts)


def _lost_alone(basis: Basis, best: Floats, multipliers: Floats) -> float:
    """Value that lines standing for themselves lose for whole things."""
    before, after = lone_shares(best), lone_shares(multipliers)
    lost = np.concatenate([old - new for old, new in zip(before, after, strict=True)])
    return float((np.tile(basis.prices, 2) * basis.sides.others) @ lost)
