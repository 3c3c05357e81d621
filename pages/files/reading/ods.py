"""The first sheet of an OpenDocument spreadsheet, streamed out of its zip."""

import zipfile
import zlib
from xml.etree.ElementTree import ParseError, iterparse

from pages.files.limits import CELL, COLUMNS, ROWS
from pages.files.reading.archive import open_archive
from pages.files.reading.refused import Refused
from pages.files.reading.xml import check_parts

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
CELLS = (TABLE + "table-cell", TABLE + "covered-table-cell")
SHEETS = b"application/vnd.oasis.opendocument.spreadsheet"
NUMBERS = ("float", "currency")
LARGEST = 2**31
FEW = [str(number) for number in range(1, 100)]


def read(file):
    """Yield the cells of each row, repeated ones as often as they are; raise Refused.

    Empty rows and cells at the end are repeated a million times by every program, so
    they count only before something that is not empty.
    """
    with open_archive(file) as archive:
        check(archive)
        try:
            check_parts(archive)
            with archive.open("content.xml") as content:
                yield from _rows(iterparse(content))
        except (
            EOFError,
            KeyError,
            OSError,
            ParseError,
            ValueError,
            zipfile.BadZipFile,
            zlib.error,
        ) as error:
            raise Refused("broken") from error


def check(archive):
    """Raise Refused for what is no plain spreadsheet."""
    names = archive.namelist()
    try:
        if archive.read("mimetype").strip() != SHEETS:
            raise Refused("kind")
        manifest = archive.read("META-INF/manifest.xml")
    except (KeyError, OSError, zipfile.BadZipFile, zlib.error) as error:
        raise Refused("broken") from error
    if b"encryption-data" in manifest:
        raise Refused("encrypted")
    if any(name.startswith(("Basic/", "Scripts/")) for name in names):
        raise Refused("macros")


def _rows(events):
    number = 0
    for _end, element in events:
        if element.tag == TABLE + "table":
            return
        if element.tag != TABLE + "table-row":
            continue
        cells = _row(element)
        times = _times(element, "rows")
        element.clear()
        if not any(cells):
            number += times
            if number <= ROWS:
                yield from ([] for _time in range(times))
            continue
        number += times
        if number > ROWS:
            raise Refused("rows", ROWS)
        yield from (cells for _time in range(times))


def _row(element):
    """The cells of a row, without the empty ones at its end."""
    cells, empty = [], 0
    for each in element:
        if each.tag not in CELLS:
            continue
        cell, times = _cell(each), _times(each, "columns")
        if cell is None:
            empty += times
            continue
        if len(cells) + empty + times > COLUMNS:
            raise Refused("columns", COLUMNS)
        cells += [None] * empty + [cell] * times
        empty = 0
    return cells


def _times(element, what):
    text = element.get(f"{TABLE}number-{what}-repeated", "1")
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 11):
        raise Refused("broken")
    return min(max(int(text), 1), LARGEST)


def _cell(element):
    kind = element.get(OFFICE + "value-type")
    value = element.get(OFFICE + "value", "")
    if len(value) > CELL:
        raise Refused("cell", CELL)
    if element.get(TABLE + "formula") is not None:
        return ("f", value if kind in NUMBERS else "")
    if kind in NUMBERS:
        return ("n", value)
    text = "\n".join(_text(each) for each in element if each.tag == TEXT + "p")
    if kind in ("date", "time"):
        return ("d", element.get(OFFICE + f"{kind}-value") or text)
    if kind in ("boolean", "percentage"):
        return ("b", text)
    return ("t", text) if text else None


def _text(paragraph):
    """What stands in a paragraph; several spaces in a row are written as an element."""
    parts = [paragraph.text or ""]
    for each in paragraph:
        if each.tag == TEXT + "s":
            spaces = each.get(TEXT + "c", "1")
            parts.append(" " * (int(spaces) if spaces in FEW else 1))
        elif each.tag == TEXT + "tab":
            parts.append("\t")
        else:
            parts += each.itertext()
        parts.append(each.tail or "")
    return "".join(parts)
