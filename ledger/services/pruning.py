from datetime import datetime

from ledger.models import Maintenance, Message


def prune_messages(*, before: datetime) -> int:
    """Delete what was delivered or dropped before then; return how many.

    What a letter told stays known by its event, so that none is written again.
    """
    delivered = Message.objects.filter(sent_at__lt=before)
    dropped = Message.objects.filter(dropped_at__lt=before)
    return delivered.delete()[0] + dropped.delete()[0]


def prune_announcements(*, before: datetime) -> int:
    """Delete announcements of maintenance that ended before then."""
    return Maintenance.objects.filter(ends__lt=before).delete()[0]
