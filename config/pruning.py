"""What has served its time, and how long that is; docs/operations.md has it as a table.

Never deleted are the record and its seals, proposals, rounds, plans, publications,
votes and decisions: whatever somebody may want to check again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from councils.services.pruning import forget_addresses, prune_notices
from federation.services.pruning import prune_deliveries, prune_keys, prune_tokens
from ledger import clock
from ledger.models import Heartbeat
from ledger.services import heartbeat, record
from ledger.services.pruning import prune_announcements, prune_messages
from proposals.services.pruning import prune_draft_changes


@dataclass(frozen=True)
class Kept:
    """A kind of rows, how many days they stay after their end, and who deletes them."""

    name: str
    days: int
    prune: object


def prune_sessions(*, before: datetime) -> int:
    """Delete logins that expired before then."""
    over = Session.objects.filter(expire_date__lt=before)
    keys = list(over.values_list("session_key", flat=True))
    UserSession.objects.filter(session_key__in=keys).delete()
    return over.delete()[0]


RETENTION = [
    Kept("messages", 90, prune_messages),
    Kept("notices", 90, prune_notices),
    Kept("addresses", 90, forget_addresses),
    Kept("sessions", 0, prune_sessions),
    Kept("draft_changes", 30, prune_draft_changes),
    Kept("tokens", 365, prune_tokens),
    Kept("keys", 2, prune_keys),
    Kept("deliveries", 30, prune_deliveries),
    Kept("announcements", 365, prune_announcements),
]


def prune() -> dict[str, int]:
    """Delete all of it, and write down how much of what; return the same."""
    now = clock.now()
    gone = {}
    for each in RETENTION:
        # One after the other: what is long takes no lock on what is not.
        with transaction.atomic():
            count = each.prune(before=now - timedelta(days=each.days))
            if count:
                gone[each.name] = count
                record(
                    kind="retention.pruned",
                    subject=f"retention/{each.name}",
                    reason=f"Kept for {each.days} days.",
                    data={"what": each.name, "count": count, "days": each.days},
                )
    heartbeat(name=Heartbeat.PRUNE)
    return gone
