"""What people hear of from this floor: their submissions, and ballots."""

from decimal import Decimal
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from councils.models import Answer, Ballot, Cadence, Membership, Notice
from councils.notices.occasions import (
    Occasion,
    Source,
    add_occasion,
    add_source,
    plain_notices,
)
from councils.services.letters_writing import happened, write_now
from proposals import entitlement_letters, review_letters
from proposals.models import Proposal


class Value(NamedTuple):
    """What a proposal requests and offers, in credits at the prices of a round."""

    requested: Decimal
    offered: Decimal
    round: int


def receipt(proposal: Proposal, value: Value | None = None) -> None:
    """Send whoever submitted a proposal its receipt, unless it is not wanted."""
    if proposal.submitted_by is None or proposal.period.practice:
        return
    key = f"receipt-{proposal.public_id}"
    data = {"proposal": proposal.pk}
    if value:
        data["value"] = [str(value.requested), str(value.offered), value.round]
    notice = Notice(
        person=proposal.submitted_by,
        council=proposal.council,
        occasion="submitted",
        key=key,
        subject=key,
        data=data,
        at=proposal.submitted_at,
    )
    write_now(notice=notice)


def ballot_opened(ballot: Ballot) -> None:
    """Tell those who may vote that a ballot is open; called by whoever opens it."""
    happened(
        kind="ballot.opened",
        key=f"ballot-{ballot.pk}",
        data={"ballot": ballot.pk},
        until=ballot.closes_at,
    )


def ballot_closed(ballot: Ballot) -> None:
    """Tell those who could vote what a ballot decided; called by whoever closes it."""
    happened(
        kind="ballot.closed",
        key=f"ballot-closed-{ballot.pk}",
        data={"ballot": ballot.pk},
        subject=f"ballot-{ballot.pk}",
    )


def _submitted(notice, _seat, _at):
    """A receipt is told whatever has been submitted since: it is the proof."""
    rows = Proposal.objects.select_related("period", "council")
    proposal = rows.get(pk=notice.data["proposal"])
    requested = sum(units > 0 for units in proposal.quantities)
    value = notice.data.get("value")
    return {
        "proposal": proposal,
        "requested": requested,
        "offered": len(proposal.goods) - requested,
        "value": value
        and Value(Decimal(value[0]), Decimal(value[1]), value[2])._asdict(),
        "address": _address(
            "receipt", proposal.period.code, proposal.council.slug, proposal.revision
        ),
    }


def _voters(event):
    """The seats of those who may vote, or could."""
    ballot = Ballot.objects.get(pk=event.data["ballot"])
    seats = Membership.objects.open().filter(council=ballot.council_id)
    return seats.filter(person__in=ballot.people())


def _may_vote(notice, seat, at):
    """Only who may vote still, and has not."""
    awaiting = Ballot.objects.awaiting(seat.person, at)
    ballot = awaiting.filter(pk=notice.data["ballot"]).first()
    if ballot is None:
        return None
    return {
        "ballot": ballot,
        "until": ballot.closes_at,
        "address": _address("ballot", ballot.council.slug, ballot.pk),
    }


def _decided(notice, _seat, _at):
    ballot = Ballot.objects.get(pk=notice.data["ballot"])
    if ballot.closed_at is None:
        return None
    labels = Answer.labels if ballot.is_question else ballot.options
    return {
        "ballot": ballot,
        "counts": list(zip(labels, ballot.counts(), strict=True)),
        "address": _address("ballot", ballot.council.slug, ballot.pk),
    }


def _address(page, *args):
    return settings.BASE_URL + reverse(f"desk:{page}", args=args)


add_occasion(
    Occasion(
        "submitted",
        title=_("You have submitted a proposal"),
        help=_("The receipt, by which you can prove what you submitted and when."),
        told=_submitted,
        # A receipt that comes the next day is none.
        cadences=(Cadence.IMMEDIATELY, Cadence.NEVER),
        needs_seat=False,
    )
)
add_occasion(
    Occasion(
        "ballot_opened",
        title=_("A ballot is open"),
        help=_("As long as you may vote and have not."),
        told=_may_vote,
        urgent=True,
    )
)
add_occasion(
    Occasion(
        "ballot_closed",
        title=_("A ballot has been decided"),
        help=_("The result, when it is closed."),
        told=_decided,
        usual=Cadence.DAILY,
    )
)
add_source("ballot.opened", Source(_voters, plain_notices("ballot_opened")))
add_source("ballot.closed", Source(_voters, plain_notices("ballot_closed")))
add_occasion(entitlement_letters.OCCASION)
add_source("entitlement.decided", entitlement_letters.SOURCE)
add_occasion(review_letters.OCCASION)
add_source("review.drawn", review_letters.SOURCE)
