"""Why rounds come no closer, and what would resolve it: found in memory, as plain JSON.

What stands here of single councils is for facilitators; it is not published.
"""

from fractions import Fraction
from typing import Any

import numpy as np

from iteration.arrays import Sheet, read_sheet
from iteration.catalogue import Catalogue, read_prices
from iteration.count import Count, count, proposals_counted
from iteration.ground import ground_of
from iteration.models import Round, Simulation
from iteration.pricing import before
from iteration.roster import KINDS
from iteration.scenarios import Scenario
from iteration.whatif import Heard, basis_of, played_through, settled, short
from planning.balance import out_of_tolerance
from planning.dearer import if_dearer
from planning.foresight import Foresight
from planning.ground import Ground
from planning.resolving import least_tolerance, missing

# Goods that are looked at closely, councils named for each, and goods bought instead.
GOODS, COUNCILS, INSTEAD = 10, 5, 3


def resolve(simulation: Simulation, heard: Heard) -> dict[str, Any]:
    """What would let a year agree, from its newest published round and its best."""
    round, asked = simulation.round, simulation.asked
    counted, ground = ground_of(round)
    foresight = ground.foresight(asked["seed"])
    heard()
    tolerance = Fraction(str(simulation.period.tolerance))
    goods = _goods(round, counted, ground, foresight, tolerance)
    more = played_through(simulation, Scenario(), counted, ground, foresight, heard)
    return {
        "round": round.number,
        "basis": basis_of(ground, foresight),
        "goods": goods,
        "best": _best(round, counted),
        "more": {name: more[name] for name in ("rounds", "ended", "agreed_in")}
        | {"settlement": more["settlement"], "terms": more["terms"]},
    }


def _goods(
    round: Round,
    counted: Count,
    ground: Ground,
    foresight: Foresight,
    tolerance: Fraction,
) -> list[dict[str, Any]]:
    """The worst goods: what they lack, who would move, and who pulls."""
    outcome, catalogue = ground.outcome, counted.catalogue
    lacking = missing(outcome.balance, tolerance, outcome.free)
    out = np.flatnonzero(out_of_tolerance(outcome.balance, tolerance, outcome.free))
    worst = out[np.argsort(-np.abs(outcome.imbalance[out]), kind="stable")][:GOODS]
    places = worst.tolist()
    dearer = if_dearer(foresight, ground.prices, places)
    pulls = _pulls(round, counted.sheet.dealing(), catalogue, places)
    found = []
    for place, moved, councils in zip(places, dearer, pulls, strict=True):
        units = int(lacking[place])
        first = np.argsort(-moved.instead, kind="stable")[:INSTEAD].tolist()
        found.append(
            {
                "good": catalogue.goods[place].code,
                "missing": str(units),
                "value": short(abs(units) * ground.prices[place]),
                "requested": short(moved.requested),
                "offered": short(moved.offered),
                "instead": [
                    [catalogue.goods[other].code, short(moved.instead[other])]
                    for other in first
                    if moved.instead[other] > 0
                ],
                "councils": councils,
            }
        )
    return found


def _pulls(
    round: Round, sheet: Sheet, catalogue: Catalogue, places: list[int]
) -> list[list[list[str]]]:
    """By good the councils that deal most in it on its larger side.

    Key, units, and by how many these are more than in the round before.
    """
    earlier = before(round)
    then: dict[tuple[int, int], int] = {}
    if earlier is not None:
        earlier.period = round.period
        _in_force, rows = proposals_counted(earlier)
        then = _lines(read_sheet(rows, catalogue), places)
    now = _lines(sheet, places)
    found = []
    for place in places:
        mine = {key: units for (good, key), units in now.items() if good == place}
        side = 1 if sum(mine.values()) >= 0 else -1
        most = sorted(mine, key=lambda key: (-side * mine[key], key))[:COUNCILS]
        found.append(
            [
                [str(key), str(mine[key]), str(mine[key] - then.get((place, key), 0))]
                for key in most
                if side * mine[key] > 0
            ]
        )
    return found


def _lines(sheet: Sheet, places: list[int]) -> dict[tuple[int, int], int]:
    """Units by the place of a good and the key of a council, of some goods."""
    book = sheet.book
    lines = np.flatnonzero(np.isin(book.good, places))
    keys = sheet.council[book.council[lines]].tolist()
    units = book.quantity[lines].tolist()
    pairs = zip(book.good[lines].tolist(), keys, strict=True)
    return dict(zip(pairs, units, strict=True))


def _best(round: Round, counted: Count) -> dict[str, Any]:
    """The best round so far: when it would have agreed, and what settling it cuts."""
    rounds = Round.objects.filter(period=round.period, status=Round.Status.PUBLISHED)
    best = rounds.order_by("worst", "-number").first()
    if best.pk != round.pk:
        best.period = round.period
        counted = count(best)
    else:
        best = round
    outcome, sheet = counted.outcome, counted.sheet
    prices = read_prices(best, counted.catalogue)
    settlement = settled(sheet.book, prices, counted)
    lost = np.abs(sheet.book.quantity) - np.abs(settlement.quantity)
    value = lost * prices[sheet.book.good]
    by_council = np.bincount(sheet.book.council, value, minlength=sheet.book.n_councils)
    by_kind = np.bincount(sheet.roster.kind, by_council, minlength=len(KINDS))
    order = np.argsort(-by_council, kind="stable")[: 2 * COUNCILS].tolist()
    needed = least_tolerance(outcome.balance, outcome.free)
    return {
        "round": best.number,
        "worst": short(outcome.worst),
        "tolerance": f"{float(needed):.5f}",
        "largest_cut": short(settlement.largest_cut),
        "cut_value": short(settlement.cut_value),
        "councils": int((by_council > 0).sum()),
        "kinds": {
            kind: short(sum_)
            for kind, sum_ in zip(KINDS, by_kind.tolist(), strict=True)
            if sum_ > 0
        },
        "who": [
            [str(int(sheet.council[place])), short(by_council[place])]
            for place in order
            if by_council[place] > 0
        ],
    }
