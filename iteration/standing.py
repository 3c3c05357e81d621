"""How silent councils are answered for, if they gave a standing instruction."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from councils.models import Council
from iteration.arrays import Catalogue, Sheet, read_prices
from iteration.models import Round
from iteration.roster import Roster
from planning.book import Book
from planning.entitlements import budgets
from planning.responses import Flexibility, respond
from proposals.models import Entitlement, StandingInstruction

EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
MICROSECOND = timedelta(microseconds=1)
DECLARED = ("mode", "substitution", "supply_response", "capacity")
# Prices and opening (microseconds since 1970) of each round.
History = tuple[np.ndarray, np.ndarray]
# A budget ratio that binds nobody.
EVERYTHING = 1e300


def respond_to(
    round: Round, catalogue: Catalogue, reference: Sheet, in_force: Sheet
) -> Book:
    """What instructions answer in a round that is past its cutoff.

    ``reference`` holds what councils last said themselves, ``in_force`` what counts. A
    council without an instruction keeps what it said.
    """
    standing = _instructions(round)
    flexibility = _flexibility(standing, reference, catalogue)
    history = _history(round, catalogue)
    return respond(
        reference.book,
        *_prices(reference, history),
        flexibility,
        _budget_ratio(round, reference, in_force, flexibility, history),
    )


def instructed(round: Round) -> set[int]:
    """The keys of the councils that had a standing instruction at the cutoff."""
    standing = StandingInstruction.objects.in_force(round.cutoff)
    return set(standing.values_list("council_id", flat=True))


def _instructions(round: Round) -> dict[int, Any]:
    standing = StandingInstruction.objects.in_force(round.cutoff)
    rows = standing.values_list("council_id", *DECLARED, named=True)
    return {row.council_id: row for row in rows}


def _prices(reference: Sheet, history: History) -> tuple[np.ndarray, np.ndarray]:
    """The prices each line answered when it was proposed, and those of this round."""
    announced, when = history
    then = announced[_round_of(reference, when)][
        reference.book.council, reference.book.good
    ]
    return then, announced[-1]


def _history(round: Round, catalogue: Catalogue) -> History:
    """Prices and opening (microseconds since 1970) of the rounds up to this one."""
    rounds = list(
        Round.objects.filter(period=round.period, number__lte=round.number).order_by(
            "number"
        )
    )
    prices = np.stack([read_prices(each, catalogue) for each in rounds])
    when = np.array([(each.opened_at - EPOCH) // MICROSECOND for each in rounds])
    return prices, when


def _round_of(sheet: Sheet, opened: np.ndarray) -> np.ndarray:
    """In which round each council submitted; before the first, the first."""
    return np.maximum(np.searchsorted(opened, sheet.submitted, side="right") - 1, 0)


def _flexibility(
    standing: dict[int, Any], sheet: Sheet, catalogue: Catalogue
) -> Flexibility:
    keep = StandingInstruction(
        mode=StandingInstruction.Mode.KEEP, substitution=1, supply_response=1
    )
    given = [standing.get(council, keep) for council in sheet.council.tolist()]
    return Flexibility(
        follow=np.array([each.mode == "follow" for each in given], dtype=bool),
        substitution=np.array([float(each.substitution) for each in given]),
        supply_response=np.array([float(each.supply_response) for each in given]),
        capacity=np.array(
            [
                np.inf if each.capacity is None else float(each.capacity)
                for each in given
            ]
        )
        * sheet.smallest_of_main(catalogue),
    )


def _budget_ratio(
    round: Round,
    reference: Sheet,
    in_force: Sheet,
    flexibility: Flexibility,
    history: History,
) -> np.ndarray:
    """What each council may spend now, as a part of what its requests cost then.

    Whoever follows the prices saves what it saved before, in proportion; whoever keeps
    its proposal keeps it as far as the entitlement reaches. Councils no entitlement
    binds follow with what they spent, or keep everything.
    """
    ratio = np.where(flexibility.follow, 1.0, EVERYTHING)
    entitled = Entitlement.objects.per_council(round.period)
    if not entitled:
        return ratio
    announced, when = history
    answered = _round_of(reference, when)
    about = _about(reference, entitled)
    then = np.ones(reference.book.n_councils)
    for number in np.unique(answered):
        mine = answered == number
        then[mine] = budgets(prices=announced[number], **about)[mine]
    places = np.searchsorted(in_force.council, reference.council)
    about = _about(in_force, entitled)
    now = budgets(prices=announced[-1], **about)[places]
    cost = _cost(reference, announced[answered])
    bound = np.isfinite(now) & (cost > 0)
    reach = np.divide(now, cost, out=ratio.copy(), where=bound)
    grown = np.divide(now, then, out=reach.copy(), where=bound & (then > 0))
    return np.where(bound & flexibility.follow, np.minimum(grown, reach), reach)


def _cost(sheet: Sheet, prices: np.ndarray) -> np.ndarray:
    """What each council's requests cost at the prices of its own row."""
    book = sheet.book
    value = np.maximum(book.quantity, 0) * prices[book.council, book.good]
    return np.bincount(book.council, value, minlength=book.n_councils)


def _about(sheet: Sheet, entitled: dict[int, Decimal]) -> dict[str, Any]:
    """What budgets depend on besides prices, for the councils of a sheet."""
    roster = Roster.of(sheet.council)
    return {
        "entitlement": roster.sums(entitled),
        "members": roster.members,
        "parent": roster.above,
        "book": sheet.book,
        "consumer": roster.is_kind(Council.Kind.CONSUMER),
        "federation": roster.is_kind(Council.Kind.CONSUMER_FEDERATION),
    }
