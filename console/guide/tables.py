"""The rows of an uploaded list under our headings, in whatever language they are."""

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from pages.files.cells import Cell
from pages.files.languages import in_every_language
from pages.files.neutral import plain

SEARCHED = 20  # Rows at the top among which the headings may stand.
LONGEST = 200  # Characters of a name.


@dataclass(frozen=True)
class Column:
    """A column of a list: how it is called, and whether a list must have it."""

    name: str
    heading: Any
    needed: bool = False
    help: Any = ""


@dataclass
class Understood:
    """What a list says: entries for a service, and sentences for what is wrong."""

    entries: list = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)
    known: set[str] = field(default_factory=set)

    @property
    def new(self):
        return len(self.entries) - len(self.known)


def lines(rows, columns):
    """(number of the row, {column: cell}) of every row with something in it.

    Raises ValidationError ``headings`` if a needed column is not found.
    """
    start, places = _headings(rows, columns)
    for number, row in enumerate(rows[start:], start + 1):
        if any(row):
            yield (
                number,
                {
                    column.name: row[places[column.name]]
                    if places.get(column.name, len(row)) < len(row)
                    else Cell()
                    for column in columns
                },
            )


def _headings(rows, columns):
    names = {
        _folded(said): column.name
        for column in columns
        for said in (
            column.name,
            *in_every_language(lambda column=column: column.heading),
        )
    }
    needed = {column.name for column in columns if column.needed}
    for number, row in enumerate(rows[:SEARCHED], 1):
        places = {
            names[_folded(cell.text)]: place
            for place, cell in reversed(list(enumerate(row)))
            if _folded(cell.text) in names
        }
        if needed <= places.keys():
            return number, places
    text = _("The first rows have no headings. There must be the columns: %(names)s.")
    said = ", ".join(str(column.heading) for column in columns if column.needed)
    raise ValidationError(text % {"names": said}, code="headings")


def _folded(text):
    return " ".join(plain(text).casefold().split())


def text_of(cell):
    """What stands in a cell, as text; whole numbers without a point."""
    text = plain(cell.text).strip()
    if cell.kind == "n" and text.endswith(".0"):
        text = text[:-2]
    return text[:LONGEST]


def number_of(cell, what):
    """What stands in a cell, as a number from 0 on; an empty cell is 0.

    Raises ValidationError for anything else, and for what can be read in two ways.
    """
    text = plain(cell.text).strip()
    if not text:
        return Decimal(0)
    words = {"what": what, "text": text[:40]}
    if cell.kind != "n":
        if _ambiguous(text):
            raise ValidationError(
                _("%(what)s: “%(text)s” can be read in two ways.") % words,
                code="ambiguous",
            )
        text = text.replace(",", ".")
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or not 0 <= number < 10**12:
        raise ValidationError(
            _("%(what)s: “%(text)s” is no number.") % words, code="number"
        )
    return number


def _ambiguous(text):
    """One separator before exactly three digits, or more than one separator."""
    parts = text.replace(",", ".").split(".")
    return len(parts) > 2 or (len(parts) == 2 and len(parts[1]) == 3)


def whole_of(cell, what):
    """The same, a whole number."""
    number = number_of(cell, what)
    if number != number.to_integral_value():
        words = {"what": what, "text": plain(cell.text)[:40]}
        raise ValidationError(
            _("%(what)s: “%(text)s” is no whole number.") % words, code="whole"
        )
    return int(number)


def choice_of(cell, choices, what):
    """One of the choices by its value, or by its name in any language."""
    text = text_of(cell)
    for value, _label in choices.choices:
        labels = in_every_language(lambda value=value: choices(value).label)
        if _folded(text) in {_folded(each) for each in (value, *labels)}:
            return value
    named = ", ".join(str(label) for _value, label in choices.choices)
    words = {"what": what, "text": text[:40], "names": named}
    raise ValidationError(
        _("%(what)s: “%(text)s” is none of: %(names)s.") % words, code="choice"
    )
