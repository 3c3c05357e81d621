"""What is known of consumer councils when a rule is applied to them, as arrays.

Read once; any number of rules can be tried on it.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from councils.models import Council
from iteration.beside import Figures, hundredths
from iteration.past import Past, ended
from iteration.turnout import taking_part
from ledger import clock
from planning.granting import HUNDREDTH
from proposals.models import Credit, Need, Period, Repayment


@dataclass(frozen=True, eq=False)
class Owed:
    """Credits of earlier years that are not wholly repaid, by the council's place.

    Amounts in hundredths; ``since``: years ago.
    """

    key: list[int]
    place: np.ndarray
    amount: np.ndarray
    years: np.ndarray
    since: np.ndarray
    repaid: np.ndarray


@dataclass(frozen=True, eq=False)
class Known:
    """Consumer councils in the order of their keys, and what is known of each.

    Amounts in hundredths, ratings and ratios in thousandths, hours in hundredths; -1
    where a council has said nothing, or has no ratio. ``said`` maps the short name of a
    row to numbers of people. ``now`` and ``last`` are the entitlements by source as
    they are stored for this year and were in the year before.
    """

    period: Period
    key: np.ndarray
    members: np.ndarray
    above: Mapping[int, int]
    said: Mapping[str, np.ndarray]
    rating: np.ndarray
    hours: np.ndarray
    ratio: np.ndarray
    left: np.ndarray
    lent: np.ndarray
    need: np.ndarray
    owed: Owed
    now: Mapping[str, np.ndarray]
    last: Mapping[str, np.ndarray]
    past: Past | None

    def __len__(self) -> int:
        return len(self.key)

    def below(self, area: int | None) -> np.ndarray:
        """Which councils lie below a federation, at any depth; all without one."""
        if area is None:
            return np.ones(len(self), dtype=bool)
        return np.array([self._is_below(key, area) for key in self.key.tolist()], bool)

    def _is_below(self, key: int, area: int) -> bool:
        for _step in range(len(self.above) + 1):
            if key == area:
                return True
            if key not in self.above:
                return False
            key = self.above[key]
        return False


def known_of(period: Period) -> Known:
    """Read what a rule of the year is applied to."""
    consumers = taking_part(period, clock.now()).filter(kind=Council.Kind.CONSUMER)
    consumers = list(consumers.order_by("pk").values_list("pk", "members"))
    above = Council.objects.exclude(parent=None).values_list("pk", "parent")
    key = np.array([row[0] for row in consumers], dtype=np.int64)
    figures = Figures(key)
    said, rating, hours = figures.head_counts(period)
    last = figures.entitlements(period.previous)
    past = ended(period)
    return Known(
        period=period,
        key=key,
        members=np.array([row[1] for row in consumers], dtype=np.int64),
        above=dict(above),
        said=said,
        rating=rating,
        hours=hours,
        ratio=figures.of_past(past, past.ratios() if past else None, -1),
        left=_left(figures, past, last),
        lent=figures.sums(Credit.objects.granted().filter(period=period)),
        need=figures.sums(Need.objects.granted().filter(period=period)),
        owed=_owed(figures, period),
        now=figures.entitlements(period),
        last=last,
        past=past,
    )


def _left(figures: Figures, past: Past | None, last) -> np.ndarray:
    """What councils did not use last year, in hundredths."""
    if past is None:
        return figures.nothing()
    had = sum(last.values()) / HUNDREDTH
    entitlement = past.roster.laid(figures.key, had)
    return figures.of_past(past, past.left_over(entitlement), 0) * HUNDREDTH


def _owed(figures: Figures, period: Period) -> Owed:
    ages = _years_before(period)
    rows = Credit.objects.granted().filter(period__in=list(ages)).order_by()
    columns = rows.values_list("pk", "council_id", "amount", "years", "period_id")
    repaid: dict[int, int] = defaultdict(int)
    earlier = Repayment.objects.filter(period__in=list(ages)).order_by()
    for credit, amount in earlier.values_list("credit_id", "amount"):
        repaid[credit] += hundredths(amount)
    found = sorted(
        (figures.place[council], ages[year], pk, hundredths(amount), years, repaid[pk])
        for pk, council, amount, years, year in columns
        if council in figures.place and repaid[pk] < hundredths(amount)
    )
    place, since, keys, amount, years, paid = (
        zip(*found, strict=True) if found else [()] * 6
    )
    arrays = (
        np.array(column, np.int64) for column in (place, amount, years, since, paid)
    )
    return Owed(list(keys), *arrays)


def _years_before(period: Period) -> dict[int, int]:
    """The years before a year by their keys: how many years ago each was."""
    previous = dict(Period.objects.values_list("pk", "previous_id"))
    ages, year = {}, previous.get(period.pk)
    while year is not None and year not in ages:
        ages[year] = len(ages) + 1
        year = previous.get(year)
    return ages
