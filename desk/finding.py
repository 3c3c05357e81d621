"""Finding a good by what somebody typed: a name, another name, a code, nearly so."""

import unicodedata
import uuid
from dataclasses import dataclass
from functools import cached_property

from django.core.cache import cache
from django.utils.translation import get_language

from desk.slips import Vocabulary
from proposals.conversion import predecessors

MOST, KEPT_SECONDS = 12, 600
EXACT, BEGINS, WORD, INSIDE, ALL_WORDS, SLIP = range(6)
# The catalogues in use, by year; which one is current, the cache says.
KEPT = {}


@dataclass(frozen=True)
class Entry:
    """A good of a year's catalogue, and by what it can be found.

    ``shown`` are its two names and its code, its other names, its classification;
    ``names`` are the same, folded.
    """

    code: str
    name_en: str
    name_de: str
    unit: str
    shown: tuple[str, ...]
    names: tuple[str, ...]
    joined: str

    OWN = 3

    def __str__(self):
        german = (get_language() or "").startswith("de")
        return self.name_de if german else self.name_en

    @classmethod
    def of(cls, good, former=()):
        """``former``: goods in whose place it stands; their names find it too."""
        shown = [good.name_de, good.name_en, good.code]
        shown += [*listed(good.synonyms_de), *listed(good.synonyms_en)]
        for old in former:
            shown += [old.name_de, old.name_en, old.code]
            shown += [*listed(old.synonyms_de), *listed(old.synonyms_en)]
        shown += [good.classification] if good.classification else []
        names = tuple(fold(name) for name in shown)
        names_of = (good.name_en, good.name_de, good.unit)
        return cls(good.code, *names_of, tuple(shown), names, "\n".join(names))


@dataclass(frozen=True)
class Found:
    """A good that fits; ``by`` is the other name or the code it was found by."""

    entry: Entry
    rank: float
    by: str = ""

    @property
    def code(self):
        return self.entry.code

    @property
    def is_slip(self):
        return self.rank >= SLIP


class Index:
    """The goods of a catalogue, to be searched."""

    def __init__(self, goods, former=None):
        former = former or {}
        self.entries = [Entry.of(good, former.get(good.pk, ())) for good in goods]

    @cached_property
    def words(self):
        """All words of all names: nobody needs them before the first slip."""
        words = Vocabulary()
        for place, entry in enumerate(self.entries):
            for word in {*entry.names, *" ".join(entry.names).split()}:
                words.add(word, place)
        return words

    def find(self, text):
        """The goods a text can mean, the best first, at most a dozen.

        One if it names one exactly; what only resembles it, if nothing else fits.
        """
        sought = fold(text)
        if not sought:
            return []
        words = sought.split()
        fitting = (e for e in self.entries if all(word in e.joined for word in words))
        found = [_found(entry, sought) for entry in fitting]
        exact = [each for each in found if each.rank == EXACT and not each.by]
        if len(exact) == 1:
            return exact
        found = found or [
            Found(self.entries[place], SLIP + 1 - alike)
            for place, alike in self.words.like(sought).items()
        ]
        return sorted(found, key=lambda hit: (hit.rank, fold(str(hit.entry))))[:MOST]


def index_of(period):
    """The catalogue of a year, which is fixed once rounds have begun.

    Kept for some minutes: the names and synonyms of a good may still be bettered.
    """
    current = cache.get_or_set(f"catalogue|{period.pk}", uuid.uuid4, KEPT_SECONDS)
    kept, index = KEPT.get(period.pk, (None, None))
    if kept != current:
        former = predecessors(period.frozen_at)
        index = Index(period.goods.all(), former)
        KEPT[period.pk] = current, index
    return index


def fold(text):
    """A text without case, accents and signs, to be compared with others.

    >>> fold("  Gemüse & Kartoffeln "), fold("CPA 10.71"), fold("raw_milk")
    ('gemuse kartoffeln', 'cpa 10.71', 'raw milk')
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = [
        mark if mark.isalnum() or mark == "." else " "
        for mark in plain
        if not unicodedata.combining(mark)
    ]
    return " ".join("".join(letters).split())


def listed(text):
    """The names in a text with commas between them."""
    return [name.strip() for name in text.split(",") if name.strip()]


def _found(entry, sought):
    """How well a text fits a good, by the name of it that fits best."""
    rank, place = min((_rank(name, sought), n) for n, name in enumerate(entry.names))
    by = "" if place < Entry.OWN or rank == ALL_WORDS else entry.shown[place]
    return Found(entry, rank, by)


def _rank(name, sought):
    if name == sought:
        return EXACT
    if name.startswith(sought):
        return BEGINS
    if f" {sought}" in name:
        return WORD
    return INSIDE if sought in name else ALL_WORDS
