"""A round's document from the server above, recomputed before it is believed."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from federation.models import SharedYear
from federation.together.asking import read
from federation.together.parts import Wrong, balance_of
from iteration.documents.parts import ANSWERS
from iteration.models import Publication, Round
from iteration.sharing import agreed, free_goods, imbalance
from ledger.canonical import canonical
from ledger.merkle import over


def check_record(says: Mapping[str, Any], body: str, year: SharedYear) -> int:
    """The number of the round a document is of. Raises Wrong for what does not hold.

    This server's own part is in it unchanged; sums, roots, imbalances and agreement
    are recomputed; it follows the document before it.
    """
    try:
        return _check(says, body, year)
    except Wrong:
        raise
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise Wrong(f"{error!r:.100} is missing or of another kind") from error


def _check(says, body, year):
    if canonical(says) != body:
        raise Wrong("it is not written in the one way documents are written")
    period, number = year.period, says["number"]
    if (says["kind"], says["period"]["code"]) != ("round", period.code):
        raise Wrong("it is not the document of a round of this year")
    before = Publication.objects.filter(period=period, round__number__lt=number)
    last = before.order_by("number").last()
    if says["previous"] != (last.digest if last else None):
        raise Wrong("it does not follow the document before it")
    round = Round.objects.filter(period=period, number=number).first()
    if round is not None:
        _check_prices(says, round)
    _check_servers(says)
    _check_own(says, year, number)
    _check_balance(says, period)
    return number


def _check_prices(says, round):
    announced = dict(round.prices.values_list("good__code", "price"))
    for row in says["goods"]:
        if Fraction(row["price"]) != Fraction(announced[row["code"]]):
            raise Wrong(f"{row['code']}: the price is not the one announced")


def _check_servers(says):
    parts = says["servers"]
    for name in ANSWERS:
        if sum(part["answers"][name] for part in parts) != says["answers"][name]:
            raise Wrong(f"the answers “{name}” of the servers are not their sum")
    roots = [part["receipts"]["root"] for part in parts]
    counts = [part["receipts"]["count"] for part in parts]
    if (sum(counts), over(roots)) != (
        says["receipts"]["count"],
        says["receipts"]["root"],
    ):
        raise Wrong("the receipts of the servers do not give those of all")


def _check_own(says, year, number):
    """What this server has counted is in it, or it is said to have come too late."""
    own = year.parts.filter(number=number, member=None).first()
    if own is None:
        return
    mine = read(own.body)
    found = [part for part in says["servers"] if part["server"] == mine["server"]]
    if len(found) != 1:
        raise Wrong("this server is not in it")
    [row] = found
    if row["late"]:
        return
    if row["document"] != own.digest or row["receipts"] != mine["receipts"]:
        raise Wrong("what this server counted is not in it as it was sent")


def _check_balance(says, period):
    goods = [entry.good for entry in period.catalogue.select_related("good")]
    rows = {row["code"]: row for row in says["goods"]}
    balance = balance_of(says, goods)
    prices = np.array([float(rows[good.code]["price"]) for good in goods])
    floors = np.array([float(says["floors"][good.code]) for good in goods])
    free = free_goods(balance, prices, floors)
    tolerance = Fraction(says["tolerance"])
    if tolerance != Fraction(period.tolerance):
        raise Wrong("the tolerance is not that of the year")
    if says["agreed"] is not agreed(balance, tolerance, free):
        raise Wrong("whether it agrees does not follow from the totals")
    found = imbalance(balance, free)
    for place, good in enumerate(goods):
        if abs(float(rows[good.code]["imbalance"]) - found[place]) > 1e-8:
            raise Wrong(f"{good.code}: the imbalance does not follow from the totals")
