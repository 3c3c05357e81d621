"""When servers that plan a year compare its history."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q

from iteration.models import Publication
from proposals.models import Period

Status = Period.Status
GOING = (Status.OPEN, Status.STALLED, Status.AGREED, Status.SETTLED)
# How often at least, and how long once the plan is published.
OFTEN, AFTERWARDS = timedelta(minutes=5), timedelta(days=7)


def comparison_due(at):
    """That something is published, the year goes on, and nobody has just compared it.

    After one more document it is compared at once.
    """
    here = Publication.objects.filter(period=OuterRef("period"))
    waited = Q(compared_at=None) | Q(compared_at__lte=at - OFTEN)
    more = Q(Exists(here.filter(at__gt=OuterRef("compared_at"))))
    recent = Q(Exists(here.filter(at__gt=at - AFTERWARDS)))
    going = Q(period__status__in=GOING) | recent & Q(period__status=Status.PUBLISHED)
    return Q(Exists(here)) & going & (waited | more)
