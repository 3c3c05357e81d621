"""What units are called on a page; goods carry them as UCUM codes."""

import re

from django.utils.translation import gettext_lazy, pgettext

SIGNS = {
    "1": "×",
    "Cel": "°C",
    "har": "ha",
    "kW.h": "kWh",
    "MW.h": "MWh",
    "GW.h": "GWh",
    "m2": "m²",
    "m3": "m³",
}
# Several of them, and one.
WORDS = {
    "d": (gettext_lazy("days"), gettext_lazy("day")),
    "mo": (gettext_lazy("months"), gettext_lazy("month")),
    "t.km": (gettext_lazy("tonne-kilometres"), gettext_lazy("tonne-kilometre")),
    "wk": (gettext_lazy("weeks"), gettext_lazy("week")),
    "{connection}.mo": (
        gettext_lazy("months of connection"),
        gettext_lazy("month of connection"),
    ),
    "{dose}": (gettext_lazy("doses"), gettext_lazy("dose")),
    "{meal}": (gettext_lazy("meals"), gettext_lazy("meal")),
    "{person}.km": (
        gettext_lazy("person-kilometres"),
        gettext_lazy("person-kilometre"),
    ),
    "{piece}": (gettext_lazy("pieces"), gettext_lazy("piece")),
    "{seat}": (gettext_lazy("places"), gettext_lazy("place")),
    "{visit}": (gettext_lazy("visits"), gettext_lazy("visit")),
}
# A code in braces is an annotation: it counts things and needs no sign of its own.
COUNTED = re.compile(r"\{([^{}]+)\}")


def unit_name(code):
    """A unit as people read it behind a quantity: ``kW.h`` is kWh, ``{meal}`` meals.

    A code without a name of its own is shown as it is, without braces.
    """
    return SIGNS.get(code) or _word(code, 0)


def per_unit(code):
    """What a price is called: credits per kg, credits per meal."""
    unit = SIGNS.get(code) or _word(code, 1)
    return pgettext("price", "credits per %(unit)s") % {"unit": unit}


def bare(text, code):
    """What somebody typed, without the good's own unit, by its name or its code."""
    text = text.strip()
    for name in (unit_name(code), code):
        if not name.isdigit() and text.endswith(name):
            return text.removesuffix(name).rstrip()
    return text


def _word(code, form):
    words = WORDS.get(code)
    return str(words[form]) if words else COUNTED.sub(r"\1", code).replace(".", "·")
