"""What may be otherwise in a simulation: one scenario, as it is asked and kept."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Self

import numpy as np

from councils.models import Council
from iteration.arrays import Sheet
from iteration.calendar import after
from iteration.models import Simulation
from iteration.models.round import NOISY
from planning.whatif import CARRY, IMPUTE, LEAVE_OUT, Terms
from proposals.models import Period

SILENCES = {
    Period.Silence.IMPUTE: IMPUTE,
    Period.Silence.CARRY: CARRY,
    Period.Silence.ZERO: LEAVE_OUT,
    Period.Silence.EXCLUDE: LEAVE_OUT,
}


@dataclass(frozen=True)
class Scenario:
    """What is otherwise than in the year; what is empty stays as it is.

    ``share``: the part of the councils (of ``kind``, if one is given) that falls
    silent; a kind without a share falls silent altogether. ``councils``: slugs of
    further silent ones. ``length``: of a round, days.
    """

    tolerance: str = ""
    rule: str = ""
    silence: str = ""
    rounds: int | None = None
    length: int | None = None
    share: str = ""
    kind: str = ""
    councils: tuple[str, ...] = ()

    @classmethod
    def kept(cls, asked: dict[str, Any]) -> Self:
        """One that was kept as JSON."""
        return cls(**{**asked, "councils": tuple(asked.get("councils", ()))})

    def plain(self) -> dict[str, Any]:
        """What is otherwise, ready for JSON; nothing that stays as it is."""
        said = {name: value for name, value in asdict(self).items() if value}
        return said | ({"councils": list(self.councils)} if self.councils else {})

    def terms(self, period: Period, sheet: Sheet, rounds: int, seed: int) -> Terms:
        """The same as arithmetic has it, for the councils of a sheet."""
        resumed = period.status == Period.Status.STALLED or period.resumed_after
        return Terms(
            rule=self.rule or period.rule,
            tolerance=Fraction(self.tolerance or str(period.tolerance)),
            silence=SILENCES[self.silence or period.silence],
            silenced=self._silenced(sheet, seed),
            rounds=min(rounds, self.rounds or rounds),
            noisy=None if resumed else NOISY,
        )

    def _silenced(self, sheet: Sheet, seed: int) -> np.ndarray:
        rows = np.zeros(len(sheet.council), dtype=bool)
        if self.kind or self.share:
            candidates = np.ones_like(rows)
            if self.kind:
                candidates = sheet.roster.is_kind(self.kind)
            places = np.flatnonzero(candidates)
            some = round(Decimal(self.share or 1) * len(places))
            order = np.random.default_rng([seed, 2]).permutation(len(places))
            rows[places[order[:some]]] = True
        if self.councils:
            named = Council.objects.filter(slug__in=self.councils)
            rows |= np.isin(sheet.council, list(named.values_list("pk", flat=True)))
        return rows


def cutoffs(simulation: Simulation, scenario: Scenario, count: int) -> list[datetime]:
    """When the simulated rounds would end, by the calendar where the service is.

    The first ends when the open round does; after a stall, a whole round from when the
    question was asked.
    """
    period = simulation.period
    length = period.round_length
    if scenario.length:
        length = timedelta(days=scenario.length)
    given = simulation.asked.get("cutoff")
    ends = (
        datetime.fromisoformat(given) if given else after(simulation.asked_at, length)
    )
    found = []
    for _round in range(count):
        found.append(ends)
        ends = after(ends, length)
    return found
