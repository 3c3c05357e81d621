import time
from typing import Any

from django.db import transaction

from councils.models import Person
from iteration.catalogue import read_prices
from iteration.count import count
from iteration.cuts import cuts_of
from iteration.models import Comparison, Round
from iteration.services.keeping import basis, things_of
from iteration.services.offering import has_models, modelled
from iteration.services.transitions import Status, not_possible
from iteration.tickets import tickets
from ledger.services import record
from planning.settle import settle
from proposals.models import Period

Finish = Comparison.Finish


def compare_finishes(
    *, period: Period, actor: Person | None = None
) -> dict[str, Comparison]:
    """What each way to finish would make of a year, by its name; nothing is published.

    Computed in memory once for the round a plan would be made from, and kept; the same
    whenever it is done, and by however many at once. The models' offer is missing where
    the price rule makes no models, and where a year has stalled. That somebody
    looked is on record. Raises ValidationError ``state`` unless the period is agreed or
    stalled.
    """
    if period.status not in (Status.AGREED, Status.STALLED):
        raise not_possible(period)
    round = basis(period)
    round.period = period
    if known := compared(round):
        return known
    counted, started = count(round), time.perf_counter()
    drawn = tickets(period, counted.sheet)
    terms = counted.catalogue.slack, things_of(counted.catalogue), drawn
    prices = read_prices(round, counted.catalogue)
    found = {Finish.SETTLEMENT: settle(counted.sheet.book, prices, *terms)}
    if period.status == Status.AGREED and has_models(counted):
        found[Finish.MODEL] = modelled(counted, drawn)
    figures = {name: cuts_of(round, counted, each) for name, each in found.items()}
    _keep(round, figures, time.perf_counter() - started, actor)
    return compared(round)


def compared(round: Round) -> dict[str, Comparison]:
    """What is known already of the ways to finish a round, by their names."""
    return {each.finish: each for each in Comparison.objects.filter(round=round)}


@transaction.atomic
def _keep(
    round: Round,
    figures: dict[str, dict[str, Any]],
    seconds: float,
    actor: Person | None,
) -> None:
    # One at a time: whoever computed the same meanwhile finds it kept.
    Round.objects.select_for_update(of=["self"], no_key=True).get(pk=round.pk)
    if compared(round):
        return
    Comparison.objects.bulk_create(
        Comparison(round=round, finish=name, figures=each, seconds=seconds)
        for name, each in figures.items()
    )
    record(
        kind="finish.compared",
        subject=f"{round.period.code}/{round.number}",
        actor=actor,
        data={"finishes": sorted(map(str, figures))},
    )
