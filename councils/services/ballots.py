from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils.models import Answer, Ballot, Council, Membership, Outcome, Person, Vote
from councils.models.decision import verdict
from ledger import clock
from ledger.services import record


@transaction.atomic
def open_ballot(
    *,
    council: Council,
    question: str,
    options: Sequence[str],
    closes_at: datetime,
    actor: Person | None = None,
    **terms: Any,
) -> Ballot:
    """Put a question to the members of a council.

    ``terms`` are the fields of Terms by which it will be decided.
    """
    ballot = Ballot(
        council=council,
        question=question,
        options=list(options),
        closes_at=closes_at,
        opened_by=actor,
        **terms,
    )
    # The database's clock opens it, so the database judges whether it closes later.
    ballot.full_clean(exclude=["opened_at"])
    if closes_at <= clock.now():
        raise ValidationError(_("A ballot must end later than now."), code="past")
    ballot.save()
    ballot.refresh_from_db()
    record(
        kind="ballot.opened",
        subject=council.slug,
        actor=actor,
        data={
            "ballot": ballot.pk,
            "options": len(ballot.options),
            "method": ballot.method,
            "seats": ballot.people().count(),
        },
    )
    return ballot


def vote(
    *,
    ballot: Ballot,
    person: Person,
    option: int,
    reason: str = "",
    entered_by: Person | None = None,
) -> Vote:
    """Cast or change a person's vote; ``entered_by`` is the clerk who enters it.

    Raises ValidationError: ``no_seat`` for a person without a seat in the council, at
    the opening or now; ``no_clerk`` if somebody enters it who is none; ``own_vote`` if
    the person has voted on her own; ``reason`` for an objection without one;
    ``closed`` after the ballot closed or for an option it does not have.
    """
    _check(ballot, person, option, reason, entered_by)
    try:
        with transaction.atomic():
            cast, _created = Vote.objects.update_or_create(
                ballot=ballot,
                person=person,
                defaults={
                    "option": option,
                    "reason": reason,
                    "entered_by": entered_by,
                    "cast_at": Now(),
                },
            )
    except IntegrityError as error:
        if entered_by and _voted(ballot, person):
            raise _own_vote() from error
        raise ValidationError(
            _("The ballot is closed, or has no such option."), code="closed"
        ) from error
    return cast


@transaction.atomic
def close_ballot(
    *, ballot: Ballot, actor: Person | None = None, outcome: str = ""
) -> bool:
    """Close a ballot and count it; say whether this call did so.

    ``outcome`` closes it without deciding: taken back, or replaced.
    """
    # Votes hold the row while they are cast: those under way are waited for.
    ballot = Ballot.objects.select_for_update().get(pk=ballot.pk)
    if ballot.closed_at is not None:
        return False
    electors, tally = ballot.people().count(), ballot.counts()
    if not outcome:
        decides = ballot.is_question
        outcome = verdict(ballot, electors, tally) if decides else Outcome.COUNTED
    Ballot.objects.filter(pk=ballot.pk).update(
        closed_at=Now(), outcome=outcome, tally=tally, electors=electors
    )
    record(
        kind="ballot.closed",
        subject=ballot.council.slug,
        actor=actor,
        # Everybody reads the record; how a council's members voted is theirs, and of a
        # unanimous council the counts would say it of each.
        data={"ballot": ballot.pk, "outcome": str(outcome), "seats": electors},
    )
    return True


def everybody_voted(ballot: Ballot) -> bool:
    """Whether nobody is left who could still vote for the first time."""
    return not ballot.people().exclude(votes__ballot=ballot).exists()


def _check(
    ballot: Ballot,
    person: Person,
    option: int,
    reason: str,
    entered_by: Person | None,
) -> None:
    if not ballot.people().filter(pk=person.pk).exists():
        raise ValidationError(
            _("Who had a seat in the council when the ballot opened votes."),
            code="no_seat",
        )
    if entered_by and not _is_clerk(entered_by, ballot.council_id):
        raise ValidationError(_("Only a clerk enters votes."), code="no_clerk")
    if entered_by and _voted(ballot, person):
        raise _own_vote()
    objects = ballot.method == Ballot.Method.CONSENSUS and option == Answer.AGAINST
    if objects and not reason.strip():
        raise ValidationError(
            _("Say what you object to, so that the council can deal with it."),
            code="reason",
        )


def _is_clerk(person: Person, council: int) -> bool:
    seats = Membership.objects.open().filter(person=person, council=council)
    return bool(seats.filter(role=Membership.Role.CLERK).exists())


def _voted(ballot: Ballot, person: Person) -> bool:
    own = Vote.objects.filter(ballot=ballot, person=person, entered_by=None)
    return bool(own.exists())


def _own_vote() -> ValidationError:
    return ValidationError(
        _("This person has voted on their own, and only they can change that."),
        code="own_vote",
    )
