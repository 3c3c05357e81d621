"""What people hear of entitlements: that those of a year were decided."""

from django.conf import settings
from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from councils.models import Cadence, Membership
from councils.notices.occasions import Occasion, Source, plain_notices
from councils.services.letters_writing import happened
from ledger.models import Record
from proposals.models import Entitlement, Period

DECIDED = "entitlement_decided"


def entitlement_decided(period: Period, entry: Record) -> None:
    """Note that entitlements were decided: one row; a task tells who sits there."""
    happened(
        kind="entitlement.decided",
        key=f"entitlement-{entry.pk}",
        data={"period": period.pk},
        subject=f"entitlement-of-{period.pk}",
    )


def _entitled(event):
    councils = Entitlement.objects.filter(period=event.data["period"])
    return Membership.objects.open().filter(council__in=councils.values("council"))


def _told(notice, seat, _at):
    """The council's sum as it is by now; None where there is none any more."""
    period = Period.objects.get(pk=notice.data["period"])
    rows = Entitlement.objects.filter(period=period, council=seat.council_id)
    total = rows.aggregate(total=Sum("amount"))["total"]
    if total is None:
        return None
    return {
        "period": period,
        "total": total,
        "fixed": period.frozen_at is not None,
        "address": settings.BASE_URL
        + reverse("desk:entitlement", args=[period.code, seat.council.slug]),
    }


OCCASION = Occasion(
    DECIDED,
    title=_("Entitlements were decided"),
    help=_("What your council may use in a year, and why so much."),
    told=_told,
    usual=Cadence.DAILY,
)
SOURCE = Source(_entitled, plain_notices(DECIDED))
