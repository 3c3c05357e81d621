"""A list of everyday goods to begin with, ordered like household statistics."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

GOODS = Path(__file__).parent / "goods.csv"


@dataclass(frozen=True)
class GoodEntry:
    """A good as a file or the starter list names it; ``price``: credits per unit."""

    code: str
    name_en: str
    name_de: str
    category: str
    unit: str
    decimals: int
    classification: str
    price: Decimal


@cache
def starter_goods() -> Sequence[GoodEntry]:
    """The goods of the starter list, in its order.

    >>> sorted({good.category for good in starter_goods()})[:2]
    ['capital', 'consumption']
    """
    with GOODS.open(encoding="utf-8", newline="") as file:
        return tuple(
            GoodEntry(
                **{name: row[name] for name in ("code", "name_en", "name_de")},
                **{name: row[name] for name in ("category", "unit", "classification")},
                decimals=int(row["decimals"]),
                price=Decimal(row["price"]),
            )
            for row in csv.DictReader(file)
        )
