"""The source tables of the region, as they stand in ``demo/sources``."""

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

SOURCES = Path(__file__).parent / "sources"


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of one source table."""
    with (SOURCES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@dataclass(frozen=True)
class Recipe:
    """What one unit of an activity takes (positive) and gives (negative)."""

    code: str
    main: str  # the good it is run for; empty if it absorbs a by-product
    share: float  # of the good's output, among all recipes with this main good
    absorbs: str
    margin: float  # price over cost, for the dearest council that runs it
    lines: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Operation:
    """A council's part in a recipe; ``gain`` multiplies what the recipe gives."""

    council: str
    recipe: str
    weight: float
    gain: float


@cache
def recipes() -> dict[str, Recipe]:
    """Every activity of the region by its code."""
    lines: dict[str, dict[str, float]] = defaultdict(dict)
    for row in rows("recipes"):
        if row["good"] in lines[row["recipe"]]:
            raise ValueError(f"{row['recipe']} names {row['good']} twice")
        lines[row["recipe"]][row["good"]] = float(row["quantity"])
    return {
        row["recipe"]: Recipe(
            code=row["recipe"],
            main=row["main"],
            share=float(row["share"] or 0),
            absorbs=row["absorbs"],
            margin=float(row["margin"] or 1),
            lines=lines[row["recipe"]],
        )
        for row in rows("activities")
    }


@cache
def operations() -> tuple[Operation, ...]:
    """Who runs which recipe; the weights of a recipe add up to one."""
    total: dict[str, float] = defaultdict(float)
    for row in rows("operations"):
        total[row["recipe"]] += float(row["weight"])
    return tuple(
        Operation(
            council=row["council"],
            recipe=row["recipe"],
            weight=float(row["weight"]) / total[row["recipe"]],
            gain=float(row["yield"]),
        )
        for row in rows("operations")
    )


@cache
def goods() -> dict[str, dict[str, str]]:
    """The catalogue by code, in its own order."""
    return {row["code"]: row for row in rows("goods")}


@cache
def neighbourhoods() -> dict[str, dict[str, str]]:
    """The neighbourhood councils by slug."""
    return {row["slug"]: row for row in rows("neighbourhoods")}


def heads(slug: str, basis: str) -> int:
    """How many people of a kind live in a neighbourhood: members, pupils, ..."""
    return int(neighbourhoods()[slug]["members" if basis == "member" else basis])


def scale(good: str) -> int:
    """Smallest units in one unit of a good."""
    return int(10 ** int(goods()[good]["decimals"]))
