"""What a price rule answers to a book: figures, next prices, reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from planning.arrays import Bools, Floats, Ints
from planning.balance import Balance

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
    noise_floor : float or None
        More rounds cannot bring the worst imbalance much below this
        (`planning.noise.noise_floor`). None: the rule hears no noise, or has not yet.
    pulls : (n_goods, n_groups) int64 array or None
        By how much each group of councils has changed what it requests less what it
        offers since the round before, smallest units: which councils pull a price up
        or let it fall. None: in a first round, or if no groups were told of.

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
    noise_floor: float | None = None
    pulls: Ints | None = None


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
