"""A list of goods as people keep it, row by row."""

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from console.guide.tables import (
    Column,
    Understood,
    choice_of,
    lines,
    number_of,
    text_of,
    whole_of,
)
from proposals.models import Good
from proposals.services.starting import misfits
from proposals.starter import GoodEntry

COLUMNS = (
    Column("name", gettext_lazy("Name"), needed=True),
    Column(
        "category",
        gettext_lazy("Category"),
        needed=True,
        help=gettext_lazy("consumption, public good, labour …"),
    ),
    Column(
        "unit",
        gettext_lazy("Unit"),
        needed=True,
        help=gettext_lazy("kg, L, h, {piece} …"),
    ),
    Column(
        "price",
        gettext_lazy("First price"),
        needed=True,
        help=gettext_lazy("credits for a unit, as a first guess"),
    ),
    Column(
        "decimals",
        gettext_lazy("Decimals"),
        help=gettext_lazy("0 to 3: how finely it is counted; 0 if left out"),
    ),
    Column("name_de", gettext_lazy("Name in German")),
    Column("code", gettext_lazy("Code"), help=gettext_lazy("for addresses")),
    Column("classification", gettext_lazy("Classification")),
)


def understand(rows):
    """The goods a list names; raises ValidationError if it has no headings."""
    understood, seen = Understood(), {}
    known = set(Good.objects.values_list("code", flat=True))
    for number, cells in lines(rows, COLUMNS):
        try:
            entry = _entry(cells)
            first = seen.setdefault(entry.code, number)
            if first != number:
                text = _("“%(name)s” stands in row %(row)s too.")
                raise ValidationError(text % {"name": entry.name_en, "row": first})
        except ValidationError as error:
            understood.errors.append((number, " ".join(error.messages)))
            continue
        understood.entries.append(entry)
        if entry.code in known:
            understood.known.add(entry.code)
    fixed = misfits(understood.entries)
    for code in sorted(fixed):
        text = _("%(code)s is planned with already; its unit and category stay.")
        understood.errors.append((seen[code], text % {"code": code}))
    understood.entries = [each for each in understood.entries if each.code not in fixed]
    return understood


def _entry(cells):
    name = text_of(cells["name"])
    german = text_of(cells["name_de"]) or name
    name = name or german
    if not name:
        raise ValidationError(_("The good has no name."))
    price = number_of(cells["price"], COLUMNS[3].heading)
    if price <= 0:
        raise ValidationError(_("“%(name)s” needs a price above 0.") % {"name": name})
    entry = GoodEntry(
        code=text_of(cells["code"]) or slugify(name)[:60] or "good",
        name_en=name,
        name_de=german,
        category=choice_of(cells["category"], Good.Category, COLUMNS[1].heading),
        unit=text_of(cells["unit"]),
        decimals=whole_of(cells["decimals"], COLUMNS[4].heading),
        classification=text_of(cells["classification"]),
        price=price,
    )
    if entry.decimals > 3:
        raise ValidationError(_("A good has at most 3 decimals."))
    fields = ("code", "name_en", "name_de", "category", "unit", "classification")
    Good(
        decimals=entry.decimals, **{name: getattr(entry, name) for name in fields}
    ).clean_fields()
    return entry
