import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from iteration.packages.io_table.questions import Unclear

SEPARATORS = {",": ",", ";": ";", "tab": "\t", "|": "|"}
# A file of text, not a database.
MAX_SIZE = 50_000_000
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True)
class Sheet:
    """A file as rows of text, every row as long as the longest."""

    name: str
    rows: list[list[str]]
    encoding: str
    separator: str


def read_sheet(path: Path, separator: str | None = None) -> Sheet:
    """Read a file of separated values; ask for the separator where it is unclear."""
    text, encoding = _decoded(path)
    if separator is None:
        separator = _separator(text)
    rows = _parsed(text, SEPARATORS.get(separator, separator))
    width = max(map(len, rows), default=0)
    if width < 2:
        raise Unclear([_("%(file)s is no table of rows and columns.") % _named(path)])
    padded = [row + [""] * (width - len(row)) for row in rows]
    return Sheet(path.name, padded, encoding, separator)


def _decoded(path: Path) -> tuple[str, str]:
    try:
        if path.stat().st_size > MAX_SIZE:
            raise Unclear([_("%(file)s is too large for a table.") % _named(path)])
        data = path.read_bytes()
    except OSError as error:
        raise Unclear([str(error)]) from error
    marked = next((MARKS[mark] for mark in MARKS if data.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "cp1252", "latin-1"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    raise Unclear([_("%(file)s is not a file of text.") % _named(path)])


def _separator(text: str) -> str:
    """The one separator that gives nearly every row the same number of cells."""
    fitting = [name for name, mark in SEPARATORS.items() if _fits(text, mark)]
    if len(fitting) != 1:
        question = _("What separates the columns? --delimiter %(choices)s")
        choices = _(" or ").join(f"“{name}”" for name in fitting or SEPARATORS)
        raise Unclear([question % {"choices": choices}])
    return fitting[0]


def _fits(text: str, mark: str) -> bool:
    try:
        rows = _parsed(text, mark)
    except Unclear:
        return False
    widths = Counter(len(row) for row in rows if any(row))
    if not widths:
        return False
    (width, count), *_others = widths.most_common(1)
    return width >= 3 and count >= 0.8 * widths.total()


def _parsed(text: str, mark: str) -> list[list[str]]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        reader = csv.reader(lines.splitlines(keepends=True), delimiter=mark)
        # A heading may be wrapped over several lines within its quotes.
        return [[" ".join(cell.split()) for cell in row] for row in reader]
    except (csv.Error, TypeError) as error:
        question = _("The file cannot be read with this separator: %(detail)s")
        raise Unclear([question % {"detail": error}]) from error


def _named(path: Path) -> dict[str, str]:
    return {"file": path.name}
