"""The first sheet of an Excel workbook, row by row.

Read here and not by a library: openpyxl, read-only, takes more than twice as long, and
twice that again where formulas are to be read with their results.
"""

import posixpath
import re
import zipfile
import zlib

from pages.files.limits import COLUMNS, ROWS
from pages.files.reading.archive import open_archive
from pages.files.reading.book import Relations, Sheets, Strings, Styles
from pages.files.reading.refused import Refused
from pages.files.reading.xml import Listener, check_parts, listen

WORKBOOK, TYPES = "xl/workbook.xml", "[Content_Types].xml"
RELATIONS, STRINGS = "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"
MACROS = ("vbaproject.bin", "xl/macrosheets/", "xl/dialogsheets/", "activex")
LINKS = ("xl/externallinks/", "xl/connections", "xl/querytables/")
PLACE = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")


def read(file):
    """Yield the cells of each row; raise Refused.

    A formula comes as ("f", its last result): a person sees that, not the formula.
    """
    with open_archive(file) as archive:
        try:
            check(archive)
            heard = {
                name: _hear(archive, name, listener)
                for name, listener in (
                    (WORKBOOK, Sheets()),
                    (RELATIONS, Relations()),
                    (STRINGS, Strings()),
                    (STYLES, Styles()),
                )
            }
            first = heard[RELATIONS].targets.get(heard[WORKBOOK].first, "")
            name = posixpath.normpath(posixpath.join("/xl", first)).lstrip("/")
            cells = Cells(heard[STRINGS].texts, heard[STYLES])
            with archive.open(name) as part:
                for _piece in listen(part, cells):
                    yield from cells.take()
        except (
            EOFError,
            KeyError,
            OSError,
            RuntimeError,
            zipfile.BadZipFile,
            zlib.error,
        ) as error:
            raise Refused("broken") from error


def check(archive):
    """Raise Refused for a workbook that brings more than figures."""
    names = [name.lower() for name in archive.namelist()]
    if WORKBOOK not in names:
        raise Refused("kind")
    if any(mark in name for name in names for mark in MACROS):
        raise Refused("macros")
    if any(name.startswith(LINKS) for name in names):
        raise Refused("links")
    if b"macroEnabled" in archive.read(TYPES):
        raise Refused("macros")
    check_parts(archive)


def _hear(archive, name, listener):
    """A part read to its end; one that is not there says nothing."""
    if name in archive.namelist():
        with archive.open(name) as part:
            for _piece in listen(part, listener):
                pass
    return listener


class Cells(Listener):
    """The rows of a worksheet as they come; ``take`` gives those that are complete."""

    def __init__(self, strings, styles):
        self.strings, self.styles = strings, styles
        self.rows, self.number, self.column = [], 0, 0
        self.row, self.cell, self.inside, self.parts = [], {}, "", []
        self.value, self.formula = None, False

    def take(self):
        rows, self.rows = self.rows, []
        return rows

    def start(self, name, attributes):
        if name == "row":
            self.row, self.column = [], 0
            number = int(attributes.get("r", self.number + 1))
            if number <= self.number:
                raise Refused("broken")
            self._skip_to(number)
        elif name == "c":
            self.cell, self.value, self.formula = attributes, None, False
        elif name == "f":
            self.formula = True
        elif name in ("v", "t"):
            self.inside, self.parts = name, []

    def text(self, text):
        if self.inside:
            self.parts.append(text)

    def end(self, name):
        if name == self.inside:
            # A text can come in several runs, each with a look of its own.
            self.value = (self.value or "") + "".join(self.parts)
            self.inside = ""
        elif name == "c":
            self._keep()
        elif name == "row":
            self._finish()
        elif name == "sheetData":
            self.done = True

    def _skip_to(self, number):
        """The rows that are not there; no more of them than a sheet may have."""
        while self.number < min(number - 1, ROWS):
            self.rows.append([])
            self.number += 1
        self.number = number

    def _keep(self):
        self.column = self._column()
        cell = self._cell()
        if cell is None:
            return
        if self.column > COLUMNS:
            raise Refused("columns", COLUMNS)
        self.row += [None] * (self.column - 1 - len(self.row))
        self.row.append(cell)

    def _column(self):
        place = self.cell.get("r")
        if place is None:
            return self.column + 1
        found = PLACE.fullmatch(place)
        if not found:
            raise Refused("broken")
        column = 0
        for letter in found[1]:
            column = column * 26 + ord(letter) - ord("A") + 1
        if column <= self.column:
            raise Refused("broken")
        return column

    def _cell(self):
        """A cell as its kind and a text: n number, t text, d date, f formula, b, e."""
        kind, value = self.cell.get("t", "n"), self.value
        if self.formula:
            return ("f", value or "" if kind == "n" else "")
        if value is None or value == "":
            return None
        if kind == "n":
            return (self.styles.kind(self.cell.get("s", "0")), value)
        if kind == "s":
            return ("t", self.strings[int(value)])
        known = {"str": "t", "inlineStr": "t", "b": "b", "e": "e", "d": "d"}
        return (known[kind], value)

    def _finish(self):
        if self.row and self.number > ROWS:
            raise Refused("rows", ROWS)
        if self.number <= ROWS:
            self.rows.append(self.row)
