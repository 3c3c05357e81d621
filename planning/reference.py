"""The reference rule: the price rule as it was published, the baseline."""

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from planning.arrays import Bools, Floats
from planning.balance import Balance
from planning.outcome import CAPPED
from planning.rule import Rule

LARGEST_WEIGHT = 0.25
SMALLEST_STEP = 0.001
LARGEST_STEP = (1.05 - 0.5**2.0) * LARGEST_WEIGHT


class ReferenceRule(Rule):
    """Every good by itself, by a step that grows with its imbalance.

    With r the size of the imbalance now and w its size in the round before, but at
    most 0.25 (0.25 in the first round), a price moves by the factor 1 + d or 1 - d,

        step = 1.05 - 0.5 ** r        d = max(0.001, min(step, step * w)),

    up if more is requested than offered, down if less; it stays if they are equal or
    the good is free. Parameters, errors: see `planning.rule.Rule`.

    Notes
    -----
    The least step of 0.1 % never lets the prices rest: an imbalance of about 1 % is
    reached slowly and 0.1 % in practice never. The step is at most 20 %, since step
    is at most 0.8 and w at most 0.25.

    References
    ----------
    .. [1] R. Hahnel, M. Szczepanczyk and M. Weisdorf, simulations in R. Hahnel,
       "Democratic Economic Planning", Routledge 2021, chapter 9. The formula is taken
       from the simulation programs published with them.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from planning.book import Book
    >>> rule = ReferenceRule(prices=np.array([700.0]), tolerance=Fraction("0.03"))
    >>> book = Book(1, [0, 1, 2], [0, 0], [300, -100], [False, True])
    >>> outcome = rule.answer(book)
    >>> outcome.worst, outcome.prices
    (1.0, array([796.25]))

    """

    name: ClassVar[str] = "reference"
    version: ClassVar[int] = 1

    _weight: Floats

    def _next(
        self, seen: Balance, measure: Floats, free: Bools
    ) -> tuple[Floats, list[str | None]]:
        size = np.abs(measure)
        step = 1.05 - 0.5**size
        change = np.maximum(SMALLEST_STEP, np.minimum(step, step * self._weight))
        self._weight = np.minimum(size, LARGEST_WEIGHT)
        codes = [CAPPED if full else None for full in (change >= LARGEST_STEP).tolist()]
        return self.prices * (1.0 + np.sign(measure) * change), codes

    def _state(self) -> dict[str, Any]:
        return {"weight": self._weight.tolist()}

    def _remember(self, state: Mapping[str, Any] | None) -> None:
        if state is None:
            self._weight = np.full(len(self.prices), LARGEST_WEIGHT)
        else:
            self._weight = np.array(state["weight"], dtype=np.float64)
