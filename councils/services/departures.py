"""Ending councils, and naming those that go on in their place."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from councils.models import Council, Departure, Heir, Membership, Person
from ledger import clock
from ledger.services import record

from .seats import seat

Kind = Departure.Kind
DONE = {
    Kind.LEAVE: "left",
    Kind.RETIRE: "retired",
    Kind.MERGE: "merged",
    Kind.SPLIT: "split",
}


class Share(NamedTuple):
    """A council that goes on in place of another, with a share of its figures."""

    council: Council
    share: Fraction = Fraction(1)


@transaction.atomic
def end_councils(
    *,
    kind: str,
    ends: Mapping[Council, Sequence[Share]],
    reason: str,
    actor: Person | None = None,
    at: datetime | None = None,
) -> uuid.UUID:
    """Record that councils end, in one act; return its id.

    ``at``: from when on; now, if it is not given. Raises ValidationError: ``reason``
    without one, ``gone`` naming councils that have ended already, ``itself``, ``few``
    for a merger of one or a split into one, ``kind`` for a heir of another kind,
    ``share`` unless the shares of each are all of it.
    """
    if not reason.strip():
        raise ValidationError(_("Say why, in a sentence."), code="reason")
    list(
        Council.objects.select_for_update(no_key=True)
        .filter(pk__in=[council.pk for council in ends])
        .order_by("pk")
    )
    check_ends(kind, ends)
    act, at = uuid.uuid4(), at or clock.now()
    for council, shares in ends.items():
        row = Departure.objects.create(council=council, kind=kind, act=act, at=at)
        whole = lcm(*(each.share.denominator for each in shares))
        Heir.objects.bulk_create(
            Heir(
                departure=row,
                council=each.council,
                numerator=int(each.share * whole),
                denominator=whole,
            )
            for each in shares
        )
    record(
        kind=f"council.{DONE[kind]}",
        subject=", ".join(sorted(council.slug for council in ends)),
        actor=actor,
        reason=reason,
        data={"act": str(act)} | said(ends),
    )
    return act


@transaction.atomic
def end_departures(
    *, act: uuid.UUID, reason: str, actor: Person | None = None
) -> list[Departure]:
    """Let councils take part again; return the departures that ended.

    Raises ValidationError: ``reason``, ``gone`` if they have ended already, ``needed``
    if a council in their place has ended since.
    """
    if not reason.strip():
        raise ValidationError(_("Say why, in a sentence."), code="reason")
    rows = list(Departure.objects.standing().filter(act=act).select_related("council"))
    if not rows:
        raise ValidationError(_("This has been undone already."), code="gone")
    heirs = Heir.objects.filter(departure__in=rows).values("council")
    if later := Departure.objects.standing().filter(council__in=heirs).first():
        raise ValidationError(
            _("Undo first that %(council)s has ended."),
            code="needed",
            params={"council": later.council},
        )
    Departure.objects.filter(pk__in=[row.pk for row in rows]).update(
        ended_at=clock.now()
    )
    returned = rows[0].kind == Kind.LEAVE
    record(
        kind="council.returned" if returned else "council.undone",
        subject=", ".join(sorted(row.council.slug for row in rows)),
        actor=actor,
        reason=reason,
        data={
            "act": str(act),
            "councils": sorted(row.council.slug for row in rows),
        },
    )
    return rows


def take_seats(
    *, gone: Council, heir: Council, roles: Sequence[str], actor: Person | None = None
) -> int:
    """Give people of a council that ends a seat in its heir; return how many.

    In the role they have, if it is among ``roles``. Who sits there already stays as is;
    the old seats stay too, so that the years they planned can still be read.
    """
    there = Membership.objects.open().filter(council=heir).values("person")
    seats = Membership.objects.open().filter(council=gone, role__in=roles)
    moving = list(seats.exclude(person__in=there).select_related("person"))
    for each in moving:
        seat(person=each.person, council=heir, role=each.role, actor=actor)
    return len(moving)


def said(ends: Mapping[Council, Sequence[Share]]) -> dict[str, object]:
    """The figures of an act, as they stand in its record."""
    parts = [
        {"from": council.slug, "to": each.council.slug, "share": str(each.share)}
        for council, shares in ends.items()
        for each in shares
    ]
    into = sorted({part["to"] for part in parts})
    councils = sorted(council.slug for council in ends)
    return {"parts": parts, "councils": councils, "into": into}


def check_ends(kind: str, ends: Mapping[Council, Sequence[Share]]) -> None:
    """Raise what `end_councils` would, but for the reason."""
    # New councils may not be saved yet: they have no key and cannot be in a set.
    heirs = [each.council for shares in ends.values() for each in shares]
    known = {council.pk for council in [*ends, *heirs] if council.pk}
    ending = {council.pk for council in ends}
    gone = Departure.objects.standing().filter(council__in=known)
    if slugs := sorted(gone.values_list("council__slug", flat=True)):
        raise _wrong("gone", slugs)
    few = len(ends) < 2 if kind == Kind.MERGE else kind == Kind.SPLIT and len(heirs) < 2
    if few:
        raise ValidationError(_("Name at least two councils, each once."), code="few")
    for council, shares in ends.items():
        if any(each.council.pk in ending for each in shares):
            raise _wrong("itself", [council.slug])
        if any(each.council.kind != council.kind for each in shares):
            raise _wrong("kind", [council.slug])
        if any(each.share <= 0 for each in shares) or (
            shares and sum(each.share for each in shares) != 1
        ):
            raise _wrong("share", [council.slug])


WRONG = {
    "gone": _("Takes part no longer: %(councils)s."),
    "itself": _("%(councils)s cannot go on in its own place."),
    "kind": _("Only a council of the same kind can go on in place of %(councils)s."),
    "share": _("The shares of %(councils)s do not add up to the whole."),
}


def _wrong(code: str, slugs: Sequence[str]) -> ValidationError:
    params = {"councils": ", ".join(slugs)}
    return ValidationError(WRONG[code], code=code, params=params)
