from collections.abc import Mapping
from typing import Any

from ledger.canonical import canonical
from ledger.models import Record


def record(
    *,
    kind: str,
    subject: str,
    actor: Any = None,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
) -> Record:
    """Write down what was decided, in the transaction that decides it.

    ``actor`` is the person who acts, or None where the service acts by rule. Only the
    person's opaque id is kept.
    """
    entry = dict(data or {})
    canonical(entry)  # What could not be sealed later is refused now.
    return Record.objects.create(
        kind=kind,
        subject=subject,
        actor=str(actor.public_id) if actor else "service",
        reason=reason,
        data=entry,
    )
