"""How silent councils are answered for, if they gave a standing instruction."""

from datetime import datetime, timedelta
from typing import Any

import numpy as np

from councils.models import Council
from iteration.arrays import Sheet
from iteration.catalogue import Catalogue, read_prices
from iteration.columns import read_figures, read_keys
from iteration.models import Round
from planning.book import Book
from planning.entitlements import budgets
from planning.responses import Flexibility, respond
from proposals.models import Entitlement, StandingInstruction

EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
MICROSECOND = timedelta(microseconds=1)
DECLARED = ("substitution", "supply_response", "capacity")
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
    flexibility = _flexibility(round, reference, catalogue)
    history = _history(round, catalogue)
    return respond(
        reference.book,
        *_prices(reference, history),
        flexibility,
        _budget_ratio(round, reference, in_force, flexibility, history),
    )


def instructed(round: Round) -> np.ndarray:
    """The keys of the councils that had a standing instruction at the cutoff."""
    return read_keys(StandingInstruction.objects.in_force(round.cutoff))


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


def _flexibility(round: Round, sheet: Sheet, catalogue: Catalogue) -> Flexibility:
    """As declared; a council without an instruction keeps what it proposed."""
    standing = StandingInstruction.objects.in_force(round.cutoff)
    following = standing.filter(mode=StandingInstruction.Mode.FOLLOW)
    keys, substitution, supply_response, capacity = read_figures(standing, *DECLARED)
    capacity = np.where(np.isnan(capacity), np.inf, capacity)
    roster = sheet.roster
    return Flexibility(
        follow=np.isin(sheet.council, read_keys(following)),
        substitution=roster.laid(keys, substitution, 1.0),
        supply_response=roster.laid(keys, supply_response, 1.0),
        capacity=roster.laid(keys, capacity, np.inf)
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
    if not Entitlement.objects.filter(period=round.period).exists():
        return ratio
    announced, when = history
    answered = _round_of(reference, when)
    about = _about(reference, round)
    then = np.ones(reference.book.n_councils)
    for number in np.unique(answered):
        mine = answered == number
        then[mine] = budgets(prices=announced[number], **about)[mine]
    places = np.searchsorted(in_force.council, reference.council)
    about = _about(in_force, round)
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


def _about(sheet: Sheet, round: Round) -> dict[str, Any]:
    """What budgets depend on besides prices, for the councils of a sheet."""
    roster = sheet.roster
    return {
        "entitlement": roster.entitlement(round.period),
        "members": roster.members,
        "parent": roster.above,
        "book": sheet.book,
        "consumer": roster.is_kind(Council.Kind.CONSUMER),
        "federation": roster.is_kind(Council.Kind.CONSUMER_FEDERATION),
    }
