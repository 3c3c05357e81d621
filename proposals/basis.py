"""Why a council may use what it may use: the figures of a row, told in words.

In the language that is active; amounts and numbers are written as it writes them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proposals.models import Entitlement, EntitlementRate, EntitlementRule
from proposals.quantity import display_number

Source = Entitlement.Source


@dataclass(frozen=True)
class Told:
    """One line of "why so much": what it is, the sentence, and what it comes to."""

    name: str
    sentence: str
    amount: Decimal


def told(rows: Iterable[Entitlement]) -> list[Told]:
    """The lines of a council's entitlements of one year, in the order of sources."""
    rows = sorted(rows, key=lambda row: Source.values.index(row.source))
    versions = {row.reckoning.get("version") for row in rows} - {None}
    names = _names(rows[0].period_id, versions) if versions else {}
    return [line for row in rows for line in _lines(row, names)]


def _names(period: int, versions: set[int]) -> Mapping[tuple[int, str], str]:
    """The names of the rows of tables, by version and short name."""
    rates = EntitlementRate.objects.filter(
        rule__in=EntitlementRule.objects.filter(period=period, version__in=versions)
    )
    return {
        (rate.rule.version, rate.code): str(rate)
        for rate in rates.select_related("rule")
    }


def _lines(row: Entitlement, names: Mapping[tuple[int, str], str]) -> list[Told]:
    name, said = row.get_source_display(), row.reckoning
    if "version" not in said:
        sentence = row.basis or _("It was entered without a rule.")
        return [Told(name, sentence, row.amount)]
    if row.source == Source.EFFORT:
        lines = [Told(name, _effort(said), row.amount + _repaid(said))]
    elif row.source == Source.CREDIT:
        lines = _credit(said)
    elif row.source == Source.NEED:
        sentence = _("Granted by the people drawn by lot to review it.")
        lines = [Told(name, sentence, row.amount)]
    else:
        lines = [
            Told(
                f"{name}: {names.get((said['version'], each['code']), each['code'])}",
                _people(each["heads"], each["each"]),
                Decimal(each["amount"]),
            )
            for each in said["rows"]
        ]
    if repaid := _repaid(said):
        lines.append(Told(_("repayment"), _("The share of earlier credits."), -repaid))
    return lines


def _effort(said: Mapping) -> str:
    parts = [_people(said["heads"], said["each"])]
    if "hours" in said:
        parts.append(
            _("%(hours)s hours at %(rate)s credits.")
            % {"hours": _number(said["hours"]), "rate": _number(said["rate"])}
        )
    if "rating" in said:
        rating, cap = Decimal(said["rating"]), Decimal(said["cap"])
        text = _("Mean rating %(rating)s; at most %(cap)s counts.")
        parts.append(text % {"rating": _number(rating), "cap": _number(cap)})
    return " ".join(parts)


def _people(heads: int, each: str) -> str:
    text = ngettext(
        "%(heads)s person at %(each)s credits.",
        "%(heads)s people at %(each)s credits each.",
        heads,
    )
    return text % {"heads": _number(Decimal(heads)), "each": _number(each)}


def _credit(said: Mapping) -> list[Told]:
    lines = [
        Told(
            _("carried forward"),
            _("Left over from last year, in whole credits."),
            Decimal(said["carried"]),
        ),
        Told(
            _("credit"),
            _("Granted for this year; to be repaid without interest."),
            Decimal(said["lent"]),
        ),
    ]
    return [line for line in lines if line.amount]


def _repaid(said: Mapping) -> Decimal:
    return Decimal(said.get("repaid", 0))


def _number(figure: str | Decimal) -> str:
    return display_number(Decimal(figure))
