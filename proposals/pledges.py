"""How far pledges for goods that are asked for go."""

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from proposals.models import Period

STANDING = Q(pledges__withdrawn_at=None)
REQUESTED = STANDING & Q(pledges__units__gt=0)
OFFERED = STANDING & Q(pledges__units__lt=0)


def pledged(wanted: QuerySet) -> QuerySet:
    """Requests with ``askers`` and ``makers`` (councils), and what they pledge.

    ``requested`` and ``offered`` are smallest units, the latter not above zero.
    """
    return wanted.annotate(
        askers=Count("pledges", filter=REQUESTED),
        makers=Count("pledges", filter=OFFERED),
        requested=Coalesce(Sum("pledges__units", filter=REQUESTED), 0),
        offered=Coalesce(Sum("pledges__units", filter=OFFERED), 0),
    )


def threshold() -> int:
    """How many councils must pledge to request a new good, by the newest year."""
    newest = Period.objects.real().order_by("-starts", "-pk").first()
    return newest.pledges if newest else Period._meta.get_field("pledges").default
