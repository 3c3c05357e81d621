"""A draft as a page shows it: what was typed, what was understood, what is wrong."""

from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.fields import ASKED, READING, QuantityField, echo, typed
from desk.names import by_name
from iteration.models import Price
from proposals.models import Good
from proposals.quantity import editable

SIDES = ("request", "offer")
NOTE = 2000
BOTH = gettext_lazy(
    "%(good)s: write either a request or an offer. If you use some of what you make, "
    "write the difference."
)
TWICE = gettext_lazy("%(good)s was sent twice. Check the figures that are kept.")
ORDER = {category: place for place, category in enumerate(Good.Category.values)}


class Entry:
    """One of the two fields of a line: how much is requested, or offered."""

    def __init__(self, good, side, text):
        self.good, self.side, self.text = good, side, text
        self.name = f"{good.code}-{side}"
        self.reading, self.asked = self.name + READING, self.name + ASKED
        self.units, self.error = None, None
        try:
            self.units = QuantityField(good, required=False).clean(text)
        except ValidationError as error:
            self.error = error

    @property
    def echo(self):
        return "" if self.units is None else echo(self.units, self.good)

    @property
    def readings(self):
        """The two things an ambiguous text can mean: as typed, and as understood."""
        readings = self.error.params.get("readings", []) if self.error else []
        field = QuantityField(self.good)
        return [(text, echo(field.clean(text), self.good)) for text in readings]


class Line:
    """A good in the draft, with its two fields."""

    def __init__(self, good, price, last, texts, *, twice=False):
        self.good, self.price, self.last, self.twice = good, price, last, twice
        self.request, self.offer = self.entries = [
            Entry(good, side, texts.get(side, "")) for side in SIDES
        ]

    @property
    def both(self):
        return bool(self.request.units and self.offer.units)

    @property
    def units(self):
        """Smallest units, negative if offered; None as long as something is wrong."""
        if self.both or self.twice or any(entry.error for entry in self.entries):
            return None
        return (self.request.units or 0) - (self.offer.units or 0)

    @property
    def value(self):
        """Credits at this round's prices."""
        return self.good.in_units(abs(self.units or 0)) * self.price

    @property
    def problems(self):
        """What keeps the line from being counted: the field's name and a sentence."""
        for entry in self.entries:
            if entry.error:
                yield entry.name, f"{self.good}: {' '.join(entry.error.messages)}"
        if self.both:
            yield self.request.name, BOTH % {"good": self.good}
        if self.twice:
            yield self.request.name, TWICE % {"good": self.good}


@dataclass(frozen=True)
class Catalogue:
    """The goods a draft may name, with their prices this round, by code."""

    prices: dict

    @classmethod
    def of(cls, round):
        rows = Price.objects.filter(round=round).select_related("good")
        return cls({row.good.code: (row.good, row.price) for row in rows})

    @cached_property
    def goods(self):
        return [good for good, _price in self.prices.values()]

    def named(self, keys):
        """Goods by their key, those of ``keys`` the catalogue has."""
        return {good.pk: good for good in self.goods if good.pk in keys}


class Sheet:
    """All lines of a draft, in the order of categories and names."""

    def __init__(self, catalogue, texts, note="", last=None, twice=()):
        self.catalogue, self.note = catalogue, note
        last = last or {}
        lines = [
            Line(good, price, last.get(good.pk), texts[code], twice=code in twice)
            for code, (good, price) in catalogue.prices.items()
            if code in texts
        ]
        self.lines = sorted(
            lines, key=lambda line: (ORDER[line.good.category], by_name(line.good))
        )
        self.unknown = sorted(texts.keys() - catalogue.prices.keys())

    @property
    def texts(self):
        """What a draft keeps: everything that was typed, right or wrong."""
        return {
            line.good.code: {entry.side: entry.text for entry in line.entries}
            for line in self.lines
        }

    @property
    def quantities(self):
        """Smallest units by good, of the lines that can be understood."""
        return {line.good: line.units for line in self.lines if line.units}

    @property
    def problems(self):
        found = [problem for line in self.lines for problem in line.problems]
        for code in self.unknown:
            found.append(
                ("good", _("The catalogue has no “%(code)s”.") % {"code": code})
            )
        return found


def read_post(post):
    """What a form sent: texts by code and side, the note, and codes that came twice."""
    codes = [code.replace("\0", "")[:60] for code in post.getlist("line")]
    texts = {
        code: {side: typed(post, f"{code}-{side}") for side in SIDES} for code in codes
    }
    twice = {code for code in codes if codes.count(code) > 1}
    return texts, post.get("note", "").replace("\0", "")[:NOTE], twice


def texts_of(quantities):
    """Quantities by good as texts that are read back as the same quantities."""
    return {
        good.code: {
            "request": editable(units, good) if units > 0 else "",
            "offer": editable(-units, good) if units < 0 else "",
        }
        for good, units in quantities.items()
    }
