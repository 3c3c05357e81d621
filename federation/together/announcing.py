"""An announced round, checked before anybody is asked to answer at its prices."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from federation.models import Exchange, SharedYear
from federation.together.asking import read
from federation.together.definition import catalogue_digest
from federation.together.parts import Wrong
from federation.together.records import ROUNDED
from iteration.catalogue import Catalogue
from iteration.models import Publication, Round
from ledger import clock

# As prices are announced: six significant digits.
PRICE = re.compile(r"(?=[0-9.]*[1-9])(0|[1-9][0-9]{0,14})(\.[0-9]{1,20})?")
# A round of a yearly plan is no longer than a year.
LONGEST = timedelta(days=366)
# Digits after the point that are kept of a price.
PLACES = Decimal("1e-15")


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

    Its councils had no say in it; the year goes on with them. None if it is not the
    next. Raises Wrong if its prices do not follow from the document before.
    """
    last = Round.objects.current(year.period)
    if last is not None and last.status != Round.Status.PUBLISHED:
        return None
    if says["number"] != (last.number + 1 if last else 1):
        return None
    prices = {row["code"]: row["price"] for row in says["goods"]}
    check_origin(says["number"], prices, year)
    cutoff = clock.now().isoformat()
    return {"round": says["number"], "cutoff": cutoff, "prices": prices}


def plain_prices(prices: Mapping[str, str]) -> dict[str, str]:
    """Equal prices as equal texts.

    >>> plain_prices({"bread": "2.50"})
    {'bread': '2.5'}
    """
    return {code: f"{Decimal(text).normalize():f}" for code, text in prices.items()}


def _check_price(code, text, floor):
    if not isinstance(text, str) or not PRICE.fullmatch(text):
        raise Wrong(f"{code}: {text!r:.40} is no price")
    if Decimal(text) < floor * (1 - ROUNDED):
        raise Wrong(f"{code}: {text} is below the floor of {floor.normalize():f}")


def check_origin(number: int, prices: Mapping[str, str], year: SharedYear) -> None:
    """Where prices come from: the catalogue, or the document of the round before.

    As long as that is not here, it cannot be compared. Raises Wrong.
    """
    known = _first(year) if number == 1 else _next(year, number - 1)
    for code, price in (known or {}).items():
        if Decimal(prices[code]).quantize(PLACES) != price.quantize(PLACES):
            raise Wrong(
                f"{code}: {prices[code]} is not the price that follows, {price}"
            )


def _first(year):
    catalogue = Catalogue.of(year.period)
    codes = [good.code for good in catalogue.goods]
    return dict(zip(codes, catalogue.announced(catalogue.start), strict=True))


def _next(year, number):
    kept = Publication.objects.filter(period=year.period, round__number=number).first()
    told = Exchange.objects.filter(year=year, number=number).first()
    body = kept.body if kept else told.record if told else ""
    rows = read(body)["goods"] if body else []
    return {row["code"]: Decimal(row["next_price"]) for row in rows}
