"""What people hear of from this floor: rounds, offers and plans."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from councils.models import Membership
from councils.models.letters import DAY, HOURS, WEEK
from councils.notices.occasions import (
    Occasion,
    Source,
    add_occasion,
    add_source,
    notice_of,
    plain_notices,
)
from councils.services.letters_writing import happened
from iteration import told
from iteration.models import Offer, Plan, Round
from iteration.moved import moves
from proposals.models import Proposal

OPENED, MOVED = "round_opened", "prices_moved"


def round_opened(round: Round) -> None:
    """Note that a round is open: one row; a task tells the members of all councils."""
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
    for round in Round.objects.filter(status=Round.Status.OPEN, cutoff__gt=at):
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


def offer_made(offer: Offer) -> None:
    """Note that there is an offer; those who can sign for a council are told."""
    happened(
        kind="offer.made",
        key=f"offer-{offer.pk}",
        data={"offer": offer.pk},
        until=offer.closes_at,
        at=offer.made_at,
    )


def plan_published(plan: Plan) -> None:
    """Note that a plan is there; the members of every council in it are told."""
    happened(
        kind="plan.published",
        key=f"plan-{plan.publication.digest[:16]}",
        data={"plan": plan.pk},
        subject=f"plan-of-{plan.period_id}",
        at=plan.published_at,
    )


# ---- Whom it concerns


def _everybody(event):
    return Membership.objects.open()


def _unanswered(event):
    """Who can submit for a council that has not answered the round itself."""
    round = Round.objects.select_related("period").get(pk=event.data["round"])
    answered = Proposal.objects.answers(
        round.period, since=round.answered_since, until=round.cutoff
    )
    seats = Membership.objects.open().filter(role__in=Membership.SUBMITTING)
    return seats.exclude(council__in=answered.values("council"))


def _signing(event):
    return Membership.objects.open().filter(
        council__offer_parts__offer=event.data["offer"],
        role__in=Membership.SUBMITTING,
    )


def _planned(event):
    return Membership.objects.open().filter(
        council__assignments__plan=event.data["plan"]
    )


# ---- As which notices


def _opening(event, seats, wishes):
    """A round's letter says how prices moved; else that is news of its own."""
    round = Round.objects.select_related("period").get(pk=event.data["round"])
    moved = moves(round, {seat.council_id for seat in seats})
    for seat in seats:
        wish, move = wishes[seat.person_id], moved.get(seat.council_id)
        figures = {"move": move.kept} if move else {}
        yield notice_of(event, seat, OPENED, **figures)
        together = wish.cadence(MOVED) == wish.cadence(OPENED)
        if move and not together and move.share >= wish.settings.threshold:
            yield notice_of(event, seat, MOVED, f"prices-{round.pk}", **figures)


def _closing(event, seats, wishes):
    """Who wished for it; where it is late, a nearer one that is due replaces it."""
    hours, until = event.data["hours"], datetime.fromisoformat(event.data["until"])
    nearer = [
        each
        for each in (HOURS, DAY)
        if each < hours and until - timedelta(hours=each) <= event.at
    ]
    for seat in seats:
        wants = wishes[seat.person_id].settings.wants
        if wants(hours) and not any(map(wants, nearer)):
            yield notice_of(event, seat, "closes_soon")


OCCASIONS = [
    Occasion(
        OPENED,
        title=_("A round is open"),
        help=_("The new prices, how far all are from agreement, and the cutoff."),
        told=told.opened,
    ),
    Occasion(
        "closes_soon",
        title=_("A round closes soon and your council has not answered"),
        help=_("Only if you can submit, and only until somebody has."),
        told=told.closes,
        urgent=True,
    ),
    Occasion(
        MOVED,
        title=_("Prices moved against your council"),
        help=_(
            "What your council requests has become dearer, or what it offers cheaper, "
            "by more than the share you choose below."
        ),
        told=told.opened,
    ),
    Occasion(
        "offer_made",
        title=_("There is an offer to sign"),
        help=_("Only if you can sign for your council."),
        told=told.signable,
        urgent=True,
    ),
    Occasion(
        "plan_published",
        title=_("The plan is published"),
        help=_("What it assigns to your council."),
        told=told.published,
    ),
]
for occasion in OCCASIONS:
    add_occasion(occasion)
add_source("round.opened", Source(_everybody, _opening))
add_source("round.closing", Source(_unanswered, _closing))
add_source("offer.made", Source(_signing, plain_notices("offer_made")))
add_source("plan.published", Source(_planned, plain_notices("plan_published")))
