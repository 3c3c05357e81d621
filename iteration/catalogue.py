"""The goods of a period, and prices of theirs, as the arithmetic sees them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import numpy as np
from django.db.models import QuerySet

from iteration.models import Round
from proposals.models import Good, Period

# Lines looked up at a time.
BLOCK = 2**18


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The goods of a period in the order of their keys, as the arithmetic sees them.

    ``floor`` and all prices are credits per smallest unit; ``slack`` says which goods
    may stay unused in a plan.
    """

    goods: tuple[Good, ...]
    keys: np.ndarray
    slack: np.ndarray
    floor: np.ndarray
    start: np.ndarray

    @classmethod
    def of(cls, period: Period) -> "Catalogue":
        """Read the catalogue of a period."""
        entries = period.catalogue.select_related("good").order_by("good_id")
        goods = tuple(entry.good for entry in entries)
        return cls(
            goods=goods,
            keys=np.array([good.pk for good in goods], dtype=np.int64),
            slack=np.array([good.has_slack for good in goods], dtype=bool),
            floor=_per_smallest(entries, "floor"),
            start=_per_smallest(entries, "start_price"),
        )

    @classmethod
    def fixed(cls, period: Period) -> "Catalogue":
        """The same, read once in a process: an opened period's catalogue is fixed.

        Only what goods are called may have changed since.
        """
        if period.status == Period.Status.DRAFT:
            return cls.of(period)
        return _fixed(period)

    def places(self, keys: np.ndarray) -> np.ndarray:
        """Where goods stand in the catalogue; KeyError names a key it does not have."""
        if not len(self.keys):
            table, first = np.full(1, -1), 0
        else:
            # A table: looking up is much faster than searching, and keys lie close.
            first = int(self.keys[0])
            table = np.full(int(self.keys[-1]) - first + 2, -1)
            table[self.keys - first] = np.arange(len(self.keys))
        places = np.empty(len(keys), dtype=np.int64)
        for start in range(0, len(keys), BLOCK):
            some = keys[start : start + BLOCK].astype(np.int64) - first
            outside = (some < 0) | (some >= len(table))
            found = table[np.where(outside, -1, some)]
            if found.min() < 0:
                lost = some[found < 0][0] + first
                raise KeyError(f"good {lost} is not in the catalogue")
            places[start : start + BLOCK] = found
        return places

    def announced(self, prices: np.ndarray) -> list[Decimal]:
        """Prices per smallest unit as exact decimals per unit, six digits each."""
        pairs = zip(self.goods, prices.tolist(), strict=True)
        return [Decimal(f"{price:.5e}").scaleb(good.decimals) for good, price in pairs]


@lru_cache(maxsize=4)
def _fixed(period: Period) -> Catalogue:
    return Catalogue.of(period)


def read_prices(round: Round, catalogue: Catalogue) -> np.ndarray:
    """The prices a round announced, credits per smallest unit.

    Raises KeyError if a good of the catalogue has none: a missing price is an error,
    never zero.
    """
    announced = dict(round.prices.values_list("good_id", "price"))
    return per_smallest(announced, catalogue)


def per_smallest(prices: Mapping[int, Decimal], catalogue: Catalogue) -> np.ndarray:
    """Prices by the good's key, credits per unit, as an array per smallest unit."""
    return np.array(
        [float(prices[good.pk].scaleb(-good.decimals)) for good in catalogue.goods]
    )


def _per_smallest(entries: QuerySet, column: str) -> np.ndarray:
    return np.array(
        [
            float(getattr(entry, column).scaleb(-entry.good.decimals))
            for entry in entries
        ]
    )
