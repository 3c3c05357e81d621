"""What every price rule shares: its start, its floor, its answer, its memory."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np

from planning import balance as balances
from planning.arrays import Bools, Floats
from planning.balance import Balance
from planning.book import Book

# Prices a rule takes: far wider than any currency, far from where floats give out.
SMALLEST, LARGEST = 1e-150, 1e150

# A rule keeps a price within these factors of where it began.
FLOOR_FACTOR = np.exp(-9.0)
WIDEST = np.exp(25.0)

OVER_REQUESTED = "over_requested"
OVER_OFFERED = "over_offered"
BALANCED = "balanced"
AT_FLOOR = "at_floor"
ACCELERATED = "accelerated"
CAPPED = "capped"
OWN_CODES = {1: OVER_REQUESTED, 0: BALANCED, -1: OVER_OFFERED}


@dataclass(frozen=True)
class Explanation:
    """Why the price of one good changes as it does.

    Parameters
    ----------
    code : str
        "over_requested", "over_offered", "balanced": the good's own excess moved the
        price, or left it. "accelerated": it moved together with the other goods, by
        what the last rounds taught. "capped": it moved by as much as one round may.
        "at_floor": it has reached the lowest price there is.
    step : float
        Relative change of the price: 0.05 is 5 % dearer.

    """

    code: str
    step: float


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a rule has found in a book, and the prices it asks about next.

    Parameters
    ----------
    balance : Balance
        Exact totals.
    imbalance : (n_goods,) float array
        In [-2, 2]; see `planning.balance.imbalance`.
    out, free : (n_goods,) bool array
        Goods out of tolerance; free goods.
    agreed : bool
        Whether no good is out of tolerance, in a book that is not empty.
    worst : float
        Largest size of the imbalance.
    worst_good : int or None
        Its place in the catalogue, the first of several; None if all are 0.
    weighted : float
        The imbalance by value.
    prices : (n_goods,) float array
        Next prices, credits per smallest unit, six significant digits, not below the
        floor.
    explanations : tuple of Explanation
        One for each good.
    state : dict
        What the rule must know in the next round; lists, numbers and strings only.

    """

    balance: Balance
    imbalance: Floats
    out: Bools
    free: Bools
    agreed: bool
    worst: float
    worst_good: int | None
    weighted: float
    prices: Floats
    explanations: tuple[Explanation, ...]
    state: dict[str, Any]


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
        self._remember(state)

    def answer(self, book: Book) -> Outcome:
        """Count a book and move to the next round.

        Parameters
        ----------
        book : Book
            What the councils propose at ``self.prices``. Left unchanged.

        Returns
        -------
        Outcome
            Its prices have become ``self.prices``.

        Raises
        ------
        ValueError
            If the book is of another catalogue.
        OverflowError
            If a total reaches 2**62.

        """
        if book.n_goods != len(self.prices):
            raise ValueError(
                f"the book has {book.n_goods} goods, the rule {len(self.prices)} prices"
            )
        seen = balances.total(book)
        free = balances.free_goods(seen, self.prices, self.floor)
        measure = balances.imbalance(seen, free)
        worst_good = int(np.argmax(np.abs(measure))) if measure.any() else None
        before = self.prices
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
        }

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


def checked_prices(prices: Floats | Sequence[float], name: str) -> Floats:
    """Return prices as float64; ValueError if one is not a sensible positive number.

    >>> checked_prices([2.0, 0.0], "price")
    Traceback (most recent call last):
    ValueError: price of good 1 must be between 1e-150 and 1e+150, not 0.0

    """
    array = np.array(prices, dtype=np.float64)
    if array.ndim != 1:
        raise ValueError(f"there must be one {name} a good")
    wrong = ~((array >= SMALLEST) & (array <= LARGEST))
    if wrong.any():
        good = int(np.argmax(wrong))
        raise ValueError(
            f"{name} of good {good} must be between {SMALLEST:g} and {LARGEST:g}, "
            f"not {array[good]}"
        )
    return array


def round_prices(prices: Floats) -> Floats:
    """Round to six significant decimal digits, as people will read them.

    Parameters
    ----------
    prices : (n_goods,) float array
        Finite numbers.

    Returns
    -------
    (n_goods,) float array
        The floats nearest to the rounded decimals; a tie goes to the even digit.

    Raises
    ------
    ValueError
        If a number is not finite.

    Examples
    --------
    >>> round_prices(np.array([1234567.0, 0.000123456789, 700.0])).tolist()
    [1234570.0, 0.000123457, 700.0]

    """
    if not np.isfinite(prices).all():
        raise ValueError("a price is not a finite number")
    return np.array([float(f"{price:.6g}") for price in prices], dtype=np.float64)


def stalled(worst_history: Sequence[float]) -> bool:
    """Whether four rounds have brought no progress worth a round.

    Parameters
    ----------
    worst_history : sequence of float
        The worst imbalance of every round so far, the newest last.

    Returns
    -------
    bool
        True if the best of the last four rounds is not at least 10 % better than the
        best of those before. False as long as there are fewer than five rounds.

    Examples
    --------
    >>> stalled([0.5, 0.2, 0.19, 0.21, 0.19, 0.2])
    True
    >>> stalled([0.5, 0.2, 0.19, 0.21, 0.19, 0.17])
    False

    """
    earlier, last = worst_history[:-4], worst_history[-4:]
    return len(earlier) > 0 and min(last) > 0.9 * min(earlier)
