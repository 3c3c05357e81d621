"""Councils that leave, end with the year, are merged or split, and come back."""

import uuid
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from councils.models import Council, Departure, Heir, Membership, Person
from councils.services.departures import (
    Share,
    end_councils,
    end_departures,
    take_seats,
)
from iteration import departing
from iteration.services.inheriting import renew
from ledger import clock
from proposals import gate, life
from proposals.models import Period, Proposal
from proposals.services import declare, revoke, submit

Kind = Departure.Kind
Role = Membership.Role


@transaction.atomic
def leave_council(
    *, council: Council, reason: str, actor: Person | None = None
) -> uuid.UUID:
    """Let a council leave at once; return the id of the act.

    An empty proposal withdraws it from every year whose rounds run, and its standing
    instruction and declaration end: nobody answers for it, and no later count has it.
    What was counted or planned before stays; so do seats and its entitlement.

    Raises ValidationError as `end_councils`.
    """
    life.hold()
    years = list(Period.objects.filter(status=Period.Status.OPEN).order_by("pk"))
    # Before the moment is taken: a count has all of it, or nothing.
    for year in years:
        gate.enter(year.pk)
    for year in years:
        if Proposal.objects.filter(period=year, council=council).exists():
            submit(
                council=council,
                period=year,
                quantities={},
                origin=Proposal.Origin.LEFT,
                note=reason,
            )
    revoke(council=council, actor=actor)
    declare(council=council, actor=actor)
    fixed = [year.fixed_until for year in years if year.fixed_until]
    act = end_councils(
        kind=Kind.LEAVE,
        ends={council: []},
        reason=reason,
        actor=actor,
        at=max([clock.now(), *fixed]),
    )
    renew(councils={council.pk})
    departing.tell(act, reason)
    return act


def retire_council(
    *, council: Council, reason: str, actor: Person | None = None
) -> uuid.UUID:
    """Let a council take part to the end of the years that run, and in no later one.

    Raises ValidationError as `end_councils`.
    """
    return _end(Kind.RETIRE, {council: []}, reason, actor)


@transaction.atomic
def merge_councils(
    *,
    councils: Sequence[Council],
    into: Council,
    reason: str,
    actor: Person | None = None,
) -> uuid.UUID:
    """Let a new council go on for several from the next year on; return the act's id.

    It gets the sums of their figures and entitlements; their people get seats in it, in
    the role they have, and keep the old ones to read by.

    Raises ValidationError as `end_councils`; ``few`` for fewer than two councils,
    ``fresh`` if ``into`` has planned already.
    """
    act = _end(Kind.MERGE, {each: [Share(into)] for each in councils}, reason, actor)
    for each in councils:
        take_seats(gone=each, heir=into, roles=Role.values, actor=actor)
    return act


@transaction.atomic
def split_council(
    *,
    council: Council,
    into: Sequence[Share],
    reason: str,
    actor: Person | None = None,
) -> uuid.UUID:
    """Let new councils go on for one from the next year on, each with its share.

    Delegates and clerks get seats in all of them; where members belong is theirs to
    say. Raises ValidationError as `merge_councils`.
    """
    act = _end(Kind.SPLIT, {council: into}, reason, actor)
    for each in into:
        take_seats(
            gone=council, heir=each.council, roles=Membership.SUBMITTING, actor=actor
        )
    return act


@transaction.atomic
def undo_departure(*, act: uuid.UUID, reason: str, actor: Person | None = None) -> None:
    """Let councils take part again. Who left may come back at any time.

    Years in preparation follow; in one that runs, who comes back proposes anew. Raises
    ValidationError as `end_departures`, and ``used`` where a year has opened with a
    council in the place of another.
    """
    life.hold()
    rows = Departure.objects.standing().filter(act=act)
    if any(is_used(row) for row in rows):
        raise ValidationError(
            _("A year has opened with it. What it changed can only be changed anew."),
            code="used",
        )
    ended = end_departures(act=act, reason=reason, actor=actor)
    renew(councils={row.council_id for row in ended} | _heirs(ended))
    departing.tell_again(act, reason)


def is_used(row: Departure) -> bool:
    """Whether a year has opened without a council because of this."""
    if row.kind == Kind.LEAVE:
        return False
    opened = Period.objects.filter(frozen_at__gt=row.at)
    concerned = {row.council_id} | _heirs([row])
    return (
        opened.filter(proposals__council__in=concerned).exists()
        or opened.filter(previous__proposals__council__in=concerned).exists()
    )


@transaction.atomic
def _end(
    kind: str,
    ends: dict[Council, Sequence[Share]],
    reason: str,
    actor: Person | None,
) -> uuid.UUID:
    life.hold()
    heirs = {each.council.pk for shares in ends.values() for each in shares}
    # Heads and figures of a council that has planned stand in what is published.
    if (
        Proposal.objects.filter(council__in=heirs)
        .exclude(period__frozen_at=None)
        .exists()
    ):
        raise ValidationError(
            _("Only a new council can go on for others."), code="fresh"
        )
    act = end_councils(kind=kind, ends=ends, reason=reason, actor=actor)
    renew(councils={council.pk for council in ends} | heirs)
    departing.tell(act, reason)
    return act


def _heirs(rows: Sequence[Departure]) -> set[int]:
    found = Heir.objects.filter(departure__in=rows)
    return set(found.values_list("council_id", flat=True))
