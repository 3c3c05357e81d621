"""An announced round, checked before anybody is asked to answer at its prices."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from federation.models import SharedYear
from federation.together.definition import catalogue_digest
from federation.together.parts import Wrong
from federation.together.records import ROUNDED
from iteration.models import Round
from ledger import clock

# As prices are announced: six significant digits.
PRICE = re.compile(r"(?=[0-9.]*[1-9])(0|[1-9][0-9]{0,14})(\.[0-9]{1,20})?")
# A round of a yearly plan is no longer than a year.
LONGEST = timedelta(days=366)


class OtherCatalogue(Wrong):
    """It is of other goods, units, first prices or floors."""


class Passed(Wrong):
    """Its cutoff is not to come."""


def check_announcement(says: Mapping[str, Any], year: SharedYear) -> int:
    """The number of an announced round, once all of it makes sense. Raises Wrong."""
    try:
        number, prices = says["round"], says["prices"]
        cutoff = datetime.fromisoformat(says["cutoff"])
        ahead = cutoff - clock.now()
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Wrong(f"{error!r:.100} is missing or of another kind") from error
    if says.get("kind") != "announcement":
        raise Wrong("it is no announcement")
    if type(number) is not int or not 0 < number < 10_000:
        raise Wrong("it has no number of a round")
    entries = {
        entry.good.code: entry for entry in year.period.catalogue.select_related("good")
    }
    if not isinstance(prices, dict) or prices.keys() != entries.keys():
        raise Wrong("the prices are not those of the goods of the year")
    for code, text in prices.items():
        _check_price(code, text, entries[code].floor)
    if says.get("catalogue") != catalogue_digest(year.period):
        raise OtherCatalogue("")
    if ahead <= timedelta(0):
        raise Passed("")
    if ahead > LONGEST:
        raise Wrong("the cutoff is more than a year ahead")
    return number


def missed(says: Mapping[str, Any], year: SharedYear) -> dict[str, Any] | None:
    """A next round whose announcement came too late or never, as its document has it.

    The document holds. Its councils had no say in it; the year goes on with them. None
    if it is not the next.
    """
    last = Round.objects.current(year.period)
    if last is not None and last.status != Round.Status.PUBLISHED:
        return None
    if says["number"] != (last.number + 1 if last else 1):
        return None
    prices = {row["code"]: row["price"] for row in says["goods"]}
    cutoff = clock.now().isoformat()
    return {"round": says["number"], "cutoff": cutoff, "prices": prices}


def _check_price(code, text, floor):
    if not isinstance(text, str) or not PRICE.fullmatch(text):
        raise Wrong(f"{code}: {text!r:.40} is no price")
    if Decimal(text) < floor * (1 - ROUNDED):
        raise Wrong(f"{code}: {text} is below the floor of {floor.normalize():f}")
