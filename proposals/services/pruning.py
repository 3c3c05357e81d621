from datetime import datetime

from django.db.models import OuterRef, Subquery

from proposals.models import DraftChange, Period


def prune_draft_changes(*, before: datetime) -> int:
    """Delete how drafts came about, of closed years that ended before then.

    The last number of each draft stays, so that no number is ever used twice.
    """
    over = Period.objects.filter(status=Period.Status.CLOSED, ends__lt=before.date())
    changes = DraftChange.objects.filter(period__in=over)
    newer = DraftChange.objects.filter(
        council=OuterRef("council"), period=OuterRef("period")
    ).order_by("-version")
    last = Subquery(newer.values("version")[:1])
    return changes.alias(last=last).exclude(version=last).delete()[0]
