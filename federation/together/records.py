"""A round's document from the server above, recomputed before it is believed."""

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from django.conf import settings

from federation.models import SharedYear
from federation.together.asking import read
from federation.together.checking import check_answers, check_receipts
from federation.together.origin import check_origin
from federation.together.parts import Wrong, balance_of
from iteration.models import Publication, Result, Round
from iteration.publication import price_text
from iteration.sharing import agreed, free_goods, imbalance
from ledger.canonical import canonical
from proposals.models import Period

# Every figure of a document. Without an exponent: 1e999999999 is a short text too.
FIGURE = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,20})?")
# By so much a figure with nine decimals, or a price of six digits, may be off.
NEARLY, ROUNDED = 1e-8, Decimal("1e-5")


def check_record(says: Mapping[str, Any], body: str, year: SharedYear) -> int:
    """The number of the round a document is of. Raises Wrong for what does not hold.

    This server's own part is in it unchanged; sums, roots, imbalances and agreement
    are recomputed; it follows the document before it.
    """
    try:
        return _check(says, body, year)
    except Wrong:
        raise
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise Wrong(f"{error!r:.100} is missing or of another kind") from error


def figure(text: Any) -> Decimal:
    """A figure of a document. Raises Wrong unless it is written plainly."""
    if not isinstance(text, str) or not FIGURE.fullmatch(text):
        raise Wrong(f"{text!r:.40} is no figure")
    return Decimal(text)


def _check(says, body, year):
    if canonical(says) != body:
        raise Wrong("it is not written in the one way documents are written")
    period, number = year.period, says["number"]
    if (says["kind"], says["period"]["code"]) != ("round", period.code):
        raise Wrong("it is not the document of a round of this year")
    if type(number) is not int or not 0 < number < 10_000:
        raise Wrong("it has no number of a round")
    before = Publication.objects.filter(period=period, round__number__lt=number)
    last = before.order_by("number").last()
    if says["previous"] != (last.digest if last else None):
        raise Wrong("it does not follow the document before it")
    _check_rules(says, period)
    round = Round.objects.filter(period=period, number=number).first()
    if round is not None:
        _check_prices(says, round)
    else:
        given = {row["code"]: figure(row["price"]) for row in says["goods"]}
        check_origin(number, given, year)
    check_answers(says, says["servers"])
    check_receipts(says, says["servers"])
    _check_own(says, year, number)
    _check_following(says, year, number + 1)
    _check_balance(says, period)
    return number


def _check_rules(says, period):
    floors = period.catalogue.values_list("good__code", "floor")
    if says["floors"] != {code: price_text(floor) for code, floor in floors}:
        raise Wrong("the floors are not those of the year")
    if figure(says["tolerance"]) != period.tolerance:
        raise Wrong("the tolerance is not that of the year")


def _check_prices(says, round):
    announced = dict(round.prices.values_list("good__code", "price"))
    for row in says["goods"]:
        if figure(row["price"]) != announced[row["code"]]:
            raise Wrong(f"{row['code']}: the price is not the one announced")


def _check_following(says, year, number):
    """The next prices are those announced, where the announcement came first."""
    prices = year.statements.filter(number=number, kind="prices", fault="").first()
    announced = read(prices.body)["prices"] if prices else {}
    for row in says["goods"]:
        following = figure(row["next_price"])
        if figure(announced.get(row["code"], row["next_price"])) != following:
            raise Wrong(f"{row['code']}: another price is announced for the next round")


def _own_row(says, year, here):
    """What a document says of this server, or of the one above it that counted it."""
    rows = {part["server"]: part for part in says["servers"]}
    if len(rows) != len(says["servers"]):
        raise Wrong("a server is in it twice")
    top = says["servers"][0]["server"]
    return rows.get(here if year.parent.origin == top else year.parent.origin)


def _check_own(says, year, number):
    """What this server has counted is in it, or it is said to have come too late.

    Further down the tree it is in the part of the server above, which is in it.
    """
    own_parts = year.parts.filter(member=None)
    own = {part.digest: read(part.body) for part in own_parts.filter(number=number)}
    earlier = own_parts.filter(number__lt=number)
    here = next((part["server"] for part in own.values()), settings.BASE_URL)
    row = _own_row(says, year, here)
    if row is None:
        silent = year.period.silence in (Period.Silence.ZERO, Period.Silence.EXCLUDE)
        if own and earlier.exists() and not silent:
            raise Wrong("this server is not in it")
        if own.keys() & {part["document"] for part in says["servers"]}:
            raise Wrong("what this server counted is in it under another name")
    elif type(row["late"]) is not bool:
        raise Wrong("whether this server was late is not said")
    elif row["server"] != here:
        return
    elif row["late"]:
        if not earlier.filter(digest=row["document"]).exists():
            raise Wrong("this server never counted what is carried forward for it")
    elif not own:
        raise Wrong("this server has not counted what is in it")
    elif (mine := own.get(row["document"])) is None or any(
        row[name] != mine[name] for name in ("answers", "receipts")
    ):
        raise Wrong("what this server counted is not in it as it was sent")


def _check_balance(says, period):
    goods = [entry.good for entry in period.catalogue.select_related("good")]
    rows = {row["code"]: row for row in says["goods"]}
    balance = balance_of(says, goods)
    prices = np.array([float(figure(rows[good.code]["price"])) for good in goods])
    floors = np.array([float(figure(says["floors"][good.code])) for good in goods])
    free = free_goods(balance, prices, floors)
    tolerance = Fraction(period.tolerance)
    if says["agreed"] is not agreed(balance, tolerance, free):
        raise Wrong("whether it agrees does not follow from the totals")
    found = imbalance(balance, free)
    for place, good in enumerate(goods):
        row, excess = rows[good.code], abs(int(balance.excess[place]))
        dealt = int(balance.requested[place]) + int(balance.offered[place])
        if abs(float(figure(row["imbalance"])) - found[place]) > NEARLY:
            raise Wrong(f"{good.code}: the imbalance does not follow from the totals")
        within = bool(free[place]) or 2 * excess <= tolerance * dealt
        if row["within_tolerance"] is not within:
            raise Wrong(f"{good.code}: whether it is within tolerance does not follow")
        _check_next(row, figure(says["floors"][good.code]))
    codes = [good.code for good in goods]
    _check_worst(says, dict(zip(codes, np.abs(found).tolist(), strict=True)))


def _check_next(row, floor):
    following = figure(row["next_price"])
    if not floor * (1 - ROUNDED) <= following:
        raise Wrong(f"{row['code']}: the next price is below its floor")
    if row["reason"] not in Result.Reason.values:
        raise Wrong(f"{row['code']}: {row['reason']!r:.40} is no reason for a price")


def _check_worst(says, sizes):
    largest = max(sizes.values(), default=0.0)
    worst = says["worst_good"]
    behind = largest if worst is None else largest - sizes[worst]
    if behind > NEARLY or abs(float(figure(says["worst"])) - largest) > NEARLY:
        raise Wrong("the worst imbalance does not follow from the totals")
    if not 0 <= figure(says["weighted"]) <= 2:
        raise Wrong("the imbalance by value is none")
