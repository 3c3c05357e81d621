"""What a server checks in the accord, and what its councils are assigned by it."""

import math
from fractions import Fraction

from tests.federation.second.documents import digest
from tests.federation.second.records import require
from tests.federation.second.settlement import Settlement, assignments, whole

OF_MESSAGE = {"kind", "year", "round"}
NAMES = {
    "cut_value",
    "finish",
    "integral_councils",
    "integrality_cost",
    "largest_cut",
    "residual",
    "salted",
    "units",
}
# Of these, what is offered may stay unused.
SLACK = {"labour", "resource", "capital", "pollutant"}
# Values are added up in doubles.
NEAR = 1e-9


def accord_digest(message):
    """The digest by which servers see that they have the same plan."""
    return digest(
        {name: value for name, value in message.items() if name not in OF_MESSAGE}
    )


def check_accord(message, record, year, lines):
    """Refuse an accord that does not hold; what its lines are assigned."""
    require(message.keys() == OF_MESSAGE | NAMES, "it has other names")
    require(message["round"] == record["number"], "another round has agreed")
    n, units = len(year.goods), whole(message["units"])
    require(len(units) == 2 * n, "it is not of these goods")
    for good, requested, offered in zip(year.goods, units[:n], units[n:], strict=True):
        less = good.category in SLACK and requested < offered
        require(requested == offered or less, f"{good.code} does not balance")
    figures = {
        name: float(message[name])
        for name in ("cut_value", "integrality_cost", "largest_cut", "residual")
    }
    for each in figures.values():
        require(math.isfinite(each) and each >= 0, "a figure is none")
    given = assignments(message["finish"], lines)
    own = Settlement(lines, n).answer("finish", message["finish"])
    for mine, total in zip(whole(own["units"]), units, strict=True):
        require(mine <= total, "councils here are assigned more than all")
    for (_side, limit, _ticket), each in zip(lines, given, strict=True):
        require(0 <= each <= limit, "a council is assigned more than it proposed")
    largest = float(own["largest_cut"])
    require(largest <= figures["largest_cut"] <= 1, "more is cut here")
    # What came late was settled on, but not counted in the document.
    if not any(each["late"] for each in record["servers"]):
        _check_values(figures["cut_value"], message["finish"], record, year, units)
    return given


def _check_values(cut_value, finish, record, year, units):
    proposed = cut = Fraction(0)
    n = len(year.goods)
    for place, (line, good) in enumerate(zip(record["goods"], year.goods, strict=True)):
        price = Fraction(line["price"]) / 10**good.decimals
        for side, name in ((place, "requested"), (place + n, "offered")):
            limit = good.units(line[name])
            require(0 <= units[side] <= limit, f"{good.code} has more than proposed")
            proposed += price * limit
            cut += price * (limit - units[side])
    bound = float(finish["bound"])
    require(math.isclose(bound, proposed, rel_tol=NEAR), "the bound is another")
    near = math.isclose(cut_value, cut, rel_tol=NEAR, abs_tol=float(proposed) * NEAR)
    require(near, f"what is cut is worth {float(cut)}")
