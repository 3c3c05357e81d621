"""How many rounds a year may still take, as far as the rounds so far let it be said."""

import math
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from iteration.models import Round

# So many counted rounds are looked at: how it went long ago says little.
ROUNDS = 5
# A worst imbalance this large is that of a good nobody offers, or nobody requests.
ONE_SIDED = 1.99


class Verdict(StrEnum):
    """What can be said."""

    AGREED = "agreed"
    TOO_FEW = "too_few"
    ONE_SIDED = "one_sided"
    NOISE = "noise"
    NO_TREND = "no_trend"
    TREND = "trend"


@dataclass(frozen=True)
class Forecast:
    """How many more rounds, if the worst imbalance goes on falling as it has.

    ``expected`` from the mean fall a round, ``least`` from the steepest, ``most`` from
    the flattest, None where that did not fall. ``share`` is what is left of the worst
    imbalance after a mean round; ``rounds`` counted ones were looked at.
    """

    verdict: Verdict
    rounds: int = 0
    share: float = 1.0
    expected: int | None = None
    least: int | None = None
    most: int | None = None


def forecast(period):
    """The forecast for a year, from its last counted rounds."""
    rounds = Round.objects.filter(period=period, status=Round.Status.PUBLISHED)
    rounds = rounds.filter(number__gt=period.resumed_after).order_by("-number")[:ROUNDS]
    rows = list(rounds.values_list("worst", "agreed", "noise_floor"))[::-1]
    if not rows:
        return Forecast(Verdict.TOO_FEW)
    worst, agreed, floor = rows[-1]
    tolerance = float(period.tolerance)
    if agreed:
        return Forecast(Verdict.AGREED, len(rows))
    if floor is not None and floor > tolerance:
        return Forecast(Verdict.NOISE, len(rows))
    if worst >= ONE_SIDED:
        return Forecast(Verdict.ONE_SIDED, len(rows))
    return _trend([worst for worst, _agreed, _floor in rows], tolerance)


def _trend(worst, tolerance):
    """What steps of the worst imbalance, round by round, let expect.

    >>> _trend([0.8, 0.4, 0.2], 0.03).expected
    3
    >>> _trend([0.4, 0.1, 0.08], 0.03)
    Forecast(verdict=<Verdict.TREND: 'trend'>, rounds=3, share=0.447, expected=2,
             least=1, most=5)
    >>> _trend([0.2, 0.3], 0.03).verdict
    <Verdict.NO_TREND: 'no_trend'>
    """
    if len(worst) < 2:
        return Forecast(Verdict.TOO_FEW, len(worst))
    steps = [math.log(after / before) for before, after in pairwise(worst)]
    mean = sum(steps) / len(steps)
    if mean >= 0:
        return Forecast(Verdict.NO_TREND, len(worst))
    return Forecast(
        Verdict.TREND,
        len(worst),
        round(math.exp(mean), 3),
        *(_rounds(worst[-1], tolerance, step) for step in (mean, min(steps))),
        _rounds(worst[-1], tolerance, max(steps)),
    )


def _rounds(worst, tolerance, step):
    """How many steps of a log until the tolerance; at least one; None: it never is."""
    if step >= 0:
        return None
    return max(1, math.ceil(math.log(tolerance / worst) / step - 1e-9))
