"""An economy as a folder of tables: a Frictionless tabular data package.

The folder holds datapackage.json and seven CSV files in UTF-8 (`planning.tables` says
which columns), quantities as decimals in the unit of the good. `read` finds every
fault at once; `write` gives the same bytes for the same content.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from planning.checks import check
from planning.descriptor import FILE, Descriptor, read_descriptor
from planning.economy import Economy, economy
from planning.faults import Fault, PackageError
from planning.fields import Field, in_units
from planning.reading import Line, read_table
from planning.rows import (
    ChangeRow,
    CouncilRow,
    EntitlementRow,
    GoodRow,
    PeriodRow,
    PriceRow,
    ProposalRow,
    StandingRow,
)
from planning.tables import QUANTITY, TABLES, Table
from planning.writing import columns, write_descriptor, write_table

__all__ = [
    "ChangeRow",
    "CouncilRow",
    "Descriptor",
    "Economy",
    "EntitlementRow",
    "Fault",
    "GoodRow",
    "Package",
    "PackageError",
    "PeriodRow",
    "PriceRow",
    "ProposalRow",
    "StandingRow",
    "read",
    "write",
]


@dataclass(frozen=True)
class Package:
    """The content of a data package.

    Quantities are whole numbers of smallest units, + requested, - offered; prices,
    amounts and factors are decimals, prices per unit of the good.
    """

    descriptor: Descriptor
    goods: Sequence[GoodRow]
    councils: Sequence[CouncilRow]
    proposals: Sequence[ProposalRow]
    prices: Sequence[PriceRow]
    standing: Sequence[StandingRow]
    entitlements: Sequence[EntitlementRow]
    changes: Sequence[ChangeRow] = ()

    @property
    def period(self) -> PeriodRow:
        """The planning year."""
        return self.descriptor.period

    @property
    def previous(self) -> PeriodRow | None:
        """The year before, whose plan the proposals are; None in a first year."""
        return self.descriptor.previous

    @property
    def tolerance(self) -> Decimal:
        """The imbalance up to which a good counts as balanced."""
        return self.descriptor.tolerance

    @property
    def silence(self) -> str:
        """The rule for silent councils: carry, zero or exclude."""
        return self.descriptor.silence

    def economy(self) -> Economy:
        """The package as arrays; see `planning.economy.Economy`."""
        return economy(self)


def read(folder: Path | str) -> Package:
    """Read a data package.

    Parameters
    ----------
    folder : path
        Holds datapackage.json and the tables.

    Returns
    -------
    Package
        Rows in the order of the files.

    Raises
    ------
    PackageError
        If anything at all is wrong; its ``faults`` name every file, row and column.

    """
    folder = Path(folder)
    faults: list[Fault] = []
    lines: dict[Table, list[Line]] = {}
    headers: dict[str, tuple[str, ...]] = {}
    for table in TABLES:
        lines[table], headers[table.file] = read_table(folder, table, faults)
    descriptor = read_descriptor(folder, headers, faults)
    check(lines, lambda table: bool(lines[table]), faults)
    if faults or descriptor is None:
        raise PackageError(sorted(faults, key=_place))
    return Package(
        descriptor,
        *([table.row(**line.cells) for line in lines[table]] for table in TABLES),
    )


def _place(fault: Fault) -> tuple[int, int]:
    files = [FILE, *(table.file for table in TABLES)]
    return files.index(fault.file), fault.row or 0


def write(package: Package, folder: Path | str) -> None:
    """Write a data package; the same content gives the same bytes.

    Rows are sorted by what names them, numbers are written in the shortest way, lines
    end with a line feed. An optional column is written if a row needs it, and so is
    changes.csv. Files of other names in the folder are left alone.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    decimals = {good.code: good.decimals for good in package.goods}
    written: list[tuple[Table, list[Field]]] = []
    for table in TABLES:
        entries = sorted(getattr(package, table.name), key=_key(table))
        if not entries and not table.needed:
            (folder / table.file).unlink(missing_ok=True)
            continue
        fields = columns(table, entries)
        cells = ([_cell(f, entry, decimals) for f in fields] for entry in entries)
        (folder / table.file).write_bytes(write_table(fields, cells))
        written.append((table, fields))
    (folder / FILE).write_bytes(write_descriptor(package.descriptor, written))


def _key(table: Table) -> Any:
    return lambda entry: tuple(getattr(entry, column) for column in table.key)


def _cell(field: Field, entry: Any, decimals: dict[str, int]) -> str:
    value = getattr(entry, field.name)
    if field is QUANTITY:
        return in_units(value, decimals[entry.good])
    return field.write(value)
