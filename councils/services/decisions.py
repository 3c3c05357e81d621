from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from councils.models import Ballot, Council, DecisionRule, Membership, Person
from councils.models.decision import ANSWERS
from councils.services.ballots import open_ballot
from ledger import clock
from ledger.services import record

QUESTION = "Change of the rule by which the council decides"


@transaction.atomic
def set_rule(*, council: Council, set_by: Person, **rule: Any) -> DecisionRule:
    """Let a council decide by another rule from now on.

    ``rule`` are the fields of DecisionRule. Only where delegates decide does a delegate
    set it; elsewhere the members decide on it as on everything (`propose_rule`).

    Raises ValidationError: ``no_delegate``, or ``needs_ballot`` naming the way.
    """
    Council.objects.select_for_update(no_key=True).get(pk=council.pk)
    seats = Membership.objects.open().filter(person=set_by, council=council)
    if not seats.filter(role=Membership.Role.DELEGATE).exists():
        raise ValidationError(
            _("Only a delegate of the council can set its rule."), code="no_delegate"
        )
    if DecisionRule.objects.of(council).by_ballot:
        raise ValidationError(
            _("Your council decides by ballot, on its rule too: put it to the vote."),
            code="needs_ballot",
        )
    decided = _keep(council, set_by, None, rule)
    record(
        kind="decision_rule.set",
        subject=council.slug,
        actor=set_by,
        data=_said(decided),
    )
    return decided


@transaction.atomic
def propose_rule(
    *, council: Council, proposed_by: Person, closes_at: datetime, **rule: Any
) -> DecisionRule:
    """Put another rule to the vote, by the rule that counts now.

    Raises ValidationError: ``no_seat``, ``no_ballots`` where delegates decide, ``open``
    while another change is voted on, ``too_long`` if the ballot would stand longer than
    the rule allows.
    """
    Council.objects.select_for_update(no_key=True).get(pk=council.pk)
    standing = DecisionRule.objects.of(council)
    check_may_open(standing, council, proposed_by, closes_at)
    if DecisionRule.objects.proposed(council):
        raise ValidationError(
            _("Your council is voting on a change of its rule already."), code="open"
        )
    ballot = open_ballot(
        council=council,
        question=QUESTION,
        options=ANSWERS,
        closes_at=closes_at,
        actor=proposed_by,
        **terms_of(standing),
    )
    proposed = _keep(council, proposed_by, ballot, rule)
    record(
        kind="decision_rule.proposed",
        subject=council.slug,
        actor=proposed_by,
        data=_said(proposed) | {"ballot": ballot.pk},
    )
    return proposed


def check_may_open(
    rule: DecisionRule, council: Council, person: Person, closes_at: datetime
) -> None:
    """Refuse a ballot nobody may open, or one that would stand too long."""
    if not Council.objects.of(person).filter(pk=council.pk).exists():
        raise ValidationError(_("Only members of the council vote."), code="no_seat")
    if not rule.by_ballot:
        raise ValidationError(
            _("Your council leaves its decisions to its delegates."), code="no_ballots"
        )
    if closes_at - clock.now() > timedelta(days=rule.days):
        raise ValidationError(
            _("A ballot of your council stands at most %(days)d days."),
            code="too_long",
            params={"days": rule.days},
        )


def terms_of(rule: DecisionRule) -> dict[str, Any]:
    """What a ballot opened under a rule is decided by."""
    names = ("method", "quorum", "majority", "hidden", "closes_early")
    return {name: getattr(rule, name) for name in names}


def _keep(
    council: Council, person: Person, ballot: Ballot | None, rule: dict[str, Any]
) -> DecisionRule:
    kept = DecisionRule(council=council, set_by=person, ballot=ballot, **rule)
    kept.full_clean(exclude=["since"])
    kept.save()
    kept.refresh_from_db()
    return kept


def _said(rule: DecisionRule) -> dict[str, Any]:
    return terms_of(rule) | {"days": rule.days, "submits": rule.submits}
