"""The CSV tables of a data package and the columns of each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from planning import rows
from planning.fields import MAX_CELL, Field, choice, code, decimal, text, whole


@dataclass(frozen=True)
class Table:
    """A table: its file, its rows, its columns in order, and what names a row."""

    name: str
    row: Callable[..., Any]
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    needed: bool = True
    filled: bool = False

    @property
    def file(self) -> str:
        """The name of the file."""
        return f"{self.name}.csv"


# A quantity is read when the decimals of its good are known.
QUANTITY = Field("quantity", str, kind="number")

GOODS = Table(
    "goods",
    rows.GoodRow,
    (
        code("code"),
        text("name_en", 200),
        text("name_de", 200),
        choice("category", rows.CATEGORIES),
        text("unit", 20),
        whole("decimals", 0, 3),
        text("classification", 60, blank=True),
        text("note", MAX_CELL, blank=True, optional=True),
        text("synonyms_en", 300, blank=True, optional=True),
        text("synonyms_de", 300, blank=True, optional=True),
    ),
    ("code",),
    filled=True,
)
COUNCILS = Table(
    "councils",
    rows.CouncilRow,
    (
        code("slug"),
        text("name", 200),
        text("name_de", 200, blank=True, optional=True),
        choice("kind", rows.KINDS),
        code("parent", blank=True),
        whole("members", 0, 2**31 - 1),
        decimal("latitude", digits=2, decimals=5, between=("-90", "90"), blank=True),
        decimal("longitude", digits=3, decimals=5, between=("-180", "180"), blank=True),
    ),
    ("slug",),
    filled=True,
)
PROPOSALS = Table(
    "proposals",
    rows.ProposalRow,
    (code("council"), code("good"), QUANTITY),
    ("council", "good"),
)
PRICES = Table(
    "prices",
    rows.PriceRow,
    (code("good"), decimal("price", digits=12, decimals=15, sign="positive")),
    ("good",),
)
STANDING = Table(
    "standing",
    rows.StandingRow,
    (
        code("council"),
        choice("mode", rows.MODES),
        decimal("substitution", digits=2, decimals=3, between=("0", "12")),
        decimal("supply_response", digits=2, decimals=3, between=("0", "40")),
        decimal("capacity", digits=12, decimals=3, sign="positive", blank=True),
    ),
    ("council",),
)
ENTITLEMENTS = Table(
    "entitlements",
    rows.EntitlementRow,
    (
        code("council"),
        choice("source", rows.SOURCES),
        decimal("amount", digits=15, decimals=2, sign="not negative"),
    ),
    ("council", "source"),
)
CHANGES = Table(
    "changes",
    rows.ChangeRow,
    (
        code("council"),
        code("good"),
        decimal("factor", digits=3, decimals=6, sign="not negative"),
        text("note_en", 300, blank=True, optional=True),
        text("note_de", 300, blank=True, optional=True),
    ),
    ("council", "good"),
    needed=False,
)
TABLES = (GOODS, COUNCILS, PROPOSALS, PRICES, STANDING, ENTITLEMENTS, CHANGES)
