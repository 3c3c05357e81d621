"""Councils that join, also while rounds run."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from councils.models import Council, Person
from ledger import clock
from ledger.services import record
from proposals.models import Period


@transaction.atomic
def join_council(
    *,
    slug: str,
    name: str,
    kind: str,
    reason: str,
    name_de: str = "",
    parent: Council | None = None,
    members: int = 0,
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
    actor: Person | None = None,
) -> Council:
    """Let a new council take part; return it.

    While rounds run it is counted from the round on in which it first proposes. Only a
    consumer council waits for the next year, since entitlements are fixed while rounds
    run and nothing else would bind what it requests; the database sees to that.

    Raises ValidationError: ``reason``, or what a field finds wrong.
    """
    if not reason.strip():
        raise ValidationError(_("Say why, in a sentence."), code="reason")
    running = Period.objects.exclude(frozen_at=None).exists()
    council = Council(
        slug=slug,
        name=name,
        name_de=name_de,
        kind=kind,
        parent=parent,
        members=members,
        latitude=latitude,
        longitude=longitude,
        joined_at=clock.now() if running else None,
    )
    council.full_clean()
    council.save()
    record(
        kind="council.joined",
        subject=slug,
        actor=actor,
        reason=reason,
        data={"kind": kind, "members": members},
    )
    return council
