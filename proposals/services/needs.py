import uuid
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from councils.models import Council, Person
from ledger.canonical import canonical, digest
from ledger.services import record
from proposals.models import EntitlementRule, Need, Period, Review

from .lots import delegates, digest_of_candidates, lot, own, seed_of
from .preparation import in_preparation
from .reviews import asked

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
    reviews = asked(need, drawn)
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


def digest_of(need: Need) -> str:
    """What the record keeps of a need: a digest nobody can guess the text from."""
    said = [str(need.public_id), need.text, f"{need.amount:.2f}"]
    return digest(canonical(said))
