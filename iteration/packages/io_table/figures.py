import re
from collections.abc import Callable, Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from iteration.packages.io_table.questions import Unclear

# How tables say that there is nothing.
NOTHING = {
    "",
    ".",
    "..",
    "...",
    "…",
    "-",
    "–",
    "—",
    "−",
    ":",
    "/",
    "x",
    "X",
    "n/a",
    "*",
}
GAPS = re.compile("(?<=[0-9])[ '’\u00a0\u2009\u202f](?=[0-9]{3}(?![0-9]))")
SHAPES = {
    mark: re.compile(
        rf"[-+]?([0-9]+|[1-9][0-9]{{0,2}}({re.escape(other)}[0-9]{{3}})+)"
        rf"({re.escape(mark)}[0-9]+)?"
    )
    for mark, other in ((".", ","), (",", "."))
}
DIGITS = 15

Reading = Callable[[str], Decimal | None]


def is_nothing(cell: str) -> bool:
    """Whether a cell is a way of leaving it empty."""
    return cell in NOTHING


def reading(cells: Iterable[str], mark: str | None = None) -> Reading:
    """How numbers are read in this table: a function that gives None for other text.

    Numbers of one table are written in one way. Where “1,234” could be a thousand or a
    fraction, and no other cell tells, that is asked.
    """
    if mark is None:
        mark = _mark(set(map(_plain, cells)))
    return lambda cell: number(cell, mark)


def number(cell: str, mark: str) -> Decimal | None:
    """Read a number with this decimal mark; None if it is none.

    >>> number("1.234,5", ","), number("(12)", "."), number("a", ".")
    (Decimal('1234.5'), Decimal('-12'), None)
    """
    text = _plain(cell)
    if not SHAPES[mark].fullmatch(text) or sum(map(str.isdigit, text)) > DIGITS:
        return None
    other = "," if mark == "." else "."
    return Decimal(text.replace(other, "").replace(mark, "."))


def _plain(cell: str) -> str:
    """Without gaps between thousands; (12) and −12 are both -12."""
    text = GAPS.sub("", cell.strip()).replace("\N{MINUS SIGN}", "-").replace("–", "-")
    if text.startswith("(") and text.endswith(")"):
        text = "-" + text[1:-1]
    return text


def _mark(cells: set[str]) -> str:
    """The decimal mark of a table: the one with which its cells are numbers."""
    values = {
        cell: (number(cell, "."), number(cell, ","))
        for cell in sorted(cells)
        if "." in cell or "," in cell
    }
    points = [c for c, (point, comma) in values.items() if point and comma is None]
    commas = [c for c, (point, comma) in values.items() if comma and point is None]
    if bool(points) != bool(commas):
        return "." if points else ","
    either = [c for c, (point, comma) in values.items() if point and comma]
    if not (points or either):
        return "."
    question = _("Is a point or a comma the decimal mark? --decimal (cells: %(cells)s)")
    shown = ", ".join(f"“{cell}”" for cell in [*points[:2], *commas[:2]] or either[:3])
    raise Unclear([question % {"cells": shown}])
