"""Reading the tables of a data package, and every fault of their rows and cells."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from planning.faults import Fault
from planning.fields import MAX_CELL, Refused
from planning.tables import Table

MAX_ROWS = 2_000_000
MAX_LINE = 50_000


@dataclass(frozen=True)
class Line:
    """A row that could be read, or in part: ``cells`` has what could."""

    number: int
    cells: dict[str, Any]


def read_table(
    folder: Path, table: Table, faults: list[Fault]
) -> tuple[list[Line], tuple[str, ...]]:
    """Read the rows of a table and its column names; add what is wrong to faults."""
    path = folder / table.file
    if not path.exists():
        if table.needed:
            faults.append(Fault(table.file, None, None, "missing_file"))
        return [], ()
    try:
        with path.open(encoding="utf-8-sig", newline="") as source:
            return _read_rows(csv.reader(_lines(source), strict=True), table, faults)
    except UnicodeDecodeError:
        faults.append(Fault(table.file, _undecodable(path), None, "wrong_encoding"))
    except OSError:
        faults.append(Fault(table.file, None, None, "unreadable_file"))
    return [], ()


def _read_rows(
    reader: Iterator[list[str]], table: Table, faults: list[Fault]
) -> tuple[list[Line], tuple[str, ...]]:
    lines: list[Line] = []
    header: tuple[str, ...] = ()
    row = 0
    try:
        for row, cells in enumerate(reader, 1):
            if row == 1:
                header = tuple(cells)
                if not _header_fits(header, table, faults):
                    return [], header
            elif row > MAX_ROWS + 1:
                most = {"limit": MAX_ROWS}
                faults.append(Fault(table.file, row, None, "too_many_rows", most))
                break
            elif cells:
                lines.append(_read_line(row, header, cells, table, faults))
    except Refused as refused:
        faults.append(Fault(table.file, row + 1, None, refused.code, refused.params))
    except csv.Error as error:
        detail = {"detail": str(error)}
        faults.append(Fault(table.file, row + 1, None, "not_csv", detail))
    if not header:
        faults.append(Fault(table.file, None, None, "empty_file"))
    elif table.filled and not lines:
        faults.append(Fault(table.file, None, None, "no_rows"))
    return lines, header


def _lines(source: TextIO) -> Iterator[str]:
    while line := source.readline(MAX_LINE + 1):
        if len(line) > MAX_LINE:
            raise Refused("line_too_long", limit=MAX_LINE)
        yield line


def _undecodable(path: Path) -> int | None:
    with path.open("rb") as source:
        for row, line in enumerate(source, 1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return row
    return None


def _header_fits(header: Sequence[str], table: Table, faults: list[Fault]) -> bool:
    for separator in ";\t|":
        if len(header) == 1 and separator in header[0]:
            shown = {"separator": separator}
            faults.append(Fault(table.file, 1, None, "wrong_separator", shown))
            return False
    known = {field.name for field in table.fields}
    needed = [field.name for field in table.fields if not field.optional]
    wrong = [
        Fault(table.file, 1, name, "missing_column")
        for name in needed
        if name not in header
    ]
    for place, name in enumerate(header):
        if name not in known:
            wrong.append(Fault(table.file, 1, name[:40], "unknown_column"))
        elif name in header[:place]:
            wrong.append(Fault(table.file, 1, name, "duplicate_column"))
    faults.extend(wrong)
    return not wrong


def _read_line(
    row: int,
    header: Sequence[str],
    cells: Sequence[str],
    table: Table,
    faults: list[Fault],
) -> Line:
    if len(cells) != len(header):
        count = {"found": len(cells), "expected": len(header)}
        faults.append(Fault(table.file, row, None, "ragged_row", count))
        return Line(row, {})
    given = dict(zip(header, cells, strict=True))
    values: dict[str, Any] = {}
    for field in table.fields:
        cell = given.get(field.name)
        if cell is None:
            continue
        try:
            if len(cell) > MAX_CELL:
                raise Refused("cell_too_long", limit=MAX_CELL)
            values[field.name] = field.read(cell)
        except Refused as refused:
            place = (table.file, row, field.name)
            faults.append(Fault(*place, refused.code, refused.params))
    return Line(row, values)
