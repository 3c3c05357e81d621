"""A figure of a sheet as the text a draft keeps of it."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pages.fields import LONGEST, read
from pages.files.languages import in_every_language
from pages.files.neutral import plain
from pages.units import unit_name
from proposals.quantity import DIGITS, editable

# Programs compute with binary fractions: 0.1 + 0.2 is a little more than 0.3.
NEAR = Decimal("1e-9")
MESSAGES = {
    "date": _(
        "A date stands here, %(text)s. The program has taken a figure for a date: "
        "format the cell as a number and write the figure again."
    ),
    "formula": _("The formula here has no number as its result."),
    "kind": _("“%(text)s” is no quantity. Write a plain number."),
    "negative": _("%(text)s is negative. Write how much, without a sign."),
    "too_precise": _("%(text)s is too exact: at most %(decimals)s decimals here."),
    "too_large": _("%(text)s is too large: at most %(digits)s digits."),
}


def text_of(cell, good):
    """The text for a draft; nothing: an empty one.

    Raises ValidationError: ``ambiguous`` with ``params["readings"]``, else why the cell
    is no quantity of the good.
    """
    if not cell:
        return ""
    if cell.kind == "t":
        text = plain(cell.text).strip()
        if len(text) > LONGEST:
            raise error("kind", text[:LONGEST] + "…")
        read(text, good)
        return text
    if cell.kind == "f" and not cell.text:
        raise error("formula", "")
    if cell.kind not in ("n", "f"):
        raise error("date" if cell.kind == "d" else "kind", cell.text[:LONGEST])
    return editable(units_of(cell.text, good), good)


def units_of(text, good):
    """Smallest units of a typed number: exact, but for what binary fractions add."""
    number, shown = Decimal(text), text[:LONGEST]
    if number < 0:
        raise error("negative", shown)
    if number.adjusted() >= DIGITS:
        raise error("too_large", shown, digits=DIGITS)
    scaled = number.scaleb(good.decimals)
    nearest = scaled.to_integral_value()
    if abs(scaled - nearest) > NEAR * abs(scaled):
        raise error("too_precise", shown, decimals=good.decimals)
    return int(nearest)


def unit_differs(cell, good):
    """Whether the sheet names another unit than the good's; no unit is none."""
    said = plain(cell.text).strip()
    names = in_every_language(lambda: unit_name(good.unit))
    return bool(said) and said not in (good.unit, *names)


def error(code, text, **more):
    """Why a cell is no quantity."""
    return ValidationError(MESSAGES[code], code=code, params={"text": text} | more)
