"""The values in a record as people read them."""

import re
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.core.exceptions import FieldDoesNotExist
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from councils.looks import OFFICES, THINGS
from councils.models import Council, Membership, Outcome
from councils.models.decision import Terms
from pages import words
from proposals.models import (
    Entitlement,
    Good,
    Period,
    Proposal,
    StandingInstruction,
)
from proposals.quantity import display_number

# What can be said under a key of a record's data.
CHOICES = {
    "role": Membership.Role.choices,
    "method": Terms.Method.choices,
    "outcome": Outcome.choices,
    "origin": Proposal.Origin.choices,
    "source": Entitlement.Source.choices,
    "mode": StandingInstruction.Mode.choices,
    "rule": Period.Rule.choices,
    "silence": Period.Silence.choices,
    "category": Good.Category.choices,
    "kind": Council.Kind.choices,
    "office": OFFICES.items(),
    "what": THINGS.items(),
}
SHARES = {"tolerance"}
FIELDS_OF = (Period, Good, Council, StandingInstruction)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
NOTHING = "–"


class Values(dict):
    """What a sentence is filled with; what it lacks is a dash."""

    def __missing__(self, key):
        return NOTHING


def worded(key, value):
    """A value of a record's data as text.

    >>> worded("rounds", 3), worded("tolerance", "0.03") == words.percent("0.03")
    ('3', True)
    """
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return display_number(Decimal(value))
    if isinstance(value, list):
        one = _field if key in ("fields", "figures") else lambda each: worded("", each)
        return ", ".join(map(one, value))
    if isinstance(value, dict):
        return ", ".join(
            f"{name}: {worded(name, each)}" for name, each in value.items()
        )
    return _text(key, str(value))


def _text(key, text):
    if key in CHOICES:
        return str(dict(CHOICES[key]).get(text, text))
    if MOMENT.match(text):
        return _moment(text)
    try:
        if key in SHARES:
            return words.percent(Decimal(text))
        return display_number(Decimal(text)) if key == "amount" else text
    except (InvalidOperation, ValueError):
        return text


def _moment(text):
    try:
        local = timezone.localtime(datetime.fromisoformat(text))
    except ValueError:
        return text
    form = pgettext("date format", "j F Y, H:i")
    return f"{formats.date_format(local, form)} {local.tzname()}"


def _field(name):
    """What a column is called, wherever it stands."""
    for model in FIELDS_OF:
        try:
            found = model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if not found.auto_created:  # Those that point here have no name of their own.
            return str(found.verbose_name)
    return str(name).replace("_", " ")
