"""The CSV tables of a data package: their columns, reading them, writing them."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from planning import rows
from planning.faults import Fault
from planning.fields import Field, Refused, choice, code, decimal, text, whole

MAX_ROWS = 2_000_000
MAX_CELL = 2_000
MAX_LINE = 50_000


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


def columns(table: Table, entries: Iterable[Any]) -> list[Field]:
    """The columns a table needs for these rows; optional ones only if used."""
    entries = list(entries)
    return [
        field
        for field in table.fields
        if not field.optional or any(getattr(entry, field.name) for entry in entries)
    ]


def write_table(fields: Sequence[Field], entries: Iterable[Sequence[str]]) -> bytes:
    """The bytes of a table, from cells that are written already."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([field.name for field in fields])
    writer.writerows(entries)
    return out.getvalue().encode()
