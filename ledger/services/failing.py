from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from ledger.models import Message

from .record import record


@transaction.atomic
def retry_message(*, message: Message, actor: Any) -> bool:
    """Try a failed message again, from the first attempt; say whether it waits now."""
    again = Message.objects.failing().filter(pk=message.pk)
    if not again.update(attempts=0, due_at=Now()):
        return False
    _write_down("message.retried", message, actor)
    return True


@transaction.atomic
def give_up_message(*, message: Message, reason: str, actor: Any) -> bool:
    """Drop a failed message, for a reason; say whether this call did so."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")}, code="required")
    if not Message.objects.failing().filter(pk=message.pk).update(dropped_at=Now()):
        return False
    _write_down("message.given_up", message, actor, reason)
    return True


def _write_down(kind: str, message: Message, actor: Any, reason: str = "") -> None:
    # Neither the address nor the key: both may say who somebody is.
    record(
        kind=kind,
        subject=f"message/{message.pk}",
        actor=actor,
        reason=reason,
        data={"attempts": message.attempts},
    )
