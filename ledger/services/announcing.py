from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from ledger import clock
from ledger.models import Maintenance

from .record import record


@transaction.atomic
def announce_maintenance(
    *,
    begins: datetime,
    ends: datetime,
    text_en: str,
    text_de: str,
    closed: bool,
    actor: Any,
) -> Maintenance:
    """Let every page say something from one moment to another, and perhaps close.

    Deadlines are not moved by it. Raises ValidationError for a time that is over, or
    that ends before it begins.
    """
    if ends <= max(begins, clock.now()):
        raise ValidationError(
            {"ends": _("It must end after it begins, and in the future.")}, code="time"
        )
    new = Maintenance.objects.create(
        begins=begins, ends=ends, text_en=text_en, text_de=text_de, closed=closed
    )
    _write_down("maintenance.announced", new, actor)
    return new


@transaction.atomic
def lift_maintenance(*, maintenance: Maintenance, actor: Any) -> bool:
    """Take an announcement back, or end it; say whether this call did so."""
    ended = Maintenance.objects.to_come(Now()).filter(pk=maintenance.pk).order_by()
    if not ended.update(lifted_at=Now()):
        return False
    _write_down("maintenance.lifted", maintenance, actor)
    return True


def _write_down(kind: str, maintenance: Maintenance, actor: Any) -> None:
    record(
        kind=kind,
        subject=f"maintenance/{maintenance.pk}",
        actor=actor,
        # What everybody is told is why.
        reason=maintenance.text_en,
        data={
            "begins": maintenance.begins.isoformat(),
            "ends": maintenance.ends.isoformat(),
            "closed": maintenance.closed,
        },
    )
