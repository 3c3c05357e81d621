"""A year as another server defines it, beside what there is here."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from federation.together.definition import FIXED, RULES, SAME, define
from pages.templatetags.figures import day, price
from pages.units import unit_name
from pages.words import percent
from proposals.models import Good, Period

DECIMAL = re.compile(r"[0-9]{1,15}(\.[0-9]{1,20})?")
# How a good of theirs stands here: the name of a style, and what it means.
SAME_HERE, NEW, OTHERWISE = "done", "", "bad"


class Unreadable(ValueError):
    """What came is no definition of a year."""


@dataclass(frozen=True)
class Line:
    """A good of theirs; ``differing`` says field by field what is otherwise here."""

    code: str
    name: str
    unit: str
    category: str
    price: str
    floor: str
    state: str
    differing: list


@dataclass(frozen=True)
class Defined:
    """A year that can be joined, or not: ``differing`` says what must be matched."""

    name: str
    rules: list
    goods: list
    known: Any
    differing: list
    only_here: list

    @property
    def fits(self):
        others = any(each.state == OTHERWISE for each in self.goods)
        return not (self.differing or self.only_here or others)


def compare(says, code):
    """What joining would mean. Raises Unreadable."""
    try:
        return _compare(says, code)
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise Unreadable(str(error)) from error


def _compare(says, code):
    if says["code"] != code:
        raise Unreadable("another year")
    period = Period.objects.filter(code=code).first()
    here = define(period) if period else None
    rows = {row["code"]: row for row in says["goods"]}
    planned = {row["code"]: row for row in here["goods"]} if here else None
    known = {good.code: good for good in Good.objects.filter(code__in=rows)}
    return Defined(
        name=str(says["name_en"]),
        rules=list(_rules(says).values()),
        goods=[_line(rows[each], known.get(each), planned) for each in sorted(rows)],
        known=period,
        differing=_differing(says, here, period) if here else [],
        only_here=[
            (each, planned[each]["name_en"])
            for each in sorted((planned or {}).keys() - rows.keys())
        ],
    )


def _rules(says):
    """The rules of a year by name: what each is called, and its value for people."""
    length = timedelta(seconds=int(says["round_seconds"]))
    return {
        "starts": (_("First day"), day(date.fromisoformat(says["starts"]))),
        "ends": (_("Last day"), day(date.fromisoformat(says["ends"]))),
        "tolerance": (_("Tolerance"), percent(_decimal(says["tolerance"]))),
        "rule": (_("Price rule"), Period.Rule(says["rule"]).label),
        "silence": (
            _("If a council is silent"),
            Period.Silence(says["silence"]).label,
        ),
        "max_rounds": (_("Rounds at most"), str(int(says["max_rounds"]))),
        "round_seconds": (_("Length of a round"), lasting(length)),
    }


def _differing(says, here, period):
    """What of the year itself is otherwise in the one that was prepared here."""
    there, mine = _rules(says), _rules(here)
    found = [
        (mine[name][0], mine[name][1], there[name][1])
        for name in (*FIXED, *RULES)
        if here[name] != says[name]
    ]
    if period.practice:
        found.append((_("State"), _("practice year"), _("in preparation")))
    elif period.status != Period.Status.DRAFT:
        state = period.get_status_display()
        found.append((_("State"), state, _("in preparation")))
    return found


def _line(row, good, planned):
    """A good of theirs; ``planned`` holds those of the year here, if there is one."""
    differing = []
    if good is not None:
        differing += [
            (name, _shown(name, getattr(good, name)), _shown(name, row[name]))
            for name in SAME
            if getattr(good, name) != row[name]
        ]
    mine = (planned or {}).get(row["code"])
    if planned is not None and mine is None:
        differing.append(("catalogue", _("not in it"), _("in it")))
    if mine is not None:
        differing += [
            (name, _money(mine[name]), _money(row[name]))
            for name in ("price", "floor")
            if mine[name] != row[name]
        ]
    state = OTHERWISE if differing else NEW if good is None else SAME_HERE
    return Line(
        code=str(row["code"]),
        name=str(good or row["name_en"]),
        unit=_shown("unit", row["unit"]),
        category=_shown("category", row["category"]),
        price=_money(row["price"]),
        floor=_money(row["floor"]),
        state=state,
        differing=[(_called(name), *values) for name, *values in differing],
    )


def _called(name):
    return {
        "category": _("category"),
        "unit": _("unit"),
        "decimals": _("digits behind the mark"),
        "price": _("first price"),
        "floor": _("lowest price"),
        "catalogue": _("catalogue of the year"),
    }[name]


def _shown(name, value):
    if name == "unit":
        return str(unit_name(str(value)))
    if name == "category":
        return str(Good.Category(value).label)
    return str(int(value))


def _money(text):
    return price(_decimal(text))


def _decimal(text):
    if not isinstance(text, str) or not DECIMAL.fullmatch(text):
        raise ValueError(f"{text!r:.40} is no number")
    return Decimal(text)


def lasting(span):
    """A length of time: ``7 days``, ``36 hours``, ``90 minutes``."""
    minutes = round(span.total_seconds() / 60)
    if minutes < 120:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    hours = round(minutes / 60)
    if hours < 48:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    days = round(hours / 24)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
