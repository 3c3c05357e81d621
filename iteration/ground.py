"""A published round as the ground of simulations: counted again, and never changed."""

import numpy as np

from iteration.catalogue import read_prices
from iteration.count import Count, count
from iteration.models import Round
from iteration.pricing import councils_of
from iteration.silence import answered
from iteration.standing import instructed
from planning.ground import Ground
from planning.prices import CalibratedRule
from proposals.models import Period


def ground_of(round: Round) -> tuple[Count, Ground]:
    """Count a published round again, and say what is known of its councils."""
    counted = count(round)
    dealing = counted.sheet.dealing()
    rule = counted.rule
    if isinstance(rule, CalibratedRule) and rule.councils is not None:
        councils = rule.councils
    else:
        councils = councils_of(round, counted.catalogue, dealing)
    present = dealing.council
    worst, weighted = _history(round)
    return counted, Ground(
        book=dealing.book,
        prices=read_prices(round, counted.catalogue),
        rule=rule,
        outcome=counted.outcome,
        councils=councils,
        own=np.isin(present, answered(round)),
        standing=np.isin(present, instructed(round)),
        worst=worst,
        weighted=weighted,
    )


def _history(round: Round) -> tuple[list[float], list[float]]:
    """The measures by which progress is judged; nothing of it once people go on."""
    period = round.period
    if period.status == Period.Status.STALLED:
        return [], []
    rounds = Round.objects.filter(
        period=period, number__gt=period.resumed_after, number__lte=round.number
    ).order_by("number")
    pairs = list(rounds.values_list("worst", "weighted"))
    return [worst for worst, _weighted in pairs], [each for _worst, each in pairs]
