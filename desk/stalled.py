"""Why a year has stalled, for everybody: goods and rules, and no council."""

from dataclasses import dataclass

from iteration.models import Result, Round

# So many goods are named; how many more there are is said.
SHOWN = 10


@dataclass(frozen=True)
class Stall:
    """The worst goods of the last count, and what keeps rounds from going on."""

    round: Round
    worst: list[Result]
    more: int
    at_floor: int
    noise: bool
    used_up: bool


def stall_of(period, counted):
    """Of a year that has stalled after a count; None of any other."""
    if counted is None or period.status != period.Status.STALLED:
        return None
    rows = counted.results.filter(within=False).select_related("good")
    out = sorted(rows, key=lambda row: (-abs(row.imbalance), row.good_id))
    return Stall(
        round=counted,
        worst=out[:SHOWN],
        more=len(out[SHOWN:]),
        at_floor=sum(row.reason == Result.Reason.AT_FLOOR for row in out),
        noise=counted.is_noise,
        used_up=counted.number >= period.max_rounds,
    )
