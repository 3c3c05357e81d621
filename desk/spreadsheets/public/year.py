"""The year itself and its catalogue."""

from django.utils.translation import gettext_lazy as _

from desk.spreadsheets.public.column import Column, Table
from proposals.models import CatalogueEntry


def _year(period):
    yield (
        period.code,
        period.name_en,
        period.name_de,
        period.starts,
        period.ends,
        period.previous and period.previous.code,
        period.status,
        period.frozen_at,
        period.fixed_until,
        period.tolerance,
        period.rule,
        period.silence,
        int(period.round_length.total_seconds()),
        period.max_rounds,
        period.automatic,
        period.publishers,
        period.pledges,
        period.practice,
        period.rehearses and period.rehearses.code,
    )


def _goods(period):
    entries = CatalogueEntry.objects.filter(period=period).select_related("good")
    for entry in entries.order_by("good__code").iterator():
        good = entry.good
        yield (
            good.code,
            good.name_en,
            good.name_de,
            good.synonyms_en,
            good.synonyms_de,
            good.category,
            good.unit,
            good.decimals,
            good.classification,
            good.note,
            good.practice,
            entry.start_price,
            entry.floor,
        )


YEAR = Table(
    "year",
    _("The planning year and its rules; one row."),
    (
        Column("code", "string", _("Short name of the year."), "Period.code"),
        Column("name_en", "string", _("Name in English."), "Period.name_en"),
        Column("name_de", "string", _("Name in German."), "Period.name_de"),
        Column("starts", "date", _("First day."), "Period.starts"),
        Column("ends", "date", _("Last day."), "Period.ends"),
        Column("previous", "string", _("The year before."), "Period.previous"),
        Column("status", "string", _("How far the year has come."), "Period.status"),
        Column(
            "frozen_at",
            "datetime",
            _("When the catalogue was fixed, UTC."),
            "Period.frozen_at",
        ),
        Column(
            "fixed_until",
            "datetime",
            _("Up to here proposals have been counted, UTC."),
            "Period.fixed_until",
        ),
        Column(
            "tolerance",
            "number",
            _("Below this imbalance a good counts as balanced; 0.03 is 3 percent."),
            "Period.tolerance",
        ),
        Column("rule", "string", _("The price rule."), "Period.rule"),
        Column("silence", "string", _("If a council is silent."), "Period.silence"),
        Column(
            "round_length", "integer", _("Seconds of a round."), "Period.round_length"
        ),
        Column("max_rounds", "integer", _("Rounds at most."), "Period.max_rounds"),
        Column(
            "automatic",
            "boolean",
            _("Whether an agreed year is settled and published by itself."),
            "Period.automatic",
        ),
        Column(
            "publishers",
            "integer",
            _("How many different people approve the plan before it is published."),
            "Period.publishers",
        ),
        Column(
            "pledges",
            "integer",
            _("Councils that must pledge to request a good nobody planned yet."),
            "Period.pledges",
        ),
        Column(
            "practice",
            "boolean",
            _("Whether the year is for practice: nothing in it counts."),
            "Period.practice",
        ),
        Column("rehearses", "string", _("The year it rehearses."), "Period.rehearses"),
    ),
    _year,
)
GOODS = Table(
    "goods",
    _("The goods of the catalogue."),
    (
        Column("code", "string", _("Code of the good."), "Good.code"),
        Column("name_en", "string", _("Name in English."), "Good.name_en"),
        Column("name_de", "string", _("Name in German."), "Good.name_de"),
        Column("synonyms_en", "string", _("Other names, English."), "Good.synonyms_en"),
        Column("synonyms_de", "string", _("Other names, German."), "Good.synonyms_de"),
        Column("category", "string", _("Category."), "Good.category"),
        Column("unit", "string", _("Unit, as a UCUM code."), "Good.unit"),
        Column(
            "decimals",
            "integer",
            _("Digits behind the mark a quantity has."),
            "Good.decimals",
        ),
        Column(
            "classification",
            "string",
            _("Number in a statistical classification."),
            "Good.classification",
        ),
        Column("note", "string", _("What else is to be known."), "Good.note"),
        Column(
            "practice",
            "boolean",
            _("Whether the good was invented for practice."),
            "Good.practice",
        ),
        Column(
            "start_price",
            "number",
            _("Price of the first round, credits per unit."),
            "CatalogueEntry.start_price",
        ),
        Column(
            "floor",
            "number",
            _("The lowest price there may be, credits per unit."),
            "CatalogueEntry.floor",
        ),
    ),
    _goods,
)
