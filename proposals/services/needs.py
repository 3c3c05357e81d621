import hashlib
import uuid
from collections.abc import Container, Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils.models import Council, Membership, Person
from ledger.canonical import canonical, digest
from ledger.services import record
from proposals.models import EntitlementRule, Need, Period, Review

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
    candidates, seed = _delegates(), seed_of(need)
    drawn = lot(seed, candidates, need.reviewers, without=_own(need))
    if not drawn:
        raise ValidationError(
            _("No other council has a delegate who could look at it."), code="nobody"
        )
    people = Person.objects.in_bulk(drawn, field_name="public_id")
    reviews = [Review(need=need, person=people[key]) for key in drawn]
    Review.objects.bulk_create(reviews)
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
            "candidates_digest": _digest_of_candidates(candidates),
            "reviewers": [str(key) for key in drawn],
        },
    )
    return reviews


@transaction.atomic
def review_need(*, review: Review, granted: bool) -> Need:
    """Vote on a need, once; the majority of those drawn decides.

    Raises ValidationError: ``frozen``, ``voted`` for another vote than before.
    """
    in_preparation(review.need.period)
    need = Need.objects.select_for_update(of=["self"]).get(pk=review.need_id)
    mine = Review.objects.get(pk=review.pk)
    if mine.voted_at is not None:
        if mine.granted != granted:
            raise ValidationError(_("You have voted already."), code="voted")
        return need
    Review.objects.filter(pk=mine.pk).update(granted=granted, voted_at=Now())
    record(kind="need.reviewed", subject=need.filed.subject)
    votes = list(need.reviews.values_list("granted", flat=True))
    for outcome, state in ((True, State.GRANTED), (False, State.REFUSED)):
        if need.decided_at is None and 2 * votes.count(outcome) > len(votes):
            _decide(need, state, votes.count(True), len(votes))
    need.refresh_from_db()
    return need


def seed_of(need: Need) -> str:
    """What decides the lot: the digest of the filing's seal, and the need's id."""
    return _sha(f"{need.filed.seal.digest}:{need.public_id}")


def lot(
    seed: str,
    candidates: Sequence[tuple[uuid.UUID, int]],
    wanted: int,
    without: Container[uuid.UUID] = (),
) -> list[uuid.UUID]:
    """Draw people out of (person, council): those with the smallest tickets.

    A ticket is the SHA-256 of the seed and the person's id. From one council comes one
    person, and of those in ``without`` nobody; the number drawn is odd.
    """
    tickets = sorted((_sha(f"{seed}:{person}"), person, c) for person, c in candidates)
    drawn: list[uuid.UUID] = []
    councils: set[int] = set()
    for _ticket, person, council in tickets:
        if person not in without and person not in drawn and council not in councils:
            drawn.append(person)
            councils.add(council)
    drawn = drawn[:wanted]
    return drawn if len(drawn) % 2 else drawn[:-1]


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


def _delegates() -> list[tuple[uuid.UUID, int]]:
    seats = Membership.objects.open().filter(role=Membership.Role.DELEGATE)
    active = seats.filter(person__is_active=True).order_by("person__public_id")
    return list(active.values_list("person__public_id", "council_id"))


def _own(need: Need) -> set[uuid.UUID]:
    """Whoever sits in the council whose need it is."""
    seats = Membership.objects.open().filter(council=need.council_id)
    return set(seats.values_list("person__public_id", flat=True))


def _digest_of_candidates(candidates: Sequence[tuple[uuid.UUID, int]]) -> str:
    return digest(canonical(sorted({str(person) for person, _c in candidates})))


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
