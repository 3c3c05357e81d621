"""What a server checks in the document of a round before it publishes it."""

import re
from fractions import Fraction

from tests.federation.second.documents import canonical, digest
from tests.federation.second.parts import KINDS
from tests.federation.second.receipts import joined
from tests.federation.second.refusals import RefusedError

# Its figures were found in doubles, and rounded.
NEAR = Fraction(1, 10**8)
FIGURE = re.compile(r"-?[0-9]+\.[0-9]{9}")


def require(holds, detail):
    """Refuse a document in which something does not hold."""
    if not holds:
        raise RefusedError("record-wrong", detail)


def check_record(body, record, year, before, prices):
    """Refuse a document that does not follow.

    ``before`` is the digest of the one before, ``prices`` those announced.
    """
    require(canonical(record) == body, "it is not written in the one way")
    _check_names(record, year, before)
    imbalances = [
        _check_good(*each, year, prices)
        for each in zip(record["goods"], year.goods, strict=True)
    ]
    _check_sums(record)
    _check_agreement(record, year, imbalances)


def _check_agreement(record, year, imbalances):
    sizes = {code: abs(each) for code, each in zip(year.codes, imbalances, strict=True)}
    worst, value, off = max(sizes.values()), Fraction(0), Fraction(0)
    for line, good in zip(record["goods"], year.goods, strict=True):
        price = Fraction(line["price"]) / 10**good.decimals
        requested, offered = good.units(line["requested"]), good.units(line["offered"])
        off += price * 2 * abs(requested - offered)
        value += price * (requested + offered)
    agrees = value > 0 and worst <= Fraction(year.tolerance)
    require(record["agreed"] is agrees, "whether it agrees")
    require(_is_near(record["worst"], worst), "the worst is another")
    of_worst = sizes.get(record["worst_good"], Fraction(0))
    require(worst - of_worst <= NEAR, "the worst is of another good")
    require(_is_near(record["weighted"], off / (value or 1)), "the weighted imbalance")


def _check_names(record, year, before):
    expected = {
        "commonplan": 1,
        "kind": "round",
        "previous": before,
        "period": year.period,
        "rule": year.rule,
        "tolerance": year.tolerance,
        "floors": year.floors,
    }
    for name, value in expected.items():
        require(record.get(name) == value, f"{name} is not {value}")
    codes = [each["code"] for each in record["goods"]]
    require(codes == year.codes, "its goods are not those of the year")
    following = {each["code"]: each["next_price"] for each in record["goods"]}
    require(year.are_prices(following), "a next price is none")
    require(not year.below_floor(following), "a next price is below its floor")


def _check_good(line, good, year, prices):
    """The exact imbalance of a good: less than 0 where more is offered."""
    for name in ("category", "decimals", "unit"):
        require(line[name] == getattr(good, name), f"{name} of {good.code}")
    require(line["price"] == prices[good.code], f"the price of {good.code}")
    requested, offered = good.units(line["requested"]), good.units(line["offered"])
    require(min(requested, offered) >= 0, f"{good.code} has less than nothing")
    excess = requested - offered
    require(good.units(line["excess"]) == excess, f"the excess of {good.code}")
    exact = Fraction(2 * excess, (requested + offered) or 1)
    if excess < 0 and Fraction(line["price"]) == Fraction(good.floor):
        exact = Fraction(0)
    require(_is_near(line["imbalance"], exact), f"the imbalance of {good.code}")
    within = abs(exact) <= Fraction(year.tolerance)
    require(line["within_tolerance"] is within, f"the tolerance of {good.code}")
    return exact


def _check_sums(record):
    servers = record["servers"]
    names = [each["server"] for each in servers]
    require(len(names) == len(set(names)), "a server is there twice")
    for kind in KINDS:
        total = sum(each["answers"][kind] for each in servers)
        require(record["answers"][kind] == total, f"the sum of {kind}")
    for each in [record, *servers]:
        counted = sum(each["answers"].values()) - each["answers"]["absent"]
        require(each["receipts"]["count"] == counted, "the number of receipts")
    roots = joined([each["receipts"]["root"] for each in servers])
    require(record["receipts"]["root"] == roots, "the root of the receipts")


def check_own_part(record, year, origin, parts, is_received):
    """Refuse a document without this server's part as it was sent.

    ``parts`` are those it made, by round; ``is_received``: whether the server above has
    said that it has the one of this round.
    """
    number = record["number"]
    found = [each for each in record["servers"] if each["server"] == origin]
    if not found:
        require(not is_received, "this server's part is not in it")
        return
    [own] = found
    rounds = [at for at, each in parts.items() if digest(each) == own["document"]]
    require(len(rounds) == 1, "this server sent another part")
    part, late = parts[rounds[0]], rounds[0] != number
    require(not (late and is_received), "this server's part was here in time")
    require(own["late"] is late, "this server's part was not late")
    require(own["receipts"] == part["receipts"], "this server's receipts are others")
    require(late or own["answers"] == part["answers"], "this server's answers")
    for mine, line, good in zip(
        part["goods"], record["goods"], year.goods, strict=True
    ):
        for name in ("requested", "offered"):
            is_in = good.units(mine[name]) <= good.units(line[name])
            require(is_in, f"{good.code} is less than this server's part of it")


def _is_near(text, exact):
    """Whether a text of nine decimals is a number, rounded."""
    return bool(FIGURE.fullmatch(text)) and abs(Fraction(text) - exact) <= NEAR
