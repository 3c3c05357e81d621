"""Head counts out of a spreadsheet: read, understood, and what is wrong with them."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from councils.models import Council
from proposals.models import Good
from proposals.quantity import parse
from proposals.services import Heads
from proposals.services.head_counts import check_heads

COUNCIL, RATING, HOURS = "council", "rating", "hours"
PEOPLE = Good(unit="", decimals=0)
SHOWN = 50


@dataclass
class Understood:
    """What a file says, council by council, and its faults with their rows."""

    said: list = field(default_factory=list)
    faults: list = field(default_factory=list)

    def sealed(self):
        """As plain values, to be shown and sent back."""
        return [
            [
                each.council.slug,
                dict(each.heads),
                str(each.rating),
                None if each.hours is None else str(each.hours),
            ]
            for each in self.said
        ]


def understand(rows, rates):
    """Read rows of cells: a heading, then a council a row.

    Columns: ``council``, the short names of counted rows of the table, ``rating``,
    ``hours``. Nothing is guessed; every fault names its row.
    """
    found = Understood()
    filled = [(n, row) for n, row in enumerate(rows, 1) if any(row)]
    if not filled:
        found.faults.append((1, _("The file is empty.")))
        return found
    number, heading = filled[0]
    columns = [cell.text.strip().lower() for cell in heading]
    known = {COUNCIL, RATING, HOURS} | {rate.code for rate in rates if rate.counted}
    unknown = sorted({name for name in columns if name} - known)
    if COUNCIL not in columns or unknown:
        text = _("The columns are: %(known)s.") % {"known": ", ".join(sorted(known))}
        found.faults.append((number, text))
        return found
    councils = Council.objects.in_bulk(field_name="slug")
    for number, row in filled[1:]:
        cells = {
            name: cell.text.strip()
            for name, cell in zip(columns, row, strict=False)
            if name
        }
        try:
            found.said.append(_one(cells, councils, rates))
        except ValidationError as error:
            found.faults.append((number, " ".join(error.messages)))
    _refuse_twice(found)
    return found


def restored(sealed):
    """What was shown, as the service takes it."""
    councils = Council.objects.in_bulk([each[0] for each in sealed], field_name="slug")
    return [
        Heads(
            councils[slug],
            heads,
            Decimal(rating),
            None if hours is None else Decimal(hours),
        )
        for slug, heads, rating, hours in sealed
    ]


def _one(cells, councils, rates):
    slug = cells.pop(COUNCIL, "")
    if slug not in councils:
        raise ValidationError(_("There is no council “%(slug)s”.") % {"slug": slug})
    rating, hours = cells.pop(RATING, ""), cells.pop(HOURS, "")
    said = Heads(
        council=councils[slug],
        heads={code: parse(text, PEOPLE) for code, text in cells.items() if text},
        rating=_decimal(rating, 3) if rating else Decimal(1),
        hours=_decimal(hours, 2) if hours else None,
    )
    check_heads(said, rates)
    return said


def _decimal(text, decimals):
    good = Good(unit="", decimals=decimals)
    return good.in_units(parse(text, good))


def _refuse_twice(found):
    seen = set()
    for place, each in enumerate(found.said):
        if each.council.slug in seen:
            text = _("%(slug)s stands in the file twice.") % {"slug": each.council.slug}
            found.faults.append((place + 2, text))
        seen.add(each.council.slug)
