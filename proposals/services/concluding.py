from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils.models import Ballot, Council, DecisionRule, Outcome, Person
from councils.services import close_ballot, everybody_voted
from councils.services.decisions import terms_of
from ledger import clock
from proposals import gate, letters
from proposals.models import Draft, Good, Motion, Proposal
from proposals.services.drafts import discard_draft
from proposals.services.motions import put
from proposals.services.submission import submit


@transaction.atomic
def conclude(*, ballot: Ballot) -> bool:
    """Close a ballot that is due and do what follows; say whether this call closed it.

    It is due when its time is over, or when everybody has voted where its terms say so.
    A carried proposal is submitted where the council's rule says so; an amended one is
    voted on anew. Safe to repeat and to run twice at once.
    """
    motion = Motion.objects.filter(ballot=ballot).first()
    _hold(ballot.council_id, motion)
    if motion:
        for amendment in _undecided_amendments(motion):
            # Theirs ended before: a late knock must not decide the whole first.
            conclude(ballot=amendment.ballot)
    ballot = Ballot.objects.select_related("council").get(pk=ballot.pk)
    if not _is_due(ballot, motion) or not close_ballot(ballot=ballot):
        return False
    ballot.refresh_from_db()
    if motion:
        _decide(motion, ballot)
    letters.ballot_closed(ballot)
    return True


@transaction.atomic
def take_back(*, motion: Motion, person: Person) -> None:
    """End the vote on a motion undecided.

    Raises ValidationError: ``not_yours`` unless the person has moved it, ``closed`` if
    the vote is over.
    """
    if motion.moved_by_id != person.pk:
        raise ValidationError(
            _("Only who put it to the vote can take it back."), code="not_yours"
        )
    _hold(motion.council_id, motion)
    if not _end(motion, Outcome.WITHDRAWN, person):
        raise ValidationError(_("The vote on this motion is over."), code="closed")


@transaction.atomic
def hand_in(
    *, motion: Motion, submitted_by: Person, origin: str = Proposal.Origin.MEMBER
) -> Proposal:
    """Submit what the council has carried. Called twice, it is submitted once.

    Raises ValidationError as `submit`, and ``undecided`` if it was not carried.
    """
    codes = dict(Good.objects.filter(pk__in=motion.goods).values_list("pk", "code"))
    proposal, _created = submit(
        council=motion.council,
        period=motion.period,
        quantities={codes[good]: units for good, units in motion.lines.items()},
        origin=origin,
        submitted_by=submitted_by,
        public_id=motion.public_id,
        note=motion.note,
        notes=motion.notes,
    )
    draft = Draft.objects.filter(council=motion.council, period=motion.period).first()
    if draft and draft.saved_at <= _origin(motion).moved_at:
        # It has become this; whoever went on writing keeps it.
        discard_draft(council=motion.council, period=motion.period)
    return proposal


def _hold(council: int, motion: Motion | None) -> None:
    if motion:
        # Before the council, as in `submit`: two who wait for each other never end.
        gate.enter(motion.period_id)
    Council.objects.select_for_update(no_key=True).get(pk=council)


def _is_due(ballot: Ballot, motion: Motion | None) -> bool:
    if ballot.closed_at is not None:
        return False
    if ballot.closes_at <= clock.now():
        return True
    if not ballot.closes_early or not everybody_voted(ballot):
        return False
    return motion is None or not _undecided_amendments(motion)


def _decide(motion: Motion, ballot: Ballot) -> None:
    """What follows from a closed ballot on a motion."""
    Motion.objects.filter(pk=motion.pk).update(decided_at=Now())
    motion = _read(motion)
    if motion.amends_id:
        if ballot.is_carried:
            _replace(motion)
        return
    for amendment in _undecided_amendments(motion):
        _end(amendment, Outcome.WITHDRAWN)
    if ballot.is_carried and _goes_by_itself(motion):
        hand_in(motion=motion, submitted_by=motion.moved_by)


def _goes_by_itself(motion: Motion) -> bool:
    """Whether a carried motion is submitted at once: by the rule, and in its round."""
    rule = DecisionRule.objects.of(motion.council, at=motion.ballot.opened_at)
    in_time = clock.now() < motion.cutoff and motion.period.takes_proposals
    return bool(rule.submits and in_time)


def _replace(amendment: Motion) -> None:
    """Let amended figures take the place of a motion; the vote on them begins anew."""
    main = _read(amendment.amends)
    others = list(_undecided_amendments(main))
    _end(main, Outcome.AMENDED, amendments=False)
    if main.ballot.closes_at <= clock.now():
        for other in others:
            _end(other, Outcome.WITHDRAWN)
        return  # A late knock: no time is left to vote on the whole.
    amended = Motion(
        council=main.council,
        period=main.period,
        moved_by=main.moved_by,
        cutoff=main.cutoff,
        note=main.note,
        notes=main.notes,
        made_by=amendment,
    )
    terms = terms_of(main.ballot)
    amended = put(amended, amendment.figures, main.ballot.closes_at, terms)
    Motion.objects.filter(pk__in=[each.pk for each in others]).update(amends=amended)


def _end(
    motion: Motion,
    outcome: str,
    actor: Person | None = None,
    *,
    amendments: bool = True,
) -> bool:
    """Close the ballot on a motion without deciding it, and on its amendments."""
    if not close_ballot(ballot=motion.ballot, actor=actor, outcome=outcome):
        return False
    Motion.objects.filter(pk=motion.pk).update(decided_at=Now())
    for amendment in _undecided_amendments(motion) if amendments else ():
        _end(amendment, Outcome.WITHDRAWN)
    motion.ballot.refresh_from_db()
    return True


def _undecided_amendments(motion: Motion) -> list[Motion]:
    found = Motion.objects.undecided().filter(amends=motion)
    return list(found.select_related("ballot").order_by("ballot__closes_at"))


def _origin(motion: Motion) -> Motion:
    """The motion as it was first moved, before what was amended."""
    while motion.made_by_id:
        motion = motion.made_by.amends
    return motion


def _read(motion: Motion) -> Motion:
    motions = Motion.objects.select_related("ballot", "council", "period", "amends")
    return motions.get(pk=motion.pk)
