import uuid
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils.models import Council, Person
from ledger.canonical import canonical, digest
from ledger.services import record
from proposals.models import EntitlementRule, Need, Period, Review
from proposals.review_letters import drawn_to_review

from .lots import delegates, digest_of_candidates, lot, next_in_lot, own, seed_of
from .preparation import in_preparation

State = Need.State


@transaction.atomic
def file_need(*, council: Council, period: Period, text: str, amount: Decimal) -> Need:
    """File a special need. The record names neither the council nor who filed it.

    It keeps a digest of the need with its id, so that what was reviewed can be proved
    to be what was filed.

    Raises ValidationError: ``frozen``, ``not_consumer``, ``empty`` without a text, or
    what a field finds wrong.
    """
    current = in_preparation(period)
    if council.kind != Council.Kind.CONSUMER:
        raise ValidationError(
            _("Only consumer councils have entitlements."), code="not_consumer"
        )
    if not text.strip():
        raise ValidationError(_("Describe the need."), code="empty")
    rule = EntitlementRule.objects.in_force(current) or EntitlementRule()
    need = Need(
        public_id=uuid.uuid4(),
        council=council,
        period=current,
        text=text,
        amount=amount,
        reviewers=rule.reviewers,
    )
    need.clean_fields(exclude=["filed", "decided_at"])
    need.validate_constraints(exclude=["filed"])
    need.filed = record(
        kind="need.filed",
        subject=f"{current.code}/needs/{need.public_id}",
        data={"digest": digest_of(need)},
    )
    need.save()
    return need


@transaction.atomic
def draw_reviewers(*, need: Need, actor: Person | None = None) -> list[Review]:
    """Draw by lot who looks at a need; drawn already, those who were.

    The lot is the digest of the seal that the filing fell under: nobody knew it when
    the need was filed, and whoever draws draws the same people. An odd number, and of
    no two of them the same council, as far as there are so many.

    Raises ValidationError: ``frozen``, ``not_sealed`` before the filing has its seal,
    ``nobody`` if no other council has a delegate.
    """
    in_preparation(need.period)
    need = Need.objects.select_for_update(of=["self"]).get(pk=need.pk)
    if need.state != State.FILED:
        return list(need.reviews.select_related("person"))
    if need.filed.seal_id is None:
        raise ValidationError(
            _("The record is sealed every few seconds. Draw again in a moment."),
            code="not_sealed",
        )
    candidates, seed = delegates(), seed_of(need)
    drawn = lot(seed, candidates, need.reviewers, without=own(need))
    if not drawn:
        raise ValidationError(
            _("No other council has a delegate who could look at it."), code="nobody"
        )
    reviews = _asked(need, drawn)
    Need.objects.filter(pk=need.pk).update(state=State.REVIEWED)
    record(
        kind="need.drawn",
        subject=need.filed.subject,
        actor=actor,
        data={
            "seal": need.filed.seal_id,
            "seed": seed,
            # Of all delegates: without its own the council could be found out.
            "candidates": len({person for person, _council in candidates}),
            "candidates_digest": digest_of_candidates(candidates),
            "reviewers": [str(key) for key in drawn],
        },
    )
    return reviews


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
        drawn += _asked(need, [found] if found else [], at)
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


def _asked(
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


def digest_of(need: Need) -> str:
    """What the record keeps of a need: a digest nobody can guess the text from."""
    said = [str(need.public_id), need.text, f"{need.amount:.2f}"]
    return digest(canonical(said))


def _decide(need: Need, state: str, yes: int, votes: int) -> None:
    Need.objects.filter(pk=need.pk).update(state=state, decided_at=Now())
    record(
        kind=f"need.{state}",
        subject=need.filed.subject,
        data={"granted": yes, "of": votes},
    )
    need.refresh_from_db()
