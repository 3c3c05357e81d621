"""The public tables as CSV, JSON and XLSX, one row at a time.

Numbers are written as machines read them, with a point; quantities and prices are
decimals, never rounded. Texts that a spreadsheet program would compute are neutral.
"""

import json
import tempfile
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import chain

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from desk.spreadsheets.public.tables import TABLES
from iteration.publication import price_text
from pages.files.csv_text import csv_text
from pages.files.neutral import neutral

BOLD = Font(bold=True)


def csv_pieces(table, period):
    """A table as text, with its columns first."""
    names = [column.name for column in table.columns]
    rows = ([spelled(value) for value in row] for row in table.rows(period))
    return csv_text(chain([names], rows))


def json_pieces(period):
    """One document with every table and what its columns mean."""
    yield '{"commonplan":1,"year":' + json.dumps(period.code)
    about = {
        name: {column.name: str(column.about) for column in table.columns}
        for name, table in TABLES.items()
    }
    yield ',"dictionary":' + json.dumps(about, ensure_ascii=False) + ',"tables":{'
    for number, (name, table) in enumerate(TABLES.items()):
        yield ("," if number else "") + json.dumps(name) + ":["
        names = [column.name for column in table.columns]
        for place, row in enumerate(table.rows(period)):
            values = map(spoken, row)
            line = json.dumps(dict(zip(names, values, strict=True)), ensure_ascii=False)
            yield ("," if place else "") + "\n" + line
        yield "]"
    yield "}}\n"


def workbook(period):
    """A temporary file with a sheet a table, and the dictionary as the first."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Data dictionary"))
    for letter, width in (("A", 16), ("B", 16), ("C", 12), ("D", 80)):
        sheet.column_dimensions[letter].width = width
    sheet.append(_bold(sheet, [_("Sheet"), _("Column"), _("Type"), _("Meaning")]))
    for table in TABLES.values():
        sheet.append([table.name, "", "", str(table.about)])
        for column in table.columns:
            sheet.append([table.name, column.name, column.kind, str(column.about)])
    for table in TABLES.values():
        sheet = book.create_sheet(table.name)
        sheet.freeze_panes = "A2"
        sheet.append(_bold(sheet, [column.name for column in table.columns]))
        for row in table.rows(period):
            sheet.append([_typed(value) for value in row])
    # The answer closes it, when it has been sent.
    file = tempfile.TemporaryFile()  # noqa: SIM115
    book.save(file)
    file.seek(0)
    return file


def package(period):
    """The data dictionary: a Frictionless descriptor of the CSV files."""
    return {
        "name": f"commonplan-{period.code}",
        "title": str(period),
        "resources": [
            {
                "name": table.name,
                "path": f"{table.name}.csv",
                "description": str(table.about),
                "format": "csv",
                "encoding": "utf-8",
                "schema": {
                    "fields": [
                        {
                            "name": column.name,
                            "type": column.kind,
                            "description": str(column.about),
                        }
                        for column in table.columns
                    ]
                },
            }
            for table in TABLES.values()
        ],
    }


def spelled(value):
    """A value as text: a point in numbers, UTC in moments, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return neutral(value) if isinstance(value, str) else spoken(value)


def spoken(value):
    """A value as JSON has it: decimals as text, so that none is rounded."""
    if isinstance(value, Decimal):
        return price_text(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value


def _typed(value):
    if isinstance(value, str):
        return neutral(value)
    return spelled(value) if isinstance(value, date | datetime) else value


def _bold(sheet, texts):
    cells = [WriteOnlyCell(sheet, text) for text in texts]
    for cell in cells:
        cell.font = BOLD
    return cells
