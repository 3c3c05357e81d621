from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils.models import Ballot, Council, Person, Vote
from ledger.services import record


@transaction.atomic
def open_ballot(
    *,
    council: Council,
    question: str,
    options: Sequence[str],
    closes_at: datetime,
    actor: Person | None = None,
) -> Ballot:
    """Put a question to the members of a council."""
    ballot = Ballot(
        council=council, question=question, options=list(options), closes_at=closes_at
    )
    ballot.full_clean(exclude=["opened_at"])
    ballot.save()
    record(
        kind="ballot.opened",
        subject=council.slug,
        actor=actor,
        data={"ballot": ballot.pk, "options": len(ballot.options)},
    )
    return ballot


def vote(
    *, ballot: Ballot, person: Person, option: int, entered_by: Person | None = None
) -> Vote:
    """Cast or change a person's vote.

    Raises ValidationError: ``no_seat`` for a person without a seat in the council,
    ``closed`` after the ballot closed or for an option it does not have.
    """
    if not Council.objects.of(person).filter(pk=ballot.council_id).exists():
        raise ValidationError(_("Only members of the council vote."), code="no_seat")
    try:
        with transaction.atomic():
            cast, _created = Vote.objects.update_or_create(
                ballot=ballot,
                person=person,
                defaults={"option": option, "entered_by": entered_by, "cast_at": Now()},
            )
    except IntegrityError as error:
        raise ValidationError(
            _("The ballot is closed, or has no such option."), code="closed"
        ) from error
    return cast


@transaction.atomic
def close_ballot(*, ballot: Ballot, actor: Person | None = None) -> bool:
    """Close a ballot; say whether this call did so."""
    closed = Ballot.objects.filter(pk=ballot.pk, closed_at=None).update(closed_at=Now())
    if closed:
        record(
            kind="ballot.closed",
            subject=ballot.council.slug,
            actor=actor,
            data={"ballot": ballot.pk},
        )
    return bool(closed)
