from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from iteration.packages.io_table.assigning import assign
from iteration.packages.io_table.building import build
from iteration.packages.io_table.economy import coded
from iteration.packages.io_table.questions import Unclear
from iteration.packages.io_table.report import made, understood
from iteration.packages.io_table.roles import Answers, Roles
from iteration.packages.io_table.sheet import Sheet, read_sheet
from iteration.packages.io_table.table import Table, read_table
from iteration.packages.io_table.targets import read_targets
from planning.package import Descriptor, Package, PeriodRow

UNIT = 20


@dataclass(frozen=True)
class Request:
    """A table, and what was said about it."""

    file: Path
    answers: Answers
    unit: str | None = None
    title: str | None = None
    year: int = 2027
    targets: Path | None = None
    targets_row: str = ""
    delimiter: str | None = None
    decimal: str | None = None


@dataclass(frozen=True)
class Conversion:
    """The package a table became, and what there is to say of it."""

    package: Package
    said: list[str]


def convert(request: Request) -> Conversion:
    """Make a data package of an input-output table.

    Raises Unclear, with every question there is at this point and all that was
    understood so far.
    """
    sheet, table = _read(request, request.file)
    roles, questions = assign(table, request.answers, targets=bool(request.targets))
    said = understood(sheet, table, roles)
    if not request.unit or len(request.unit) > UNIT:
        question = _("In which unit are the figures? --unit UNIT (%(count)d letters)")
        questions.append(question % {"count": UNIT})
    if questions:
        raise Unclear(questions, said)
    try:
        targets = _targets(request, table, roles)
        economy = build(table, roles, unit=request.unit, targets=targets)
    except Unclear as unclear:
        raise Unclear(unclear.questions, said) from unclear
    said += made(table, roles, economy)
    descriptor = _descriptor(request, sheet, said)
    return Conversion(Package(descriptor=descriptor, **economy.tables()), said)


def _read(request: Request, file: Path) -> tuple[Sheet, Table]:
    sheet = read_sheet(file, request.delimiter)
    table = read_table(sheet, mark=request.decimal, skip=request.answers.skip)
    return sheet, table


def _targets(request: Request, table: Table, roles: Roles) -> Mapping[int, Decimal]:
    if request.targets is None:
        return {}
    _sheet, targets = _read(request, request.targets)
    skip = request.answers.skip
    return read_targets(targets, request.targets_row, table, roles, skip)


def _descriptor(request: Request, sheet: Sheet, said: list[str]) -> Descriptor:
    title = request.title or Path(sheet.name).stem
    return Descriptor(
        name=coded(title, set()),
        title=title[:200],
        period=_year(request.year),
        previous=_year(request.year - 1),
        tolerance=Decimal("0.03"),
        silence="carry",
        extra={"description": " ".join(said)},
    )


def _year(year: int) -> PeriodRow:
    return PeriodRow(
        code=str(year),
        name_en=f"Plan year {year}",
        name_de=f"Planjahr {year}",
        starts=date(year, 1, 1),
        ends=date(year, 12, 31),
    )
