"""The rows of a data package, one class a table."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

CATEGORIES = (
    "consumption",
    "public",
    "intermediate",
    "labour",
    "resource",
    "capital",
    "pollutant",
)
# What is offered of these may stay unused.
SLACK = ("labour", "resource", "capital", "pollutant")
# What society starts from: the measure of the first price level.
PRIMARY = ("labour", "resource")

KINDS = (
    "worker",
    "consumer",
    "industry_federation",
    "consumer_federation",
    "commons",
    "community",
)
# Councils whose lines belong together.
RECIPES = ("worker", "industry_federation", "commons")

SOURCES = ("effort", "allowance", "credit", "compensation", "need")
MODES = ("keep", "follow")
SILENCE = ("carry", "zero", "exclude")


@dataclass(frozen=True, slots=True)
class GoodRow:
    """A good. ``decimals`` 3 and the unit kg: it is counted in grams."""

    code: str
    name_en: str
    name_de: str
    category: str
    unit: str
    decimals: int
    classification: str
    note: str = ""
    synonyms_en: str = ""
    synonyms_de: str = ""


@dataclass(frozen=True, slots=True)
class CouncilRow:
    """A council; ``parent`` is the slug of its federation or empty."""

    slug: str
    name: str
    kind: str
    parent: str
    members: int
    latitude: Decimal | None
    longitude: Decimal | None
    name_de: str = ""


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A quantity in smallest units of the good, + requested, - offered."""

    council: str
    good: str
    quantity: int


@dataclass(frozen=True, slots=True)
class PriceRow:
    """Credits per unit of the good."""

    good: str
    price: Decimal


@dataclass(frozen=True, slots=True)
class StandingRow:
    """A standing instruction; ``capacity`` in units of the main good offered."""

    council: str
    mode: str
    substitution: Decimal
    supply_response: Decimal
    capacity: Decimal | None


@dataclass(frozen=True, slots=True)
class EntitlementRow:
    """Credits a council may use in the period, by source."""

    council: str
    source: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """How much of a line of last year is expected this year: 1.1 is 10 % more."""

    council: str
    good: str
    factor: Decimal
    note_en: str = ""
    note_de: str = ""


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A planning year."""

    code: str
    name_en: str
    name_de: str
    starts: date
    ends: date
