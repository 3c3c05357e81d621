"""How far the calibrated rule may go, where it starts from, and when it gives way."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from planning.arrays import Bools, Floats
from planning.balance import Balance

RADIUS, LARGEST_RADIUS, SMALLEST_RADIUS = 2.0, 6.0, 0.25
WIDEST_GAP, MERIT_GAP = 4.0, 2.0
PATIENCE, BACKUP_ROUNDS = 5, 3


@dataclass(frozen=True, eq=False)
class Seen:
    """What a round shows of the distance from balance.

    Parameters
    ----------
    prices : (n_goods,) float array
        Log prices.
    gap : (n_goods,) float array
        ln(requested / offered), within ±4; 0 for a free good.
    merit : float
        Root mean square of the gaps, within ±2.
    wide : float
        The same without bounds, 0 counted as half a unit.

    """

    prices: Floats
    gap: Floats
    merit: float
    wide: float

    @classmethod
    def of(cls, balance: Balance, prices: Floats, free: Bools) -> Self:
        """Measure a round.

        >>> balance = Balance(np.array([8, 5]), np.array([8, 0]))
        >>> Seen.of(balance, np.zeros(2), np.zeros(2, dtype=bool)).gap
        array([0., 4.])

        """
        with np.errstate(divide="ignore", invalid="ignore"):
            gap = np.log(balance.requested / balance.offered)
        still = free | (balance.requested == balance.offered)
        gap = np.where(still, 0.0, np.clip(gap, -WIDEST_GAP, WIDEST_GAP))
        half = [np.maximum(x, 0.5) for x in (balance.requested, balance.offered)]
        wide = np.where(free, 0.0, np.log(half[0] / half[1]))
        return cls(prices, gap, rms(np.clip(gap, -MERIT_GAP, MERIT_GAP)), rms(wide))


@dataclass(eq=False)
class Safeguards:
    """Trust radius, best round and patience; they change as rounds are seen.

    Parameters
    ----------
    radius : float
        Log prices move at most so far in a round.
    moved, hit : float, bool
        How far the last move went, and whether the radius stopped it.
    predicted : tuple or None
        Merit before the last move, and the gaps it was expected to lead to.
    best : tuple or None
        Merit and log prices of the best round.
    wide : float
        Unbounded merit of the last round.
    reference, waited, backup_left : float, int, int
        The merit to improve on, rounds without, rounds left to the aggregate rule.

    """

    radius: float = RADIUS
    moved: float = 0.0
    hit: bool = False
    predicted: tuple[float, Floats] | None = None
    best: tuple[float, Floats] | None = None
    wide: float = 0.0
    reference: float | None = None
    waited: int = 0
    backup_left: int = 0

    def gives_way(self, seen: Seen) -> bool:
        """Whether the model has had its chances, and the aggregate rule takes over.

        After five rounds without an improvement by a tenth it does, for three rounds.
        """
        if self.reference is None or seen.merit < 0.9 * self.reference:
            self.reference, self.waited = seen.merit, 0
        else:
            self.waited += 1
        if self.backup_left == 0 and self.waited >= PATIENCE:
            self.backup_left, self.waited = BACKUP_ROUNDS, 0
            self.reference = seen.merit
        if self.backup_left == 0:
            return False
        self.backup_left -= 1
        return True

    def judge(self, seen: Seen) -> float:
        """Set the radius by the error of the last prediction; return that error.

        Far from balance, where the bounded merit cannot show it, coming nearer counts
        as good.
        """
        wide_before, self.wide = self.wide, seen.wide
        if self.predicted is None:
            return 0.0
        before, gap = self.predicted
        miss = [np.clip(x, -MERIT_GAP, MERIT_GAP) for x in (seen.gap, gap)]
        error = rms(miss[0] - miss[1]) / max(before, 0.02)
        nearer = seen.merit > 0.8 and seen.wide < 0.8 * wide_before
        if error < 0.25:
            self._widen(2.5)
        elif nearer:
            self._widen(1.5)
        elif error > 0.7 and seen.merit > 1.1 * before:
            self._narrow(0.35)
        elif error > 0.5 and seen.merit > 0.5 * before:
            self._narrow(0.7)
        elif seen.merit < 0.7 * before:
            self._widen(1.5)
        return error

    def _widen(self, factor: float) -> None:
        if self.hit:
            self.radius = min(LARGEST_RADIUS, factor * self.radius)

    def _narrow(self, factor: float) -> None:
        self.radius = max(SMALLEST_RADIUS, min(self.radius, factor * self.moved))

    def centre(self, seen: Seen, error: float) -> Floats:
        """Present prices, or the best ones after a clearly bad and unforeseen step."""
        if self.best is None or seen.merit <= self.best[0]:
            self.best = (seen.merit, seen.prices)
            return seen.prices
        merit, prices = self.best
        bad = seen.merit > 3.0 * merit and seen.merit > 0.02 and error > 0.5
        # Noise may have made the best round better than it was.
        self.best = (1.06 * merit, prices)
        return prices if bad else seen.prices

    def stepped(self, centre: Floats, new: Floats, seen: Seen, gap: Floats) -> None:
        """Note a move, and the gaps it is expected to lead to."""
        self.moved = float(np.abs(new - centre).max()) if len(new) else 0.0
        self.hit = self.moved > 0.95 * self.radius
        best = seen.merit if self.best is None else self.best[0]
        self.predicted = (seen.merit if centre is seen.prices else best, gap)

    def state(self) -> dict[str, Any]:
        """All of it, as arrays and numbers."""
        return dict(vars(self))

    @classmethod
    def restored(cls, state: Mapping[str, Any]) -> Self:
        """Take up `state` again."""
        kept = dict(state)
        for name in ("predicted", "best"):
            if kept[name] is not None:
                merit, values = kept[name]
                kept[name] = (float(merit), np.array(values, dtype=np.float64))
        return cls(**kept)


def rms(values: Floats) -> float:
    """Root mean square; 0 of nothing."""
    return float(np.sqrt(np.mean(values**2))) if len(values) else 0.0
