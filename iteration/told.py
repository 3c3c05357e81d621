"""What letters of this floor tell, for as long as it holds; then None."""

from decimal import Decimal

from django.conf import settings
from django.urls import reverse

from councils.models import Membership
from iteration.models import Offer, Plan, Round, Signature
from iteration.moved import Move
from proposals.models import Proposal, StandingInstruction


def _of_open_round(notice, seat, at):
    """The figures of a round that can be answered; None where that is over."""
    rounds = Round.objects.select_related("period")
    round = rounds.get(pk=notice.data["round"])
    if round.status != Round.Status.OPEN or round.cutoff <= at:
        return None
    before = rounds.filter(period=round.period, number=round.number - 1)
    before = before.select_related("worst_good").first()
    move = notice.data.get("move")
    may_submit = seat.role in Membership.SUBMITTING
    page = "desk:draft" if may_submit else "desk:council"
    return {
        "round": round,
        "period": round.period,
        "before": before,
        "worst": before and before.results.filter(good=before.worst_good).first(),
        "tolerance": round.tolerance,
        "move": move and Move.from_kept(move),
        "answered": _has_answered(round, seat, at),
        "may_submit": may_submit,
        "until": round.cutoff,
        "left": round.cutoff - at,
        "address": _address(page, round.period, seat.council),
    }


def opened(notice, seat, at):
    told = _of_open_round(notice, seat, at)
    # Whoever has answered knows the prices.
    return None if told is None or told["answered"] else told


def rescheduled(notice, seat, at):
    """As long as it can be answered, or is paused; a round with another cutoff."""
    told = _of_open_round(notice, seat, at) or _of_paused_round(notice, seat)
    return told and {**told, "reason": notice.data["reason"]}


def _of_paused_round(notice, seat):
    rounds = Round.objects.select_related("period")
    round = rounds.get(pk=notice.data["round"])
    if round.status != Round.Status.PAUSED:
        return None
    return {
        "round": round,
        "period": round.period,
        "paused": True,
        "answered": False,
        "may_submit": seat.role in Membership.SUBMITTING,
        "address": _address("desk:council", round.period, seat.council),
    }


def closes(notice, seat, at):
    told = opened(notice, seat, at)
    if told is None or not told["may_submit"]:
        return None
    if notice.expires_at != told["until"]:
        return None  # The cutoff was moved: it is not so soon, or there is another.
    standing = StandingInstruction.objects.in_force(at).filter(council=seat.council)
    last = Proposal.objects.in_force(told["period"], at).filter(council=seat.council)
    return {**told, "standing": standing.exists(), "last": last.first()}


def _has_answered(round, seat, at):
    answers = Proposal.objects.answers(
        round.period, since=round.answered_since, until=at
    )
    return answers.filter(council=seat.council_id).exists()


def signable(notice, seat, at):
    """As long as the offer can be signed, and the council has said nothing to it."""
    offer = Offer.objects.select_related("period").get(pk=notice.data["offer"])
    signed = Signature.objects.filter(offer=offer, council=seat.council_id)
    may_sign = seat.role in Membership.SUBMITTING and offer.can_be_signed(at)
    if not may_sign or signed.exists():
        return None
    return {
        "period": offer.period,
        "until": offer.closes_at,
        "left": offer.closes_at - at,
        "address": _address("desk:offer", offer.period, seat.council),
    }


def offer_withdrawn(notice, seat, _at):
    """To who can sign, until there is another offer or a plan."""
    offers = Offer.objects.select_related("period")
    offer = offers.get(pk=notice.data["offer"])
    later = offers.filter(period=offer.period, pk__gt=offer.pk)
    planned = Plan.objects.published().filter(period=offer.period)
    if seat.role not in Membership.SUBMITTING or later.exists() or planned.exists():
        return None
    signed = Signature.objects.filter(offer=offer, council=seat.council_id)
    return {
        "period": offer.period,
        "signed": signed.exists(),
        "reason": notice.data["reason"],
        "address": _address("desk:council", offer.period, seat.council),
    }


def published(notice, seat, _at):
    """Until it is taken back."""
    plans = Plan.objects.published().select_related("period", "round")
    plan = plans.filter(pk=notice.data["plan"]).first()
    part = plan and plan.assignments.filter(council=seat.council_id).first()
    if not part:
        return None
    proposed, assigned = part.proposal.lines, part.lines
    changed = sum(proposed[key] != units for key, units in assigned.items())
    return {
        "plan": plan,
        "period": plan.period,
        "lines": len(assigned),
        "changed": changed,
        "largest_cut": Decimal(plan.largest_cut),
        "address": _address("desk:assignment", plan.period, seat.council),
    }


def withdrawn(notice, seat, _at):
    """Until there is another."""
    plans = Plan.objects.select_related("period")
    plan = plans.get(pk=notice.data["plan"])
    if Plan.objects.published().filter(period=plan.period).exists():
        return None
    return {
        "plan": plan,
        "period": plan.period,
        "reason": notice.data["reason"],
        "address": _address("desk:council", plan.period, seat.council),
    }


def _address(page, period, council):
    return settings.BASE_URL + reverse(page, args=[period.code, council.slug])
