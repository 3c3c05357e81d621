"""Our own sheet of a draft: its rows, before any file is made of them."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from desk.drafting import Desk
from desk.names import by_name
from desk.sheet import ORDER, SIDES, Entry
from desk.spreadsheets.columns import DEFAULT, HEADINGS
from pages.units import unit_name


@dataclass(frozen=True)
class Table:
    """A sheet to be written: texts stay texts, Decimals numbers, None is empty.

    ``hints`` explain it on a sheet of their own, where the format has one.
    """

    title: str
    headings: list
    rows: list
    hints: list


def desk_of(place):
    """The council's desk with the whole catalogue of the year on it."""
    return Desk(place, place.period.goods.values_list("code", flat=True))


def own_sheet(place):
    """The council's draft, its own goods first, then the rest of the catalogue."""
    desk = desk_of(place)
    texts, before = desk.begin().texts, desk.last_year
    last = desk.last.lines if desk.last else {}
    rows = []
    for good, price in ordered(desk.catalogue, texts):
        typed = texts.get(good.code, {})
        rows.append(
            [
                good.code,
                str(good),
                unit_name(good.unit),
                good.get_category_display(),
                *(_figure(good, side, typed.get(side, "")) for side in SIDES),
                typed.get("note", ""),
                _signed(good, last.get(good.pk)),
                _signed(good, before.get(good.pk)),
                price.normalize(),
            ]
        )
    headings = [str(heading) for heading in HEADINGS.values()]
    return Table(str(DEFAULT), headings, rows, hints(place))


def ordered(catalogue, texts):
    """The goods with their prices: those of the draft first, each part by name."""
    return sorted(
        catalogue.prices.values(),
        key=lambda row: (
            row[0].code not in texts,
            ORDER[row[0].category],
            by_name(row[0]),
        ),
    )


def hints(place):
    """How to fill the sheet in."""
    return [
        f"{place.council}, {place.period}",
        _("Write figures only into the columns “We need”, “We offer” and “Note”."),
        _("Each figure is in the unit of its row, without a sign."),
        _("You may also write the unit behind it, or the smallest one: 1500 g."),
        _("Empty, or 0: the good is not wanted, or not offered."),
        _("Goods whose row you delete stay in the draft as they are."),
        _("A formula counts with its result."),
        _("Upload the file again: you see every change before anything is kept."),
        _("A text that begins like a formula has an apostrophe before it."),
    ]


def _figure(good, side, text):
    """What was typed as a number; what cannot be understood yet, as it was typed."""
    units = Entry(good, side, text).units
    return text or None if units is None else good.in_units(units)


def _signed(good, units):
    return Decimal(good.in_units(units)) if units else None
