"""What the rows of a data package must be to each other."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from planning.faults import Fault
from planning.fields import Refused, smallest
from planning.reading import Line
from planning.tables import (
    CHANGES,
    COUNCILS,
    ENTITLEMENTS,
    GOODS,
    PRICES,
    PROPOSALS,
    STANDING,
    TABLES,
    Table,
)

LIMIT = 2**62

Lines = dict[Table, list[Line]]


def check(lines: Lines, readable: Callable[[Table], bool], faults: list[Fault]) -> None:
    """Add every fault between rows; what refers to an unreadable table is not judged.

    Quantities become whole numbers of smallest units on the way.
    """
    for table in TABLES:
        _once_each(table, lines[table], faults)
    if readable(COUNCILS):
        slugs = _known(lines[COUNCILS], "slug")
        for table in (PROPOSALS, STANDING, ENTITLEMENTS, CHANGES):
            _refer(table, lines[table], "council", slugs, "unknown_council", faults)
        parents = [line for line in lines[COUNCILS] if line.cells.get("parent")]
        _refer(COUNCILS, parents, "parent", slugs, "unknown_parent", faults)
        _no_cycles(parents, faults)
        _whole_positions(lines[COUNCILS], faults)
    if readable(GOODS):
        codes = _known(lines[GOODS], "code")
        for table in (PROPOSALS, PRICES, CHANGES):
            _refer(table, lines[table], "good", codes, "unknown_good", faults)
        _quantities(lines[PROPOSALS], lines[GOODS], faults)
        if readable(PRICES):
            _all_priced(lines[GOODS], lines[PRICES], faults)


def _known(lines: Iterable[Line], column: str) -> set[str]:
    return {line.cells[column] for line in lines if column in line.cells}


def _once_each(table: Table, lines: Iterable[Line], faults: list[Fault]) -> None:
    first: dict[tuple[Any, ...], int] = {}
    for line in lines:
        if any(column not in line.cells for column in table.key):
            continue
        key = tuple(line.cells[column] for column in table.key)
        if key in first:
            place = (table.file, line.number, table.key[-1])
            faults.append(Fault(*place, "duplicate", {"first": first[key]}))
        first.setdefault(key, line.number)


def _refer(
    table: Table,
    lines: Iterable[Line],
    column: str,
    known: set[str],
    code: str,
    faults: list[Fault],
) -> None:
    for line in lines:
        value = line.cells.get(column)
        if value is not None and value not in known:
            faults.append(
                Fault(table.file, line.number, column, code, {"value": value})
            )


def _no_cycles(lines: Sequence[Line], faults: list[Fault]) -> None:
    """Find councils above themselves; one fault a circle, at its first row."""
    parent = {line.cells.get("slug"): line.cells["parent"] for line in lines}
    row = {line.cells.get("slug"): line.number for line in lines}
    done: set[Any] = set()
    for line in lines:
        path: list[Any] = []
        seen: set[Any] = set()
        council = line.cells.get("slug")
        while council in parent and council not in done and council not in seen:
            path.append(council)
            seen.add(council)
            council = parent[council]
        if council in seen:
            circle = [*path[path.index(council) :], council]
            shown = {"path": " → ".join(str(slug) for slug in circle[:12])}
            first = min(row[slug] for slug in circle)
            faults.append(Fault(COUNCILS.file, first, "parent", "parent_cycle", shown))
        done |= seen


def _whole_positions(lines: Iterable[Line], faults: list[Fault]) -> None:
    for line in lines:
        if {"latitude", "longitude"} <= line.cells.keys():
            latitude, longitude = line.cells["latitude"], line.cells["longitude"]
            if (latitude is None) != (longitude is None):
                column = "latitude" if latitude is None else "longitude"
                place = (COUNCILS.file, line.number, column)
                faults.append(Fault(*place, "half_position"))


def _quantities(
    proposals: Iterable[Line], goods: Iterable[Line], faults: list[Fault]
) -> None:
    """Read the quantities, now that the decimals of every good are known."""
    decimals = {
        line.cells["code"]: line.cells["decimals"]
        for line in goods
        if {"code", "decimals"} <= line.cells.keys()
    }
    sums: dict[tuple[str, bool], int] = {}
    for line in proposals:
        good, cell = line.cells.get("good"), line.cells.get("quantity")
        if good is None or good not in decimals or cell is None:
            continue
        place = (PROPOSALS.file, line.number, "quantity")
        try:
            units = smallest(cell, decimals[good])
        except Refused as refused:
            faults.append(Fault(*place, refused.code, refused.params))
            continue
        line.cells["quantity"] = units
        before = sums.get((good, units > 0), 0)
        sums[good, units > 0] = before + abs(units)
        if before < LIMIT <= before + abs(units):
            faults.append(Fault(*place, "total_too_large", {"value": good}))


def _all_priced(
    goods: Iterable[Line], prices: Iterable[Line], faults: list[Fault]
) -> None:
    priced = _known(prices, "good")
    for line in goods:
        good = line.cells.get("code")
        if good is not None and good not in priced:
            faults.append(
                Fault(GOODS.file, line.number, "code", "no_price", {"value": good})
            )
