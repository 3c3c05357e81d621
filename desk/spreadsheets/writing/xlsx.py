"""A table as an Excel workbook."""

import io

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill

from desk.spreadsheets.columns import HEADINGS, NAME, WRITABLE
from pages.files.neutral import neutral

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOLD, WRAP = Font(bold=True), Alignment(wrap_text=True, vertical="top")
HERE = PatternFill("solid", fgColor="E3F1EA")
WIDE, USUAL, HINT = 34, 16, 90


def write(table):
    """The file: the sheet, and a second one that says how to fill it in."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(table.title)
    sheet.freeze_panes = "C2"
    for letter, column in zip("ABCDEFGHIJ", HEADINGS, strict=True):
        wide = column in (NAME, WRITABLE[-1])
        sheet.column_dimensions[letter].width = WIDE if wide else USUAL
    sheet.append([_heading(sheet, text) for text in table.headings])
    places = [column in WRITABLE for column in HEADINGS]
    for row in table.rows:
        cells = zip(row, places, strict=True)
        sheet.append([_cell(sheet, value, here) for value, here in cells])
    _hints(book, table)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _hints(book, table):
    sheet = book.create_sheet(_("How to fill this in"))
    sheet.column_dimensions["A"].width = HINT
    for text in table.hints:
        cell = WriteOnlyCell(sheet, neutral(text))
        cell.alignment = WRAP
        sheet.append([cell])


def _heading(sheet, text):
    cell = WriteOnlyCell(sheet, neutral(text))
    cell.font, cell.alignment = BOLD, WRAP
    return cell


def _cell(sheet, value, here):
    """A cell; where something is to be written it has a colour."""
    cell = WriteOnlyCell(sheet, neutral(value) if isinstance(value, str) else value)
    if here:
        cell.fill = HERE
    return cell
