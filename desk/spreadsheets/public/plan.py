"""The published plan: totals good by good, and council by council."""

import json
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from desk.spreadsheets.public.column import Column, Table
from iteration.models import Assignment, Plan, Publication

TOTALS = ("price", "requested", "offered", "unused")


def _plans(period):
    plans = Plan.objects.published().filter(period=period).select_related("round")
    digests = dict(
        Publication.objects.filter(period=period, round=None).values_list(
            "plan_id", "digest"
        )
    )
    for plan in plans:
        yield (
            plan.round.number,
            plan.status,
            plan.settled_at,
            plan.published_at,
            "settlement" if plan.offer_id is None else "model",
            plan.largest_cut,
            plan.cut_value,
            plan.integrality_cost,
            plan.integral_councils,
            digests.get(plan.pk),
        )


def _totals(period):
    found = Publication.objects.filter(plan__in=_published(period)).first()
    for row in json.loads(found.body)["goods"] if found else ():
        yield (row["code"], *(Decimal(row[name]) for name in TOTALS))


def _assignments(period):
    goods = {good.pk: good for good in period.goods.all()}
    rows = Assignment.objects.filter(plan__in=_published(period))
    rows = rows.select_related("council", "proposal").order_by("council__slug")
    for row in rows.iterator():
        for key, units in row.lines.items():
            good = goods[key]
            yield (
                row.council.slug,
                row.council.name,
                good.code,
                good.in_units(units),
                row.accepted,
                row.proposal.receipt,
            )


def _published(period):
    return Plan.objects.published().filter(period=period)


PLAN = Table(
    "plan",
    _("The published plan; no row as long as there is none."),
    (
        Column("round", "integer", _("The round it was settled from."), "Plan.round"),
        Column("status", "string", _("Status of the plan."), "Plan.status"),
        Column("settled_at", "datetime", _("Settled, UTC."), "Plan.settled_at"),
        Column("published_at", "datetime", _("Published, UTC."), "Plan.published_at"),
        Column(
            "finish",
            "string",
            _("settlement, or model where an offer was signed."),
            "Plan.offer",
        ),
        Column(
            "largest_cut",
            "number",
            _("Largest share by which a quantity was reduced."),
            "Plan.largest_cut",
        ),
        Column("cut_value", "number", _("Value cut, credits."), "Plan.cut_value"),
        Column(
            "integrality_cost",
            "number",
            _("Of it because things are whole, credits."),
            "Plan.integrality_cost",
        ),
        Column(
            "integral_councils",
            "integer",
            _("Recipes brought down to whole things."),
            "Plan.integral_councils",
        ),
        Column(
            "digest",
            "string",
            _("SHA-256 of the published document."),
            "Publication.digest",
        ),
    ),
    _plans,
)
TOTALS_TABLE = Table(
    "plan_totals",
    _("The plan good by good."),
    (
        Column("good", "string", _("Code of the good.")),
        Column("price", "number", _("Credits per unit of the good.")),
        Column("requested", "number", _("Used in all, in the good's unit.")),
        Column("offered", "number", _("Made in all, in the good's unit.")),
        Column("unused", "number", _("Made and not used.")),
    ),
    _totals,
)
ASSIGNMENTS = Table(
    "plan_councils",
    _("The plan council by council: what each makes and uses."),
    (
        Column(
            "council", "string", _("Short name of the council."), "Assignment.council"
        ),
        Column("name", "string", _("Name of the council.")),
        Column("good", "string", _("Code of the good."), "Assignment.goods"),
        Column(
            "quantity",
            "number",
            _("In the good's unit; above 0 it uses it, below 0 it makes it."),
            "Assignment.quantities",
        ),
        Column(
            "accepted",
            "boolean",
            _("Whether the council signed the models' offer."),
            "Assignment.accepted",
        ),
        Column(
            "receipt",
            "string",
            _("Digest of the proposal it was settled from."),
            "Assignment.proposal",
        ),
    ),
    _assignments,
)
