"""A draft as a page shows it: what was typed, what was understood, what is wrong."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.names import by_name
from iteration.models import Price
from pages.fields import ASKED, READING, QuantityField, echo, typed
from proposals.models import Good
from proposals.quantity import editable

SIDES = ("request", "offer")
NOTE, LINE_NOTE = 2000, 500
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
        self.note, self.beside = texts.get("note", ""), None
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
    def average(self):
        """Per member of similar councils, where there are enough of them."""
        return self.beside.average(self.units) if self.beside else ""

    @property
    def own(self):
        """Per member of this council, where there is something to compare it with."""
        return self.beside.own(self.units) if self.average else ""

    @property
    def effect(self):
        """The good's imbalance in the last count, and with this line in it."""
        return self.beside.effect(self.units) if self.beside else None

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
    """Goods a draft names or may name, with their prices this round, by code."""

    prices: dict

    @classmethod
    def of(cls, round, codes=(), keys=()):
        """The goods with these codes and keys; a catalogue can have thousands."""
        wanted = Q(good__code__in=codes) | Q(good__in=keys)
        rows = Price.objects.filter(wanted, round=round).select_related("good")
        return cls({row.good.code: (row.good, row.price) for row in rows})

    @cached_property
    def goods(self):
        return [good for good, _price in self.prices.values()]

    @cached_property
    def by_key(self):
        """The prices by the good's key."""
        return {good.pk: price for good, price in self.prices.values()}

    def named(self, keys):
        """Goods by their key, those of ``keys`` the catalogue has."""
        return {good.pk: good for good in self.goods if good.pk in keys}


class Sheet:
    """All lines of a draft, in the order of categories and names."""

    def __init__(self, catalogue, texts, note="", last=None, twice=()):
        self.catalogue, self.note, self.twice = catalogue, note, twice
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
            | remark({"note": line.note})
            for line in self.lines
        }

    @property
    def notes(self):
        """What was said of single lines, by the good's code."""
        return {line.good.code: line.note for line in self.lines if line.note}

    @property
    def quantities(self):
        """Smallest units by good, of the lines that can be understood."""
        return {line.good: line.units for line in self.lines if line.units}

    def look_around(self, surroundings):
        """Put beside each line what is known of its good."""
        for line in self.lines:
            line.beside = surroundings.beside(line.good)

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
        code: {side: typed(post, f"{code}-{side}") for side in SIDES}
        | remark({"note": words(post, f"{code}-note", LINE_NOTE).strip()})
        for code in codes
    }
    twice = {code for code, times in Counter(codes).items() if times > 1}
    return texts, words(post, "note", NOTE), twice


def words(post, name, most):
    """What somebody wrote, with the line ends of one kind."""
    text = post.get(name, "").replace("\0", "").replace("\r\n", "\n")
    return text[:most]


def remark(line):
    """The note of a line, as a part of the line that replaces it."""
    return {"note": line["note"]} if line and line.get("note") else {}


def texts_of(quantities):
    """Quantities by good as texts that are read back as the same quantities."""
    return {
        good.code: {
            "request": editable(units, good) if units > 0 else "",
            "offer": editable(-units, good) if units < 0 else "",
        }
        for good, units in quantities.items()
    }
