"""What an uploaded sheet would change in a draft, row by row."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from desk.sheet import BOTH, LINE_NOTE, SIDES, Line
from desk.spreadsheets.columns import (
    HEADINGS,
    NOTE,
    SEARCHED,
    UNIT,
    find_headings,
)
from desk.spreadsheets.finding import Index
from desk.spreadsheets.numbers import text_of, unit_differs
from pages.files.cells import Cell
from pages.files.neutral import plain
from pages.units import unit_name


@dataclass(frozen=True)
class Change:
    """A row of the sheet that says something else than the draft."""

    row: int
    was: Line
    now: Line

    @property
    def good(self):
        return self.now.good

    @property
    def asked(self):
        """The figures that can be read in two ways."""
        return [entry for entry in self.now.entries if entry.readings]


@dataclass
class Understood:
    """All an uploaded sheet says: what changes, what is wrong, what stays."""

    changes: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    same: int = 0
    missing: list = field(default_factory=list)

    @property
    def lines(self):
        """The new texts of the goods that change, by code."""
        return {
            each.good.code: {entry.side: entry.text for entry in each.now.entries}
            | ({"note": each.now.note} if each.now.note else {})
            for each in self.changes
        }

    @property
    def asked(self):
        return [entry for change in self.changes for entry in change.asked]


def understand(rows, desk, sheet):
    """Compare the rows of a file with the draft on the desk.

    Raises ValidationError if there are no headings to go by.
    """
    found = find_headings(rows)
    if found is None:
        text = _(
            "The first %(n)d rows of the first sheet have no headings. There must be "
            "“%(code)s” or “%(name)s”, and “%(need)s” or “%(offer)s”."
        )
        words = {"n": SEARCHED, "need": HEADINGS["request"]}
        words |= {name: HEADINGS[name] for name in ("code", "name", "offer")}
        raise ValidationError(text % words, code="headings")
    return Reading(desk, sheet, *found).read(rows)


class Reading:
    """One reading of a sheet, from its headings on."""

    def __init__(self, desk, sheet, start, places):
        self.desk, self.sheet = desk, sheet
        self.start, self.places = start, places
        self.index = Index(desk.place.period, desk.catalogue.goods)
        self.understood = Understood()
        self.seen = defaultdict(list)

    def read(self, rows):
        """What the rows below the headings say."""
        found = []
        for number, row in enumerate(rows[self.start :], self.start + 1):
            cells = {name: self._cell(row, name) for name in HEADINGS}
            if not any(cells[name] for name in ("code", "name", *SIDES)):
                continue
            good, problem = self.index.find(cells)
            if good is None:
                self._wrong(number, problem)
                continue
            self.seen[good.code].append(number)
            found.append((number, good, cells))
        for number, good, cells in found:
            self._take(number, good, cells)
        self._finish()
        return self.understood

    def _cell(self, row, name):
        place = self.places.get(name)
        return row[place] if place is not None and place < len(row) else Cell()

    def _wrong(self, number, text):
        self.understood.errors.append((number, text))

    def _take(self, number, good, cells):
        numbers = self.seen[good.code]
        if len(numbers) > 1:
            text = _("%(good)s stands in several rows: %(rows)s.")
            rows = ", ".join(map(str, numbers))
            self._wrong(number, text % {"good": good, "rows": rows})
        elif unit_differs(cells[UNIT], good):
            text = _("%(good)s is counted in %(unit)s, but the row says “%(said)s”.")
            words = {"good": good, "unit": unit_name(good.unit)}
            self._wrong(number, text % (words | {"said": cells[UNIT].text[:60]}))
        else:
            self._compare(number, good, cells)

    def _compare(self, number, good, cells):
        was = line_of(self.desk, good, self.sheet.texts.get(good.code, {}))
        texts, wrong = {"note": self._note(was, cells)}, False
        for entry in was.entries:
            texts[entry.side] = entry.text
            if entry.side not in self.places:
                continue  # A sheet without the column says nothing of it.
            try:
                texts[entry.side] = text_of(cells[entry.side], good)
            except ValidationError as error:
                if error.code == "ambiguous":
                    texts[entry.side] = plain(cells[entry.side].text).strip()
                    continue
                wrong = True
                self._wrong(number, f"{good}: {' '.join(error.messages)}")
        now = line_of(self.desk, good, texts)
        if now.both:
            self._wrong(number, BOTH % {"good": good})
        elif len(now.note) > LINE_NOTE:
            text = _("%(good)s: the note is longer than %(most)d characters.")
            self._wrong(number, text % {"good": good, "most": LINE_NOTE})
        elif not wrong:
            self._add(Change(number, was, now))

    def _add(self, change):
        was, now = change.was, change.now
        same = was.units == now.units if now.units is not None else _texts(was, now)
        if same and was.note == now.note:
            self.understood.same += 1
        else:
            self.understood.changes.append(change)

    def _finish(self):
        self.understood.errors.sort(key=lambda error: error[0])
        self.understood.missing = [
            line.good for line in self.sheet.lines if line.good.code not in self.seen
        ]

    def _note(self, was, cells):
        if NOTE not in self.places:
            return was.note
        return plain(cells[NOTE].text).replace("\r\n", "\n").strip()


def line_of(desk, good, texts):
    """A line of a draft with these texts, whether the draft has one or not."""
    _good, price = desk.catalogue.prices[good.code]
    last = desk.last.lines if desk.last else {}
    return Line(good, price, last.get(good.pk), texts)


def _texts(was, now):
    return [each.text for each in was.entries] == [each.text for each in now.entries]
