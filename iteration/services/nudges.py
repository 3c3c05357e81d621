import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from councils.models import Council, Person
from councils.services.letters_writing import happened
from iteration import nudging
from iteration.models import Nudge, Round
from iteration.services.reasons import given
from iteration.turnout import turnout
from ledger import clock
from ledger.services import record

# A row is taken by whoever comes when the last time is long enough ago. Ordered, so
# that two who take many rows wait for each other and never in a circle.
TAKE = """
    INSERT INTO iteration_nudge (council_id, round_id, at, event)
    SELECT key, %(round)s, %(at)s, %(event)s
    FROM unnest(%(keys)s::bigint[]) AS key ORDER BY key
    ON CONFLICT (council_id) DO UPDATE
    SET round_id = excluded.round_id, at = excluded.at, event = excluded.event
    WHERE iteration_nudge.at <= %(before)s
    RETURNING council_id
"""


@transaction.atomic
def nudge(
    *,
    round: Round,
    councils: QuerySet[Council],
    actor: Person,
    reason: str,
    which: Mapping[str, Any] | None = None,
) -> int:
    """Remind those of some councils that have not answered; return how many.

    Reminded are those somebody can be written to, each at most once in 24 hours,
    whoever presses the button and however often. ``which`` says for the record how
    they were chosen.

    Raises ValidationError: ``reason`` without one, ``state`` if the round cannot be
    answered now.
    """
    reason = given(reason.replace("\0", ""))
    now = clock.now()
    if round.status != Round.Status.OPEN or round.cutoff <= now:
        raise ValidationError(
            _("%(round)s cannot be answered now."),
            code="state",
            params={"round": round},
        )
    chosen = turnout(round, now).filter(pk__in=councils.order_by().values("pk"))
    event = f"nudge-{uuid.uuid4()}"
    taken = _take(nudging.reminded(chosen, now), round, event, now)
    if not taken:
        return 0
    said = {"number": len(taken), "choice": dict(which or {})}
    subject = f"{round.period.code}/{round.number}"
    record(kind="round.nudged", subject=subject, actor=actor, reason=reason, data=said)
    if round.period.practice:
        return len(taken)  # Nobody is written to for practice.
    happened(
        kind="round.nudged",
        key=event,
        data={"round": round.pk, "reason": reason},
        subject=f"nudge-{round.pk}",
        until=round.cutoff,
        at=now,
    )
    return len(taken)


def _take(keys: list[int], round: Round, event: str, now: datetime) -> list[int]:
    """Take the rows of councils, as far as nobody else has within a day."""
    with connection.cursor() as cursor:
        cursor.execute(
            TAKE,
            {
                "keys": keys,
                "round": round.pk,
                "event": event,
                "at": now,
                "before": now - Nudge.PEACE,
            },
        )
        return [key for (key,) in cursor.fetchall()]
