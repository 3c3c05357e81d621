"""Scenarios played through from a published round: what is found, as plain JSON."""

from collections.abc import Callable
from typing import Any

import numpy as np

from iteration.count import Count
from iteration.ground import ground_of
from iteration.models import Simulation
from iteration.scenarios import Scenario
from planning.balance import out_of_tolerance
from planning.book import Book
from planning.foresight import Foresight
from planning.ground import Ground
from planning.prices import CalibratedRule, Outcome
from planning.settle import Settlement, settle
from planning.whatif import AGREED, Terms
from planning.whatif import simulate as play

# Goods out of tolerance that are named.
NAMED = 25
# Told after every round of a scenario.
Heard = Callable[[], None]


def what_if(simulation: Simulation, heard: Heard) -> dict[str, Any]:
    """Play every scenario of a simulation, the year as it is first."""
    asked, round = simulation.asked, simulation.round
    counted, ground = ground_of(round)
    foresight = ground.foresight(asked["seed"])
    heard()
    played = [
        played_through(
            simulation, Scenario.kept(each), counted, ground, foresight, heard
        )
        for each in asked["scenarios"]
    ]
    return {
        "round": round.number,
        "basis": basis_of(ground, foresight),
        "scenarios": played,
    }


def basis_of(ground: Ground, foresight: Foresight) -> dict[str, Any]:
    """What the councils' simulated answers rest on."""
    answers = foresight.known.beliefs.answers
    learns = isinstance(ground.rule, CalibratedRule)
    return {
        "councils": len(ground.own),
        "answering": int(ground.own.sum()),
        "standing": int((ground.standing & ~ground.own).sum()),
        "silent": int((~ground.own & ~ground.standing).sum()),
        "learned": int((answers > 0).sum()) if learns else 0,
        "learns": learns,
        "noise": short(foresight.noise),
    }


def played_through(
    simulation: Simulation,
    scenario: Scenario,
    counted: Count,
    ground: Ground,
    foresight: Foresight,
    heard: Heard,
) -> dict[str, Any]:
    """One scenario: its rounds, how it ends, and what a settlement would cut then."""
    asked, period = simulation.asked, simulation.period
    dealing = counted.sheet.dealing()
    terms = scenario.terms(period, dealing, asked["rounds"], asked["seed"])
    codes = [good.code for good in counted.catalogue.goods]
    rounds: list[dict[str, Any]] = []
    # The round before is as good as any, if it is the best.
    best = (ground.outcome, ground.book, ground.prices, simulation.round.number)
    last, ended = best, AGREED
    if not already(ground, terms):
        for step in play(ground, terms, foresight):
            number = simulation.round.number + len(rounds) + 1
            rounds.append(_round(number, step.outcome, codes))
            last, ended = (step.outcome, step.book, step.prices, number), step.ended
            if step.outcome.agreed or step.outcome.worst < best[0].worst:
                best = last
            heard()
    return {
        "terms": _told(terms),
        "rounds": rounds,
        "ended": ended,
        "agreed_in": len(rounds) if ended == AGREED else None,
        **_out(last[0], terms, codes),
        "prices": _prices(last[2], counted),
        "settlement": {"round": best[3]} | cut_of(best[1], best[2], counted),
    }


def already(ground: Ground, terms: Terms) -> bool:
    """Whether the counted round itself would agree on these terms."""
    outcome = ground.outcome
    traded = outcome.balance.requested.any() or outcome.balance.offered.any()
    out = out_of_tolerance(outcome.balance, terms.tolerance, outcome.free)
    return bool(traded and not out.any())


def cut_of(book: Book, prices: np.ndarray, counted: Count) -> dict[str, Any]:
    """What a settlement of some book would cut."""
    settlement = settled(book, prices, counted)
    lost = np.abs(book.quantity) - np.abs(settlement.quantity)
    return {
        "largest_cut": short(settlement.largest_cut),
        "cut_value": short(settlement.cut_value),
        "councils": len(np.unique(book.council[lost > 0])),
    }


def settled(book: Book, prices: np.ndarray, counted: Count) -> Settlement:
    """Some book settled at its prices, as a plan would be."""
    catalogue = counted.catalogue
    things = np.array([good.decimals == 0 for good in catalogue.goods], dtype=bool)
    return settle(book, prices, catalogue.slack, things)


def short(value: float) -> str:
    """Six digits, as text: what is kept has no floating-point numbers."""
    return f"{float(value):.6g}"


def _told(terms: Terms) -> dict[str, Any]:
    return {
        "rule": terms.rule,
        "tolerance": str(float(terms.tolerance)),
        "silence": terms.silence,
        "silenced": int(terms.silenced.sum()),
        "rounds": terms.rounds,
    }


def _round(number: int, outcome: Outcome, codes: list[str]) -> dict[str, Any]:
    worst = outcome.worst_good
    return {
        "number": number,
        "worst": short(outcome.worst),
        "worst_good": None if worst is None else codes[worst],
        "weighted": short(outcome.weighted),
        "out": int(outcome.out.sum()),
    }


def _out(outcome: Outcome, terms: Terms, codes: list[str]) -> dict[str, Any]:
    """The goods that stay out of tolerance in the last round, the worst first."""
    out = out_of_tolerance(outcome.balance, terms.tolerance, outcome.free)
    places = np.flatnonzero(out)
    order = places[np.argsort(-np.abs(outcome.imbalance[places]), kind="stable")]
    return {
        "out_count": len(places),
        "out": [
            {
                "good": codes[place],
                "imbalance": short(outcome.imbalance[place]),
                "requested": str(outcome.balance.requested[place]),
                "offered": str(outcome.balance.offered[place]),
            }
            for place in order[:NAMED].tolist()
        ],
    }


def _prices(prices: np.ndarray, counted: Count) -> dict[str, str]:
    """Credits per unit, by the goods' codes."""
    goods = counted.catalogue.goods
    pairs = zip(goods, counted.catalogue.announced(prices), strict=True)
    return {good.code: f"{price.normalize():f}" for good, price in pairs}
