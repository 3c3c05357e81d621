"""Whose webhooks a person may look after: their councils', and their offices'."""

from dataclasses import dataclass

from councils.models import Council
from federation.models.webhook import OFFICES, Webhook, managing


@dataclass(frozen=True)
class Owner:
    """A council or an office, and how a form or a program names it."""

    council: Council | None = None
    office: str = ""

    def __str__(self):
        return str(self.council or Webhook.Office(self.office).label)

    @property
    def key(self):
        return f"council/{self.council.slug}" if self.council else self.office


def owners(person):
    """Every owner a person may act for, councils first."""
    seats = managing(person).select_related("council").order_by("council__slug")
    offices = [office for office, needed in OFFICES.items() if person.has_perm(needed)]
    return [
        *(Owner(council=seat.council) for seat in seats),
        *(Owner(office=office) for office in offices),
    ]


def find_owner(person, council=None, office=""):
    """One of them by the council's short name or the office; None if it is not."""
    for owner in owners(person):
        slug = owner.council.slug if owner.council else None
        if (slug, owner.office) == (council, office):
            return owner
    return None
