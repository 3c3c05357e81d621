from datetime import timedelta

from councils.models import Person
from iteration.models import Offer, Plan
from iteration.services.keeping import basis, keep_plan, settled
from iteration.services.offering import WINDOW, offer_period
from iteration.services.transitions import Status, check_alone, not_possible
from ledger import faults
from proposals.models import Period

__all__ = ["FINISHES", "settle_period", "settled"]

SETTLEMENT, MODEL = FINISHES = ("settlement", "model")


def settle_period(
    *,
    period: Period,
    actor: Person | None = None,
    reason: str = "",
    finish: str = SETTLEMENT,
    window: timedelta = WINDOW,
) -> Plan | Offer:
    """Make the proposals balance exactly, by the smallest fair change.

    An agreed period is settled from its last round, a stalled one, by a person's
    decision, from its best. Computed in memory; one transaction writes it, once.

    With ``finish="model"`` what the price rule's models expect at their own balance is
    offered instead, and councils can sign for ``window``: see `offer_period`.

    Raises ValidationError ``state`` unless the period is agreed or stalled, and while
    an offer stands, ``together`` if it is planned with other servers.
    """
    if finish not in FINISHES:
        raise ValueError(f"a year is finished by one of {FINISHES}, not {finish!r}")
    if finish == MODEL:
        return offer_period(period=period, window=window, actor=actor, reason=reason)
    check_alone(period)
    if period.status not in (Status.AGREED, Status.STALLED):
        raise not_possible(period)
    round = basis(period)
    round.period = period
    counted, settlement = settled(round)
    faults.hit("plan.settled_in_memory")
    return keep_plan(
        round=round,
        counted=counted,
        settlement=settlement,
        actor=actor,
        reason=reason,
    )
