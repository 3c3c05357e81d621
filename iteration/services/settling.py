import numpy as np
from django.db import transaction

from councils.models import Person
from iteration import faults
from iteration.arrays import read_prices
from iteration.count import Count, count
from iteration.models import Assignment, Plan, Round
from iteration.services.transitions import Status, move, not_possible
from ledger.services import record
from planning.settle import Settlement, settle
from proposals.models import Period

BATCH = 2_000


def settle_period(
    *, period: Period, actor: Person | None = None, reason: str = ""
) -> Plan:
    """Make the proposals balance exactly, by the smallest fair change.

    An agreed period is settled from its last round, a stalled one, by a person's
    decision, from its best. Computed in memory; one transaction writes it, once.

    Raises ValidationError ``state`` unless the period is agreed or stalled.
    """
    if period.status not in (Status.AGREED, Status.STALLED):
        raise not_possible(period)
    round = _basis(period)
    counted, settlement = settled(round)
    faults.hit("plan.settled_in_memory")
    return _keep(period, round, counted, settlement, actor, reason)


def settled(round: Round) -> tuple[Count, Settlement]:
    """Count a round and settle it, in memory; the same whenever it is done."""
    counted = count(round)
    prices = read_prices(round, counted.catalogue)
    return counted, settle(counted.sheet.book, prices, counted.catalogue.slack)


def _basis(period: Period) -> Round:
    rounds = Round.objects.filter(period=period, status=Round.Status.PUBLISHED)
    if period.status == Status.AGREED:
        return rounds.filter(agreed=True).latest("number")
    return rounds.order_by("worst", "-number").first()


@transaction.atomic
def _keep(
    period: Period,
    round: Round,
    counted: Count,
    settlement: Settlement,
    actor: Person | None,
    reason: str,
) -> Plan:
    if not move(period, Status.SETTLED):
        raise not_possible(period)  # Another worker settled the same first.
    plan = Plan.objects.create(
        period=period,
        round=round,
        largest_cut=largest_cut(settlement),
        cut_value=float(settlement.cut_value),
    )
    Assignment.objects.bulk_create(
        _assignments(plan, counted, settlement.quantity), batch_size=BATCH
    )
    faults.hit("plan.assignments_written")
    record(
        kind="plan.settled",
        subject=period.code,
        actor=actor,
        reason=reason,
        data={"round": round.number, "councils": counted.sheet.book.n_councils},
    )
    faults.hit("plan.before_settling")
    return plan


def largest_cut(settlement: Settlement) -> float:
    """The largest share any line loses, in [0, 1]."""
    return float(1 - settlement.share.min()) if len(settlement.share) else 0.0


def _assignments(plan: Plan, counted: Count, quantity: np.ndarray) -> list[Assignment]:
    sheet, keys = counted.sheet, counted.catalogue.keys
    rows = []
    for place in range(sheet.book.n_councils):
        lines = slice(sheet.book.start[place], sheet.book.start[place + 1])
        rows.append(
            Assignment(
                plan=plan,
                council_id=int(sheet.council[place]),
                proposal_id=int(sheet.proposal[place]),
                goods=keys[sheet.book.good[lines]].tolist(),
                quantities=quantity[lines].tolist(),
            )
        )
    return rows
