import uuid
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils.models import Person
from ledger.services import record
from proposals.models import Need, Review
from proposals.review_letters import drawn_to_review

from .lots import delegates, next_in_lot, own, seed_of
from .preparation import in_preparation

State = Need.State


@transaction.atomic
def review_need(*, review: Review, granted: bool) -> Need:
    """Vote on a need, once; the majority of those drawn decides.

    Raises ValidationError: ``frozen``, ``voted`` for another vote than before,
    ``replaced`` if somebody else was drawn meanwhile.
    """
    in_preparation(review.need.period)
    need = Need.objects.select_for_update(of=["self"]).get(pk=review.need_id)
    mine = Review.objects.get(pk=review.pk)
    if mine.voted_at is not None:
        if mine.granted != granted:
            raise ValidationError(_("You have voted already."), code="voted")
        return need
    if mine.replaced_at is not None:
        raise ValidationError(
            _("Too much time has passed, and somebody else was drawn in your place."),
            code="replaced",
        )
    Review.objects.filter(pk=mine.pk).update(granted=granted, voted_at=Now())
    record(kind="need.reviewed", subject=need.filed.subject)
    _decide_if_clear(need)
    return need


@transaction.atomic
def replace_silent(*, need: Need, at: datetime) -> list[Review]:
    """Draw the next of the lot for each reviewer who was silent too long by ``at``.

    Where nobody is left to be drawn, the votes of the others decide, if there are any;
    as many votes for as against are a refusal. Safe to repeat. Returns those drawn.
    """
    need = Need.objects.select_for_update(of=["self"]).get(pk=need.pk)
    drawn: list[Review] = []
    silent = Review.objects.silent(at).filter(need=need).order_by("drawn_at", "pk")
    for review in silent.select_related("person"):
        found = _next(need)
        others = need.reviews.standing().exclude(pk=review.pk)
        if found is None and not others.filter(voted_at__isnull=False).exists():
            continue  # Without them there would be nobody: they may go on thinking.
        Review.objects.filter(pk=review.pk).update(replaced_at=at)
        drawn += asked(need, [found] if found else [], at)
        gone, subject = str(review.person.public_id), need.filed.subject
        if found:
            data = {"reviewer": gone, "next": str(found)}
            record(kind="need.replaced", subject=subject, data=data)
        else:
            record(kind="need.reviewer_left", subject=subject, data={"reviewer": gone})
    _decide_if_clear(need)
    return drawn


def silent_needs(at: datetime) -> list[int]:
    """The keys of needs for which somebody else is to be drawn."""
    silent = Review.objects.silent(at).order_by("need")
    return list(silent.values_list("need", flat=True).distinct())


def _next(need: Need) -> uuid.UUID | None:
    before = need.reviews.order_by("pk").values_list("person__public_id", "replaced_at")
    rows = list(before)
    return next_in_lot(
        seed_of(need),
        delegates(),
        without=own(need) | {person for person, _replaced in rows},
        beside={person for person, replaced in rows if replaced is None},
    )


def asked(
    need: Need, drawn: list[uuid.UUID], at: datetime | None = None
) -> list[Review]:
    """Keep who was drawn, and let them know."""
    people = Person.objects.in_bulk(drawn, field_name="public_id")
    when = {"drawn_at": at} if at else {}
    reviews = [Review(need=need, person=people[key], **when) for key in drawn]
    for review in Review.objects.bulk_create(reviews):
        drawn_to_review(review)
    return reviews


def _decide_if_clear(need: Need) -> None:
    """Decide what most of those drawn want; with all votes given, in any case."""
    votes = list(need.reviews.standing().values_list("granted", flat=True))
    if need.decided_at is None and votes:
        yes, no = votes.count(True), votes.count(False)
        if 2 * yes > len(votes):
            _decide(need, State.GRANTED, yes, len(votes))
        elif 2 * no > len(votes) or yes + no == len(votes):
            _decide(need, State.REFUSED, yes, len(votes))
    need.refresh_from_db()


def _decide(need: Need, state: str, yes: int, votes: int) -> None:
    Need.objects.filter(pk=need.pk).update(state=state, decided_at=Now())
    record(
        kind=f"need.{state}",
        subject=need.filed.subject,
        data={"granted": yes, "of": votes},
    )
    need.refresh_from_db()
