"""What the clerk types in from a paper form: one column, two parts, two sums."""

import json
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from desk.finding import index_of
from desk.names import by_name
from desk.sheet import NOTE, ORDER, TWICE, Entry, words
from pages.fields import ASKED, READING, typed
from proposals.models import Good
from proposals.quantity import parse

BLANK = 6  # Empty lines of each part of the form.
MOST_SUM = Good(unit="", decimals=3)
SIDES = ("request", "offer")


@dataclass
class Row:
    """One line of a part; a blank one has a field for the good, too."""

    name: str
    good: Good | None
    entry: Entry | None
    said: str = ""
    problem: str = ""

    @property
    def units(self):
        return self.entry.units or 0 if self.entry else 0


@dataclass
class Part:
    """We need, or we offer: lines and the control sum that stands on the paper."""

    side: str
    rows: list
    control: str = ""
    problems: list = field(default_factory=list)

    @property
    def name(self):
        return f"sum-{self.side}"

    @property
    def sum(self):
        """The figures added up as they stand, whatever their units are."""
        figures = [row.good.in_units(row.units) for row in self.rows if row.units]
        return sum(figures, Decimal(0))

    @property
    def filled(self):
        return [row for row in self.rows if row.units]

    @property
    def mismatch(self):
        """What is wrong with the control sum, or nothing."""
        if not self.control.strip():
            return _("Write the control sum of the paper form.") if self.filled else ""
        said = read_sum(self.control)
        if said is None:
            return _("“%(text)s” is no sum.") % {"text": self.control}
        return "" if self.sum in said else _("The figures and the sum differ.")


def read_sum(text):
    """What a control sum can be: one number, or two where it can be read in two ways.

    >>> sorted(read_sum("1.500")), read_sum("12,5"), read_sum("x")
    ([Decimal('1.500'), Decimal('1500.000')], {Decimal('12.500')}, None)
    """
    try:
        return {MOST_SUM.in_units(parse(text, MOST_SUM))}
    except ValidationError as error:
        readings = error.params.get("readings", [])
    return {MOST_SUM.in_units(parse(each, MOST_SUM)) for each in readings} or None


class PaperEntry:
    """Everything typed from one form, and what of it is understood.

    Of the goods with a printed line each has its place by its last figure.
    """

    def __init__(self, place, desk, post=None):
        self.place, self.desk, self.post = place, desk, post or {}
        self.number = self.post.get("form", "").replace("\0", "")[:40]
        self.note = words(self.post, "note", NOTE)
        self.parts = [self._part(side) for side in SIDES]
        self._find_twice()

    @property
    def quantities(self):
        """Smallest units by good, negative if offered."""
        needed, offered = self.parts
        return {row.good: row.units for row in needed.filled} | {
            row.good: -row.units for row in offered.filled
        }

    @property
    def problems(self):
        """What keeps the form from being counted: the field's name and a sentence."""
        found = []
        for part in self.parts:
            for row in part.rows:
                if row.problem:
                    found.append((row.name, row.problem))
                elif row.entry and row.entry.error:
                    text = " ".join(row.entry.error.messages)
                    found.append((row.entry.name, f"{row.good}: {text}"))
            if part.mismatch:
                found.append((part.name, part.mismatch))
        return found

    @property
    def digest(self):
        """By which it is known that what is submitted is what was looked at."""
        figures = sorted((good.code, n) for good, n in self.quantities.items())
        said = json.dumps([self.number, self.note, figures])
        return salted_hmac("desk.printing.entry", said).hexdigest()

    def _part(self, side):
        goods = printed(self.desk, side)
        rows = [self._row(side, good) for good in goods]
        rows += [self._blank(side, number) for number in range(1, BLANK + 1)]
        control = self.post.get(f"sum-{side}", "").replace("\0", "")[:60]
        return Part(side, rows, control)

    def _row(self, side, good):
        text = typed(self.post, f"{good.code}-{side}")
        return Row(f"{good.code}-{side}", good, Entry(good, side, text))

    def _blank(self, side, number):
        name = f"new-{side}-{number}"
        said = self.post.get(name, "").replace("\0", "").strip()[:200]
        text = typed(self.post, f"{name}-amount")
        row = Row(name, None, None, said)
        if not said:
            if text.strip():
                row.problem = _("Write which good this figure is of.")
            return row
        row.good = self._find(said)
        if row.good is None:
            text = _("No single good of the catalogue is called “%(text)s”.")
            row.problem = text % {"text": said}
            return row
        row.entry = Entry(row.good, side, text)
        row.entry.name = f"{name}-amount"
        row.entry.reading = row.entry.name + READING
        row.entry.asked = row.entry.name + ASKED
        return row

    def _find(self, said):
        found = index_of(self.place.period).find(said)
        goods = self.desk.named([found[0].code]) if len(found) == 1 else []
        return goods[0] if goods else None

    def _find_twice(self):
        seen = set()
        for row in (row for part in self.parts for row in part.rows if row.units):
            if row.good.code in seen:
                row.problem = TWICE % {"good": row.good}
            seen.add(row.good.code)


def printed(desk, side):
    """The goods that have a line on the form: what the council last had to do with."""
    last = desk.last.lines if desk.last else desk.last_year
    goods = desk.catalogue.named(last)
    chosen = [
        goods[key]
        for key, units in last.items()
        if key in goods and (units > 0) == (side == "request")
    ]
    return sorted(chosen, key=lambda good: (ORDER[good.category], by_name(good)))
