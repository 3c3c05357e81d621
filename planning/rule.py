"""What every price rule shares: its start, its floor, its answer, its memory."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np

from planning import balance as balances
from planning.arrays import Bools, Floats, Ints
from planning.balance import Balance
from planning.book import Book
from planning.elsewhere import Elsewhere
from planning.outcome import (
    ACCELERATED,
    AT_FLOOR,
    BALANCED,
    CAPPED,
    OVER_OFFERED,
    OVER_REQUESTED,
    OWN_CODES,
    Explanation,
    Outcome,
)
from planning.pulls import by_group, changed
from planning.rounding import checked_prices, round_prices

__all__ = [
    "ACCELERATED",
    "AT_FLOOR",
    "BALANCED",
    "CAPPED",
    "OVER_OFFERED",
    "OVER_REQUESTED",
    "Explanation",
    "Outcome",
    "Rule",
    "checked_prices",
    "round_prices",
]

# A rule keeps a price within these factors of where it began.
FLOOR_FACTOR = np.exp(-9.0)
WIDEST = np.exp(25.0)


class Rule(ABC):
    """A price rule: told a round's book, it answers with the next prices.

    Between rounds it can be put away and made again,
    ``Rule(prices=outcome.prices, tolerance=…, floor=…, state=outcome.state)``, and
    continues as if nothing had happened, to the last bit.

    Parameters
    ----------
    prices : (n_goods,) float array
        The prices the next book answers, credits per smallest unit, positive.
    tolerance : Fraction
        Largest size of the imbalance that counts as balanced, positive.
    floor : float, (n_goods,) float array or None
        Lowest prices. None: e**-9 of each starting price.
    state : mapping or None
        ``outcome.state`` of the round before, also after a passage through JSON. None
        in the first round.

    Raises
    ------
    ValueError
        If a price or floor is not a positive number (of at most 150 digits), the
        tolerance is not positive, or the state is not one of this rule.

    """

    name: ClassVar[str]
    version: ClassVar[int]

    _elsewhere: Elsewhere | None = None

    def __init__(
        self,
        *,
        prices: Floats,
        tolerance: Fraction,
        floor: Floats | float | None = None,
        state: Mapping[str, Any] | None = None,
    ) -> None:
        if tolerance <= 0:
            raise ValueError(f"the tolerance must be positive, not {tolerance}")
        prices = checked_prices(prices, "price")
        self.tolerance = tolerance
        self.start = prices if state is None else self._begun(state, len(prices))
        if floor is None:
            floor = round_prices(self.start * FLOOR_FACTOR)
        lowest = np.broadcast_to(np.asarray(floor, dtype=np.float64), prices.shape)
        self.floor = checked_prices(lowest, "floor")
        self.prices = np.maximum(prices, self.floor)
        self._groups = None if state is None else state.get("groups")
        self._remember(state)

    def answer(
        self,
        book: Book,
        *,
        groups: Ints | None = None,
        elsewhere: Elsewhere | None = None,
    ) -> Outcome:
        """Count a book and move to the next round.

        Parameters
        ----------
        book : Book
            What the councils propose at ``self.prices``. Left unchanged.
        groups : (n_councils,) int array or None
            The group (kind, …) of each council, small numbers from 0, the same in every
            round; only ``outcome.pulls`` depends on them.
        elsewhere : Elsewhere or None
            Councils that are in no book here; they count like the others.

        Returns
        -------
        Outcome
            Its prices have become ``self.prices``.

        Raises
        ------
        ValueError
            If the book is of another catalogue, or the groups are not of its councils.
        OverflowError
            If a total reaches 2**62.

        """
        if book.n_goods != len(self.prices):
            raise ValueError(
                f"the book has {book.n_goods} goods, the rule {len(self.prices)} prices"
            )
        seen = balances.total(book)
        if elsewhere is not None:
            seen = seen + elsewhere.balance
        self._elsewhere = elsewhere
        free = balances.free_goods(seen, self.prices, self.floor)
        measure = balances.imbalance(seen, free)
        worst_good = int(np.argmax(np.abs(measure))) if measure.any() else None
        before, earlier = self.prices, self._groups
        self._groups = None if groups is None else by_group(book, groups).tolist()
        proposed, codes = self._next(seen, measure, free)
        self.prices = self._allowed(proposed)
        return Outcome(
            balance=seen,
            imbalance=measure,
            out=balances.out_of_tolerance(seen, self.tolerance, free),
            free=free,
            agreed=balances.agreed(seen, self.tolerance, free),
            worst=0.0 if worst_good is None else float(abs(measure[worst_good])),
            worst_good=worst_good,
            weighted=balances.weighted_imbalance(seen, before),
            prices=self.prices,
            explanations=self._explain(before, seen, codes),
            state=self._header() | self._state(),
            pulls=changed(earlier, self._groups),
        )

    @abstractmethod
    def _next(
        self, seen: Balance, measure: Floats, free: Bools
    ) -> tuple[Floats, list[str | None]]:
        """The prices the rule would like, and a code where it is not plain excess."""

    @abstractmethod
    def _state(self) -> dict[str, Any]:
        """What the rule itself must know in the next round."""

    @abstractmethod
    def _remember(self, state: Mapping[str, Any] | None) -> None:
        """Take up ``_state`` again, or begin."""

    def _header(self) -> dict[str, Any]:
        return {
            "rule": self.name,
            "version": self.version,
            "start": self.start.tolist(),
        } | ({} if self._groups is None else {"groups": self._groups})

    def _begun(self, state: Mapping[str, Any], n_goods: int) -> Floats:
        if (state.get("rule"), state.get("version")) != (self.name, self.version):
            raise ValueError(
                f"this is not a state of the {self.name} rule, version {self.version}"
            )
        if len(state["start"]) != n_goods:
            raise ValueError(
                f"the state has {len(state['start'])} goods, not {n_goods}"
            )
        return checked_prices(state["start"], "starting price")

    def _allowed(self, proposed: Floats) -> Floats:
        """Round, and keep what is no number, too low or too far away in bounds."""
        kept = np.where(np.isfinite(proposed), proposed, self.prices)
        bounded = np.clip(kept, self.start / WIDEST, self.start * WIDEST)
        return np.maximum(round_prices(bounded), self.floor)

    def _explain(
        self, before: Floats, seen: Balance, codes: list[str | None]
    ) -> tuple[Explanation, ...]:
        lowest = (self.prices <= self.floor) & (seen.excess < 0)
        at_rest = (self.prices == before) & (seen.excess == 0)
        own = [OWN_CODES[sign] for sign in np.sign(seen.excess).tolist()]
        said = [
            AT_FLOOR if low else plain if rest else code or plain
            for low, rest, code, plain in zip(lowest, at_rest, codes, own, strict=True)
        ]
        steps = (self.prices / before - 1.0).tolist()
        return tuple(Explanation(*pair) for pair in zip(said, steps, strict=True))
