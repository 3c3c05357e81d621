"""The columns of our own sheet, under their names in every language we speak."""

import unicodedata
from functools import cache

from django.utils.translation import gettext_lazy, pgettext_lazy

from pages.files.languages import in_every_language

CODE, NAME, UNIT, CATEGORY = "code", "name", "unit", "category"
NEED, OFFER, NOTE = "request", "offer", "note"
LAST, YEAR, PRICE = "last", "year", "price"
HEADINGS = {
    CODE: pgettext_lazy("column", "Code"),
    NAME: pgettext_lazy("column", "Good"),
    UNIT: pgettext_lazy("column", "Unit"),
    CATEGORY: pgettext_lazy("column", "Category"),
    NEED: pgettext_lazy("column", "We need"),
    OFFER: pgettext_lazy("column", "We offer"),
    NOTE: pgettext_lazy("column", "Note"),
    LAST: pgettext_lazy("column", "Last round (minus: offered)"),
    YEAR: pgettext_lazy("column", "Last year (minus: offered)"),
    PRICE: pgettext_lazy("column", "Price, credits per unit"),
}
WRITABLE = (NEED, OFFER, NOTE)
SEARCHED = 20  # Rows at the top among which the headings may stand.
DEFAULT = gettext_lazy("Draft")


@cache
def names():
    """Which column a heading names, however it is written."""
    return {
        folded(name): column
        for column, heading in HEADINGS.items()
        for name in in_every_language(lambda heading=heading: heading)
    }


def folded(text):
    """A heading as it is compared: without case, and with one space where some are.

    >>> folded("  We  NEED ")
    'we need'
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def find_headings(rows):
    """The row of the headings, counted from 1, and which column stands where.

    None where there is none: one that names a good and one to fill in are needed.
    """
    known = names()
    for number, row in enumerate(rows[:SEARCHED], 1):
        places = {}
        for place, cell in enumerate(row):
            column = known.get(folded(cell.text))
            if column:
                places.setdefault(column, place)
        if {CODE, NAME} & places.keys() and {NEED, OFFER} & places.keys():
            return number, places
    return None
