from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext as _

from councils.models import Person
from federation.models import Webhook
from ledger.services import record


def hold(*, webhook: Webhook, version: int | None = None) -> Webhook:
    """The webhook as it stands, locked until the transaction ends.

    Raises ValidationError ``changed`` if it is no longer of ``version``, or gone.
    """
    held = Webhook.objects.select_for_update(of=["self"]).filter(pk=webhook.pk)
    found = held.select_related("council").first()
    if found is None or version not in (None, found.version):
        raise ValidationError(
            _("Somebody has changed this webhook meanwhile. Look at it again."),
            code="changed",
        )
    return found


def change(webhook: Webhook, **fields: Any) -> None:
    """Write fields of a held webhook, as its next version."""
    rows = Webhook.objects.filter(pk=webhook.pk)
    rows.update(version=F("version") + 1, **fields)
    webhook.refresh_from_db()


def note(
    kind: str,
    webhook: Webhook,
    actor: Person | None,
    reason: str = "",
    **data: Any,
) -> None:
    """Put an act on record; not the address: it may hold a secret of its owner's."""
    entry: Mapping[str, Any] = {"webhook": str(webhook.public_id), **data}
    subject = webhook.council.slug if webhook.council else webhook.office
    record(kind=kind, subject=subject, actor=actor, reason=reason, data=entry)
