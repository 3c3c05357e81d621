"""Quantities as people write them, and as whole numbers of the smallest unit.

The one place that reads and writes numbers of goods for people. What can be read in
two ways is never guessed: one separator before exactly three digits is a thousand to
some and a fraction to others, in both languages.
"""

import re
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

# More than any council can mean, and far from where 64 bits end.
DIGITS = 12
# Names of the thousandth part, so that it can be typed as a whole number.
THOUSANDTHS = {
    "kg": "g",
    "t": "kg",
    "L": "mL",
    "l": "ml",
    "m3": "L",
    "kWh": "Wh",
    "MWh": "kWh",
    "GWh": "MWh",
    "km": "m",
}
GAP = "\N{NARROW NO-BREAK SPACE}"
GAPS = re.compile("[ '\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}]")
NUMBER = re.compile(
    r"(?P<sign>[-\N{MINUS SIGN}]?)(?P<digits>[0-9][0-9., ]*)(?P<unit>[^0-9]*)"
)


def parse(text, good, *, signed=False):
    """Read what somebody typed as smallest units of the good.

    Takes ``1.5`` and ``1,5``, ``1500``, ``1 500``, ``1.234,5``, ``1,234.5``, and the
    unit behind it: ``1500 g`` of a good counted in kilograms with three decimals.

    Raises ValidationError: ``ambiguous`` with ``params["readings"]``, two texts that
    say plainly what each reading would be; ``misread``, ``unit``, ``too_precise``,
    ``too_large``, ``negative``.
    """
    match = NUMBER.fullmatch(GAPS.sub(" ", text.strip()))
    if not match:
        raise _error("misread", text=text)
    if match["sign"] and not signed:
        raise _error("negative", text=text)
    number, decimals = match["digits"].strip(), good.decimals
    unit = match["unit"].strip()
    if unit == smallest_unit(good):
        decimals = 0
    elif unit not in ("", good.unit):
        raise _error("unit", text=text, unit=unit, expected=good.unit)
    readings = _readings(number)
    if not readings:
        raise _error("misread", text=text)
    if len(readings) > 1:
        raise _ambiguous(text, readings, decimals, unit)
    smallest = _scaled(*readings[0], decimals, text)
    return -smallest if match["sign"] else smallest


def smallest_unit(good):
    """What one smallest unit is called, or None where it has no name of its own."""
    if good.decimals == 0:
        return good.unit
    return THOUSANDTHS.get(good.unit) if good.decimals == 3 else None


def display(smallest, good):
    """Smallest units as people read them, without the unit: ``1 500,25``."""
    return display_number(good.in_units(smallest))


def display_number(number):
    """A decimal number as people read it in the active language."""
    whole, _point, fraction = f"{number:f}".partition(".")
    fraction = fraction.rstrip("0")
    grouped = f"{int(whole):,}".replace(",", GAP)
    if whole.startswith("-"):
        grouped = "\N{MINUS SIGN}" + grouped.lstrip("-")
    return grouped + (_decimal_mark() + fraction if fraction else "")


def editable(smallest, good):
    """Smallest units as text that ``parse`` reads back as the same number."""
    whole, _point, fraction = f"{good.in_units(smallest):f}".partition(".")
    fraction = fraction.rstrip("0")
    if len(fraction) == 3 and len(whole.lstrip("-")) <= 3 and whole.lstrip("-") != "0":
        if name := smallest_unit(good):
            return f"{smallest} {name}"
        fraction += "0"
    return whole + (_decimal_mark() + fraction if fraction else "")


def plain(smallest, good):
    """Smallest units as machines write them: a point, and all the good's decimals.

    >>> from proposals.models import Good
    >>> plain(1500, Good(decimals=3)), plain(-7, Good(decimals=0))
    ('1.500', '-7')
    """
    return f"{good.in_units(smallest):f}"


PLAIN = re.compile(r"(?!-[0.]+\Z)-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,3})?")


def parse_plain(text, good):
    """Read a quantity as machines write it: a point, no thousands, no exponent.

    Raises ValidationError with the codes ``misread`` and ``too_precise``.
    """
    if not isinstance(text, str) or not PLAIN.fullmatch(text):
        raise _error("misread", text=text)
    number = Decimal(text).scaleb(good.decimals)
    if number != int(number):
        raise _error("too_precise", text=text, decimals=good.decimals)
    return int(number)


def _readings(number):
    """What digits with separators can mean: pairs of whole digits and fraction digits.

    >>> _readings("1.500"), _readings("1.234,5"), _readings("0.500"), _readings("1.50")
    ([('1500', ''), ('1', '500')], [('1234', '5')], [('0', '500')], [('1', '50')])
    """
    found = []
    for mark in ("", ".", ","):
        whole, fraction = number, ""
        if mark:
            if number.count(mark) != 1:
                continue
            whole, fraction = number.split(mark)
            if not fraction.isdigit():
                continue
        digits = _ungrouped(whole)
        if digits is not None:
            found.append((digits, fraction))
    return found


def _ungrouped(whole):
    """The digits of a number written in groups of three, or None if it is not."""
    separators = set(whole) - set("0123456789")
    if not separators:
        return whole or None
    first, *rest = whole.split(separators.pop())
    if separators or not 1 <= len(first) <= 3 or first.startswith("0"):
        return None
    fits = all(len(group) == 3 and group.isdigit() for group in rest)
    return "".join([first, *rest]) if fits and first.isdigit() else None


def _scaled(whole, fraction, decimals, text):
    fraction, whole = fraction.rstrip("0"), whole.lstrip("0")
    if len(fraction) > decimals:
        raise _error("too_precise", text=text, decimals=decimals)
    if len(whole) > DIGITS:
        raise _error("too_large", text=text, digits=DIGITS)
    return int((whole + fraction.ljust(decimals, "0")) or "0")


def _ambiguous(text, readings, decimals, unit):
    """The question back, with both readings written so that each can be typed."""
    error = _error("ambiguous", text=text)
    (thousands, _none), (whole, fraction) = readings
    fraction = fraction.rstrip("0")
    if len(fraction) == 3:
        fraction += "0"  # Four digits behind the mark are no group of three.
    small = whole + (_decimal_mark() + fraction if fraction else "")
    # A reading that is more exact than the good allows is none.
    fits = len(fraction.rstrip("0")) <= decimals
    choices = [thousands, small] if fits else [thousands]
    error.params["readings"] = [f"{choice} {unit}".strip() for choice in choices]
    return error


def _decimal_mark():
    return "," if (get_language() or "").startswith("de") else "."


MESSAGES = {
    "misread": _(
        "“%(text)s” cannot be read as a number. Write for example 1500 or 2.5."
    ),
    "negative": _("“%(text)s” is negative. Write how much, without a sign."),
    "unit": _("The unit here is %(expected)s, not “%(unit)s”."),
    "too_precise": _("“%(text)s” is too exact: at most %(decimals)s decimals here."),
    "too_large": _("“%(text)s” is too large: at most %(digits)s digits."),
    "ambiguous": _("“%(text)s” can be read in two ways. Which one do you mean?"),
}


def _error(code, **params):
    return ValidationError(MESSAGES[code], code=code, params=params)
