"""Councils that come into being: one by hand, or many from a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.text import slugify

from councils.models import Council, Membership, Person
from ledger import clock
from ledger.services import record

from .invitations import invite

VALID = timedelta(days=30)
COLUMNS = ("name", "name_de", "kind", "members")
BATCH = 1_000


@dataclass(frozen=True)
class CouncilEntry:
    """A council as a list names it; ``parent``: the short name of its federation.

    ``email``: whom to offer the seat of its first delegate.
    """

    slug: str
    name: str
    kind: str
    members: int
    name_de: str = ""
    parent: str = ""
    email: str = ""


@dataclass(frozen=True)
class Founded:
    """How many councils are new, how many are known; how many letters go out."""

    new: int
    known: int
    invited: int


@transaction.atomic
def found_councils(
    *, entries: Sequence[CouncilEntry], actor: Person, source: str = "file"
) -> Founded:
    """Make councils, or bring known ones up to date; invite those to be delegates.

    What a council is, its kind, stays once it is known. Parents may stand anywhere in
    the list, or be known already.
    """
    slugs = [entry.slug for entry in entries]
    known = set(Council.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    Council.objects.bulk_create(
        [
            Council(
                slug=entry.slug,
                **{name: getattr(entry, name) for name in COLUMNS},
            )
            for entry in entries
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["name", "name_de", "members"],
    )
    wanted = {*slugs, *(entry.parent for entry in entries if entry.parent)}
    councils = {each.slug: each for each in Council.objects.filter(slug__in=wanted)}
    for entry in entries:
        councils[entry.slug].parent = councils.get(entry.parent) or None
    below = [councils[entry.slug] for entry in entries if entry.parent]
    Council.objects.bulk_update(below, ["parent"], batch_size=BATCH)
    invited = sum(
        _invite(councils[entry.slug], entry.email, actor)
        for entry in entries
        if entry.email
    )
    record(
        kind="councils.founded",
        subject="councils" if len(entries) > 1 else slugs[0],
        actor=actor,
        data={"source": source, "new": len(entries) - len(known), "known": len(known)},
    )
    return Founded(len(entries) - len(known), len(known), invited)


def _invite(council: Council, email: str, actor: Person) -> bool:
    _invitation, new = invite(
        council=council,
        invited_by=actor,
        role=Membership.Role.DELEGATE,
        expires_at=clock.now() + VALID,
        email=email,
    )
    return new


def short_name(name: str, taken: set[str]) -> str:
    """A short name made of a name, unlike those that are taken.

    >>> short_name("Bäckerei Nord", {"backerei-nord"})
    'backerei-nord-2'
    """
    plain = slugify(name)[:50] or "council"
    number, free = 1, plain
    while free in taken:
        number += 1
        free = f"{plain}-{number}"
    return free
