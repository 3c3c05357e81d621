"""The price rule of a round, as it was told of the councils at the round's cutoff."""

from fractions import Fraction

import numpy as np

from councils.models import Council
from iteration.arrays import Sheet
from iteration.capacities import rescale_learned
from iteration.catalogue import Catalogue, read_prices
from iteration.columns import read_figures, read_keys
from iteration.handing_on import hand_on
from iteration.memory import recall
from iteration.models import Round
from iteration.standing import instructed
from planning.councils import Councils, Income
from planning.prices import RULES, CalibratedRule, Rule
from proposals.models import Declaration, StandingInstruction

FIGURES = ("substitution", "supply_response", "capacity")


def rule_of(round: Round, catalogue: Catalogue, sheet: Sheet) -> Rule:
    """The rule with all it knew when it announced the round, ready for its book.

    A first round goes on from what was learned in the year before, and so does a later
    one before which nobody had proposed anything.
    """
    told = {
        "prices": read_prices(round, catalogue),
        "tolerance": Fraction(round.tolerance),
        "floor": catalogue.floor,
    }
    if round.rule != CalibratedRule.name:
        return RULES[round.rule](**told, state=round.state or None)
    memory = recall(before(round)) if round.state else None
    return CalibratedRule(
        **told,
        state=round.state if memory else None,
        memory=memory,
        councils=councils_of(round, catalogue, sheet),
        learned=None if memory else learned_before(round),
    )


def before(round: Round) -> Round | None:
    """The round before, in the same period."""
    earlier = Round.objects.filter(period=round.period_id, number=round.number - 1)
    return earlier.first()


def learned_before(round: Round) -> dict | None:
    """What the last round of the year before had learned, of the councils there are.

    A council that goes on for others begins with what was learned of the one of them
    that handed the most members on.
    """
    if round.period.previous_id is None:
        return None
    learned = recall(Round.objects.current(round.period.previous_id))
    if learned is None:
        return None
    return hand_on(rescale_learned(learned, round.period), round.period)


def councils_of(round: Round, catalogue: Catalogue, sheet: Sheet) -> Councils:
    """What the calibrated rule is told of the councils of a sheet.

    What a council declares goes before the flexibility of its standing instruction.
    """
    keys, roster = sheet.council, sheet.roster
    entitlement = roster.entitlement(round.period)
    consumer = roster.is_kind(Council.Kind.CONSUMER)
    income = Income.charged(
        entitlement=entitlement,
        members=roster.members,
        parent=roster.above,
        consumer=consumer,
        federation=roster.is_kind(Council.Kind.CONSUMER_FEDERATION),
    )
    said = declared(round, catalogue, sheet)
    keeping = StandingInstruction.objects.filter(mode=StandingInstruction.Mode.KEEP)
    keepers = read_keys(keeping.in_force(round.cutoff))
    return Councils(
        key=keys,
        # No entitlement, no budget: it is not known what binds such a council.
        consumer=consumer & (entitlement > 0),
        substitution=said["substitution"],
        supply=said["supply_response"],
        capacity=said["capacity"],
        income=income,
        keeps=np.isin(keys, keepers),
        bound=np.isin(keys, instructed(round)),
    )


def declared(round: Round, catalogue: Catalogue, sheet: Sheet) -> dict[str, np.ndarray]:
    """What each council of a sheet has declared by name; NaN where it said nothing.

    Capacities in smallest units of the council's main good.
    """
    found = {name: np.full(len(sheet.council), np.nan) for name in FIGURES}
    following = StandingInstruction.objects.filter(mode=StandingInstruction.Mode.FOLLOW)
    for source in (following, Declaration.objects):
        keys, *columns = read_figures(source.in_force(round.cutoff), *FIGURES)
        for name, figures in zip(FIGURES, columns, strict=True):
            said = sheet.roster.laid(keys, figures, np.nan)
            found[name] = np.where(np.isnan(said), found[name], said)
    if not np.isnan(found["capacity"]).all():
        found["capacity"] *= sheet.smallest_of_main(catalogue)
    return found
