from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from councils.models import Person
from iteration.services.practising import forget_practice
from iteration.services.rehearsing import copied
from iteration.services.village import rehearse_village
from ledger.services import record
from proposals.models import Period


@transaction.atomic
def reset_practice(
    *,
    period: Period,
    actor: Person,
    reason: str = "",
    round_length: timedelta | None = None,
) -> Period:
    """Take a practice year away and make it anew under the same code; round 1 is open.

    With ``round_length`` its rounds last so long and are counted by the clock, so that
    people and programs have time to answer; else it goes on by itself, step by step.

    Raises ValidationError: ``real`` for any other year; ``empty`` and ``nobody`` as
    where it was made first, and then it stays as it is.
    """
    years = Period.objects.select_for_update(of=["self"]).filter(practice=True)
    held = years.select_related("rehearses").filter(pk=period.pk).first()
    if held is None:
        raise ValidationError(_("Only years for practice are begun anew."), code="real")
    if held.rehearses is None:
        made = rehearse_village(actor=actor, round_length=round_length)
    else:
        forget_practice(period=held, actor=actor, reason=reason)
        made = copied(
            period=held.rehearses,
            code=held.code,
            actor=actor,
            round_length=round_length,
        )
    record(kind="practice.reset", subject=made.code, actor=actor, reason=reason)
    return made
