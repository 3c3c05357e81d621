"""What servers must have in common before they plan a year: its rules and its goods."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils.translation import gettext_lazy as _

from councils.models import Person
from iteration.publication import price_text
from ledger.canonical import canonical, digest
from proposals.models import CatalogueEntry, Good, Period
from proposals.services import create_good, create_period, fill_catalogue

FIXED = ("starts", "ends", "max_rounds")
RULES = ("tolerance", "rule", "silence")
# What a good is must be the same everywhere; what it is called may differ.
SAME = ("category", "unit", "decimals")
SPOKEN = ("name_en", "name_de", "classification")

# What a definition that makes no sense may raise: read, counted with, or kept.
UNREADABLE = (
    *(KeyError, TypeError, ValueError, AttributeError, ArithmeticError),
    DatabaseError,
)


def define(period: Period) -> dict[str, Any]:
    """A year as servers are told of it, ready for JSON."""
    entries = period.catalogue.select_related("good").order_by("good__code")
    return {
        "kind": "year",
        "code": period.code,
        "name_en": period.name_en,
        "name_de": period.name_de,
        "starts": period.starts.isoformat(),
        "ends": period.ends.isoformat(),
        "tolerance": f"{period.tolerance:f}",
        "rule": period.rule,
        "silence": period.silence,
        "round_seconds": int(period.round_length.total_seconds()),
        "max_rounds": period.max_rounds,
        "goods": [
            {
                "code": entry.good.code,
                **{name: getattr(entry.good, name) for name in (*SPOKEN, *SAME)},
                "price": price_text(entry.start_price),
                "floor": price_text(entry.floor),
            }
            for entry in entries
        ],
    }


def catalogue_digest(period: Period) -> str:
    """By which servers know that they have the same goods, units, prices and floors."""
    return digest(canonical(_counted(define(period))))


@transaction.atomic
def adopt(says: Mapping[str, Any], *, actor: Person | None) -> Period:
    """Set up a year as another server defines it.

    One that was prepared here and is the same is taken. Goods this server does not know
    are described anew. Raises ValidationError:
    ``known`` if there is another year of this code, ``good`` for a good that is counted
    otherwise here, ``definition`` for what makes no sense.
    """
    try:
        known = Period.objects.filter(code=says["code"]).first()
        if known is not None:
            return _same(known, says)
        period = create_period(
            code=says["code"],
            name_en=says["name_en"],
            name_de=says["name_de"],
            starts=date.fromisoformat(says["starts"]),
            ends=date.fromisoformat(says["ends"]),
            actor=actor,
            tolerance=Decimal(says["tolerance"]),
            rule=says["rule"],
            silence=says["silence"],
            round_length=timedelta(seconds=int(says["round_seconds"])),
            max_rounds=int(says["max_rounds"]),
            together=True,
        )
        goods = {good["code"]: _good(good, actor) for good in says["goods"]}
        if len(goods) != len(says["goods"]):
            raise ValueError("a good is in it twice")
        prices = {goods[row["code"]]: Decimal(row["price"]) for row in says["goods"]}
        fill_catalogue(period=period, prices=prices)
        for row in says["goods"]:
            entry = CatalogueEntry.objects.filter(period=period, good__code=row["code"])
            entry.update(floor=Decimal(row["floor"]))
    except UNREADABLE as error:
        raise ValidationError(
            _("The definition of the year cannot be read: %(error)s"),
            code="definition",
            params={"error": repr(error)[:100]},
        ) from error
    return period


def _same(period: Period, says: Mapping[str, Any]) -> Period:
    """A year that was prepared here already, if it is the same one."""
    if period.status != Period.Status.DRAFT or period.practice:
        raise ValidationError(
            _(
                "%(period)s is on this server already, and not in preparation: it "
                "cannot be planned with others any more."
            ),
            code="known",
            params={"period": period},
        )
    here = define(period)
    differing = [name for name in (*FIXED, *RULES) if here[name] != says[name]]
    if _counted(here) != _counted(says):
        differing.append("goods")
    if differing:
        raise ValidationError(
            _(
                "There is another year %(code)s on this server already:"
                " %(names)s are not the same."
            ),
            code="known",
            params={"code": period.code, "names": ", ".join(differing)},
        )
    Period.objects.filter(pk=period.pk).update(together=True)
    period.together = True
    return period


def _counted(says: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Of the goods, what must be the same for the same figures to mean the same."""
    names = ("code", *SAME, "price", "floor")
    return [{name: good[name] for name in names} for good in says["goods"]]


def _good(row: Mapping[str, Any], actor: Person | None) -> Good:
    found = Good.objects.filter(code=row["code"]).first()
    if found is None:
        fields = {name: row[name] for name in ("code", *SPOKEN, *SAME)}
        return create_good(actor=actor, **fields)
    for name in SAME:
        if getattr(found, name) != row[name]:
            raise ValidationError(
                _(
                    "%(good)s is counted otherwise here: %(here)s, not %(there)s."
                    " Give one of the two goods another code."
                ),
                code="good",
                params={
                    "good": found.code,
                    "here": getattr(found, name),
                    "there": row[name],
                },
            )
    return found
