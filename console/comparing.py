"""The ways to finish a year side by side, computed at once or by a worker."""

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Func, IntegerField, Sum
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError

from councils.models import Council
from iteration import tasks
from iteration.count import proposals_counted
from iteration.models import Comparison
from iteration.services import compare_finishes, compared
from iteration.services.keeping import basis
from proposals.models import Good, Proposal

# As many lines of proposals are settled twice well within a second.
LINES = 30_000
KNOCKED = 30  # Seconds before a worker that has not answered is asked again.
SPREAD = (
    _("nothing cut"),
    _("up to 1 percent"),
    _("up to 5 percent"),
    _("up to 20 percent"),
    _("more than 20 percent"),
)
WIDTH = 200


@dataclass(frozen=True)
class Bar:
    """How many councils lose a share of their value; ``width`` of at most WIDTH."""

    label: str
    number: int
    width: float


@dataclass(frozen=True)
class Side:
    """One way to finish: its figures, and what they name."""

    name: str
    title: str
    figures: dict[str, Any]
    goods: list
    councils: list
    bars: list

    @property
    def share(self):
        """The part of all that was proposed, by value, that is cut."""
        return self.figures["cut_value"] / (self.figures["value"] or 1)


def find_sides(period, actor):
    """What each way to finish would make of the year; None: a worker computes it."""
    round = basis(period)
    round.period = period
    found = compared(round)
    if not found:
        if _lines(round) > LINES:
            return _ask_worker(period)
        found = compare_finishes(period=period, actor=actor)
    return _sides(found)


def _lines(round):
    _in_force, counted = proposals_counted(round)
    length = Func("goods", function="cardinality", output_field=IntegerField())
    rows = Proposal.objects.filter(pk__in=counted.values("pk"))
    return rows.aggregate(n=Sum(length))["n"] or 0


def _ask_worker(period):
    if cache.add(f"compare-{period.pk}", 1, KNOCKED):
        try:
            tasks.compare_finishes.delay_on_commit(period.pk)
        except OperationalError:
            cache.delete(f"compare-{period.pk}")  # Whoever looks next asks again.


def _sides(found):
    keys = {name: set() for name in ("goods", "councils")}
    for each in found.values():
        for name, named in keys.items():
            named.update(row[0] for row in each.figures[name])
    goods = Good.objects.in_bulk(keys["goods"])
    councils = Council.objects.in_bulk(keys["councils"])
    return [
        Side(
            name,
            Comparison.Finish(name).label,
            found[name].figures,
            _named(found[name].figures["goods"], goods),
            _named(found[name].figures["councils"], councils),
            _bars(found[name].figures),
        )
        for name in Comparison.Finish.values
        if name in found
    ]


def _named(rows, things):
    return [(things[key], lost, share) for key, lost, share in rows]


def _bars(figures):
    most = max(figures["spread"]) or 1
    return [
        Bar(label, number, WIDTH * number / most)
        for label, number in zip(SPREAD, figures["spread"], strict=True)
    ]
