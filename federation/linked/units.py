"""Units by their UCUM codes, and what the Ontology of units of Measure calls them."""

import re
from urllib.parse import quote

from pages.units import unit_name

OM = "http://www.ontology-of-units-of-measure.org/resource/om-2/"
NAMES = {
    "1": "one",
    "Cel": "degreeCelsius",
    "L": "litre",
    "d": "day",
    "g": "gram",
    "h": "hour",
    "har": "hectare",
    "kW": "kilowatt",
    "kW.h": "kilowattHour",
    "kg": "kilogram",
    "m": "metre",
    "m2": "squareMetre",
    "m3": "cubicMetre",
    "mo": "month",
    "t": "tonne",
    "wk": "week",
}
# By UCUM an annotation in braces is the unit 1: five {meal} are five.
COUNTED = re.compile(r"\{[^{}]+\}")


def unit_id(code):
    """Where a unit is, from the root of the server.

    >>> unit_id("kW.h"), unit_id("{meal}")
    ('/#unit/kW.h', '/#unit/%7Bmeal%7D')
    """
    return f"/#unit/{quote(code, safe='')}"


def unit_node(code):
    """A unit; without an identifier of OM where OM has no such unit.

    >>> unit_node("{meal}")["omUnitIdentifier"].rpartition("/")[2]
    'one'
    >>> "omUnitIdentifier" in unit_node("t.km")
    False
    """
    node = {
        "@id": unit_id(code),
        "@type": "Unit",
        "label": unit_name(code),
        "symbol": unit_name(code),
        "ucum": code,
    }
    name = "one" if COUNTED.fullmatch(code) else NAMES.get(code)
    return node | ({"omUnitIdentifier": OM + name} if name else {})
