"""What people hear of the life of their council: that it ends, or takes part again."""

import uuid

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from councils.models import Departure, Membership
from councils.notices.occasions import (
    Occasion,
    Source,
    add_occasion,
    add_source,
    plain_notices,
)
from councils.services.letters_writing import happened

OCCASION = "council_changed"


def tell(act: uuid.UUID, reason: str) -> None:
    """Note that councils end by an act; their members are told."""
    _note(act, reason, "council.departed")


def tell_again(act: uuid.UUID, reason: str) -> None:
    """Note that they take part again; it takes the place of the news before."""
    _note(act, reason, "council.returned")


def _note(act: uuid.UUID, reason: str, kind: str) -> None:
    happened(
        kind=kind,
        key=f"{kind}-{act}",
        data={"act": str(act), "reason": reason},
        subject=f"departure-{act}",
    )


def _members(event):
    return Membership.objects.open().filter(
        council__departures__act=event.data["act"], council__practice=False
    )


def _told(notice, _seat, _at):
    """What stands now, whatever was decided when the letter was called for."""
    rows = Departure.objects.filter(act=notice.data["act"], council=notice.council)
    row = rows.first()
    if row is None:
        return None
    heirs = row.heirs.select_related("council").order_by("pk")
    page = reverse("desk:people", args=[notice.council.slug])
    return {
        "kind": row.kind,
        "back": row.ended_at is not None,
        "heirs": [heir.council for heir in heirs],
        "reason": notice.data["reason"],
        "address": settings.BASE_URL + page,
    }


add_occasion(
    Occasion(
        OCCASION,
        title=_("Your council leaves, ends, is merged or split"),
        help=_("From when on, why, and which council goes on in its place."),
        told=_told,
    )
)
for kind in ("council.departed", "council.returned"):
    add_source(kind, Source(_members, plain_notices(OCCASION)))
