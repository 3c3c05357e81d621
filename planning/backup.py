"""The aggregate rule as it stands by, to take over from the calibrated one."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from planning.aggregate import AggregateRule
from planning.arrays import Bools, Floats
from planning.balance import Balance

# How far it may move a price while it takes over, in logs.
STEP = 0.3


class Backup:
    """The aggregate rule, which listens all along.

    Parameters
    ----------
    start, prices : (n_goods,) float arrays
        The first prices, and the present ones.
    tolerance : Fraction
    floor : (n_goods,) float array
    kept : mapping or None
        Its `state` of the round before; None: nothing was heard yet.

    """

    def __init__(
        self,
        start: Floats,
        prices: Floats,
        tolerance: Fraction,
        floor: Floats,
        kept: Mapping[str, Any] | None,
    ) -> None:
        state = None
        if kept is not None:
            header = {"rule": AggregateRule.name, "version": AggregateRule.version}
            state = header | {"start": start} | dict(kept)
        self._rule = AggregateRule(
            prices=prices, tolerance=tolerance, floor=floor, state=state
        )

    def step(
        self, prices: Floats, balance: Balance, measure: Floats, free: Bools
    ) -> Floats:
        """(n_goods,) What it would do to log prices after a round at ``prices``.

        Where it takes over from a model that failed, it goes by `careful` steps.
        """
        self._rule.prices = prices
        proposed, _ = self._rule._next(balance, measure, free)
        step: Floats = np.log(self._rule._allowed(proposed) / prices)
        return step

    @staticmethod
    def careful(step: Floats) -> Floats:
        """The same, but no further than a model's failure lets anybody trust."""
        return np.clip(step, -STEP, STEP)

    def state(self) -> dict[str, Any]:
        """All of it but the first prices, ready for JSON."""
        return self._rule._state()
