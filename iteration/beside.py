"""Figures of councils, as whole numbers laid beside the keys of some of them."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

import numpy as np

from iteration.past import Past
from planning.granting import HUNDREDTH, THOUSANDTH
from proposals.models import Entitlement, HeadCount, Period

SOURCES: tuple[str, ...] = tuple(Entitlement.Source.values)


class Figures:
    """Figures of councils laid beside the keys of some."""

    def __init__(self, key: np.ndarray) -> None:
        self.place = {each: place for place, each in enumerate(key.tolist())}
        self.key = key

    def nothing(self, otherwise: int = 0) -> np.ndarray:
        return np.full(len(self.key), otherwise, dtype=np.int64)

    def laid(self, pairs: Iterable[tuple[int, int]]) -> np.ndarray:
        """Whole numbers by council, added up."""
        found = self.nothing()
        for council, number in pairs:
            if council in self.place:
                found[self.place[council]] += number
        return found

    def sums(self, rows) -> np.ndarray:
        columns = rows.order_by().values_list("council_id", "amount")
        return self.laid((council, hundredths(amount)) for council, amount in columns)

    def entitlements(self, period: Period | None) -> dict[str, np.ndarray]:
        found = {source: self.nothing() for source in SOURCES}
        if period is None:
            return found
        rows = Entitlement.objects.filter(period=period).order_by()
        for council, source, amount in rows.values_list(
            "council_id", "source", "amount"
        ):
            if council in self.place:
                found[source][self.place[council]] = hundredths(amount)
        return found

    def head_counts(self, period: Period):
        said: dict[str, np.ndarray] = defaultdict(self.nothing)
        rating, hours = self.nothing(-1), self.nothing(-1)
        rows = HeadCount.objects.filter(period=period).order_by()
        for council, heads, rated, worked in rows.values_list(
            "council_id", "heads", "rating", "hours"
        ):
            place = self.place.get(council)
            if place is None:
                continue
            rating[place] = int(rated * THOUSANDTH)
            hours[place] = -1 if worked is None else int(worked * HUNDREDTH)
            for code, number in heads.items():
                said[code][place] = number
        return dict(said), rating, hours

    def of_past(self, past: Past | None, figures, otherwise: int) -> np.ndarray:
        found = self.nothing(otherwise)
        if past is not None:
            laid = dict(
                zip(past.roster.key.tolist(), figures.astype(np.int64), strict=True)
            )
            for council, place in self.place.items():
                found[place] = laid.get(council, otherwise)
        return found


def hundredths(amount: Decimal) -> int:
    """An amount as a whole number of hundredths of a credit.

    >>> hundredths(Decimal("12.50"))
    1250
    """
    return int(amount.scaleb(2))
