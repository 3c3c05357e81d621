"""What people hear of from this floor: rounds, offers and plans."""

from datetime import datetime, timedelta

from councils.models.letters import DAY, HOURS, WEEK
from councils.services.letters_writing import happened
from iteration import occasions
from iteration.models import Offer, Plan, Round

occasions.register()


def round_opened(round: Round) -> None:
    """Note that a round is open: one row; a task tells the members of all councils."""
    if round.period.practice:
        return
    happened(
        kind="round.opened",
        key=f"round-{round.pk}",
        data={"round": round.pk},
        subject=f"period-{round.period_id}",
        at=round.opened_at,
    )


def remind(at) -> None:
    """Note for each open round that its cutoff is near, once for each time before it.

    One that would come when the round has just opened is left out. A cutoff that was
    moved is a new one.
    """
    open_rounds = Round.objects.filter(status=Round.Status.OPEN, cutoff__gt=at)
    for round in open_rounds.filter(period__practice=False):
        for hours in (HOURS, DAY, WEEK):
            if not round.opened_at < round.cutoff - timedelta(hours=hours) <= at:
                continue
            happened(
                kind="round.closing",
                key=f"closing-{round.pk}-{round.cutoff:%Y%m%dT%H%M%S}-{hours}",
                data={"round": round.pk, "hours": hours},
                subject=f"closing-{round.pk}",
                until=round.cutoff,
                at=at,
            )


def round_rescheduled(round: Round, at: datetime, reason: str) -> None:
    """Note that the clock of a round was stopped, or its cutoff moved."""
    if round.period.practice:
        return
    happened(
        kind="round.rescheduled",
        key=f"time-{round.pk}-{at:%Y%m%dT%H%M%S%f}",
        data={"round": round.pk, "reason": reason},
        subject=f"time-of-{round.pk}",
        at=at,
    )


def offer_made(offer: Offer) -> None:
    """Note that there is an offer; those who can sign for a council are told."""
    if offer.period.practice:
        return
    happened(
        kind="offer.made",
        key=f"offer-{offer.pk}",
        data={"offer": offer.pk},
        until=offer.closes_at,
        at=offer.made_at,
    )


def offer_withdrawn(offer: Offer, at: datetime, reason: str) -> None:
    """Note that an offer was taken back; those who could sign it are told."""
    if offer.period.practice:
        return
    happened(
        kind="offer.withdrawn",
        key=f"no-offer-{offer.pk}",
        data={"offer": offer.pk, "reason": reason},
        subject=f"no-offer-of-{offer.period_id}",
        at=at,
    )


def plan_published(plan: Plan) -> None:
    """Note that a plan is there; the members of every council in it are told."""
    if plan.period.practice:
        return
    happened(
        kind="plan.published",
        key=f"plan-{plan.publication.digest[:16]}",
        data={"plan": plan.pk},
        subject=f"plan-of-{plan.period_id}",
        at=plan.published_at,
    )


def plan_withdrawn(plan: Plan, at: datetime, reason: str) -> None:
    """Note that a published plan no longer holds; all who have a part in it are told.

    It takes the place of the news that it was published.
    """
    if plan.period.practice:
        return
    happened(
        kind="plan.withdrawn",
        key=f"no-plan-{plan.pk}",
        data={"plan": plan.pk, "reason": reason},
        subject=f"plan-of-{plan.period_id}",
        at=at,
    )
