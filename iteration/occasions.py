"""What people can choose to hear of from this floor: whom it concerns, and how."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from councils.models import Departure, Membership
from councils.models.letters import DAY, HOURS
from councils.notices.occasions import (
    Occasion,
    Source,
    add_occasion,
    add_source,
    notice_of,
    plain_notices,
)
from iteration import told
from iteration.models import Round
from iteration.moved import moves
from proposals.models import Proposal

OPENED, MOVED = "round_opened", "prices_moved"

# ---- Whom it concerns


def _everybody(event):
    """Who sits in a council that takes part in the year of a round."""
    round = Round.objects.select_related("period").get(pk=event.data["round"])
    return taking_part(round, event.at)


def taking_part(round, at):
    """The open seats in councils that take part in the year of a round."""
    gone = Departure.objects.outside(at, round.period.frozen_at).values("council")
    seats = Membership.objects.open().filter(council__practice=False)
    return seats.exclude(council__in=gone)


def _unanswered(event):
    """Who can submit for a council that has not answered the round itself."""
    round = Round.objects.select_related("period").get(pk=event.data["round"])
    answered = Proposal.objects.answers(
        round.period, since=round.answered_since, until=round.cutoff
    )
    seats = taking_part(round, event.at).filter(role__in=Membership.SUBMITTING)
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
        "round_rescheduled",
        title=_("A round is paused, goes on or has another cutoff"),
        help=_("Until when your council can answer now, and why that has changed."),
        told=told.rescheduled,
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
        "offer_withdrawn",
        title=_("An offer was withdrawn"),
        help=_("Why there is nothing to sign any more, if you can sign for a council."),
        told=told.offer_withdrawn,
    ),
    Occasion(
        "plan_published",
        title=_("The plan is published"),
        help=_("What it assigns to your council."),
        told=told.published,
    ),
    Occasion(
        "plan_withdrawn",
        title=_("A published plan was withdrawn"),
        help=_("Why it no longer holds."),
        told=told.withdrawn,
    ),
]


def register():
    """Let people choose these occasions, and say how their events are made known."""
    for occasion in OCCASIONS:
        add_occasion(occasion)
    add_source("round.opened", Source(_everybody, _opening))
    add_source(
        "round.rescheduled", Source(_everybody, plain_notices("round_rescheduled"))
    )
    add_source("round.closing", Source(_unanswered, _closing))
    add_source("offer.made", Source(_signing, plain_notices("offer_made")))
    add_source("offer.withdrawn", Source(_signing, plain_notices("offer_withdrawn")))
    add_source("plan.published", Source(_planned, plain_notices("plan_published")))
    add_source("plan.withdrawn", Source(_planned, plain_notices("plan_withdrawn")))
