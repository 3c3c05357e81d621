"""Years with other servers: shared, joined, left; decided by people at both ends."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils.models import Council, Person
from federation.models import Member, Peer, SharedYear
from ledger.services import record
from proposals.models import Period

# Fewer councils than this, and a sum of theirs shows what they propose.
FEW = 5


@transaction.atomic
def share_year(*, period: Period, actor: Person | None, reason: str) -> SharedYear:
    """Let a year in preparation be planned with other servers, under this one.

    Raises ValidationError ``state`` once its first round has opened.
    """
    prepared = Period.objects.filter(
        pk=period.pk, status=Period.Status.DRAFT, practice=False
    )
    if not prepared.update(together=True):
        raise ValidationError(
            _("Only a real year in preparation can be planned with other servers."),
            code="state",
        )
    period.together = True
    year, _new = SharedYear.objects.get_or_create(period=period)
    _record("year.shared", period, actor, reason)
    return year


@transaction.atomic
def invite_server(
    *, year: SharedYear, peer: Peer, actor: Person | None, reason: str
) -> Member:
    """Let a known server join a year under this one.

    Raises ValidationError: ``peer`` unless its key was confirmed, ``state`` once the
    first round has opened.
    """
    if not peer.may_speak:
        raise ValidationError(
            _("First compare the fingerprint of %(peer)s."),
            code="peer",
            params={"peer": peer},
        )
    _prepared(year)
    member, _new = Member.objects.get_or_create(year=year, peer=peer)
    Member.objects.filter(pk=member.pk).update(left_at=None)
    _record("year.server_invited", year.period, actor, reason, peer)
    return member


@transaction.atomic
def note_join(*, year: SharedYear, peer: Peer, answers_trials: bool) -> Member:
    """A server that was invited has joined. Raises ValidationError ``invited``."""
    member = Member.objects.filter(year=year, peer=peer, left_at=None).first()
    if member is None:
        raise ValidationError(_("This server was not invited."), code="invited")
    _prepared(year)
    Member.objects.filter(pk=member.pk).update(
        joined_at=member.joined_at or Now(), answers_trials=answers_trials
    )
    if member.joined_at is None:
        _record("year.server_joined", year.period, None, "", peer)
    return member


@transaction.atomic
def keep_joined(
    *,
    period: Period,
    parent: Peer,
    answers_trials: bool,
    actor: Person | None,
    reason: str,
) -> SharedYear:
    """Plan a year that was adopted under another server."""
    period.together = period.follows = True
    period.save(update_fields=["together", "follows"])
    year = SharedYear.objects.create(
        period=period, parent=parent, answers_trials=answers_trials
    )
    _record("year.joined", period, actor, reason, parent)
    return year


@transaction.atomic
def remove_server(*, member: Member, actor: Person | None, reason: str) -> None:
    """Go on without a server from the next round on; what it counted stays.

    Raises ValidationError ``reason`` without one.
    """
    if not reason.strip():
        raise ValidationError(_("Say why."), code="reason")
    if Member.objects.filter(pk=member.pk, left_at=None).update(left_at=Now()):
        _record("year.server_left", member.year.period, actor, reason, member.peer)


def is_small() -> bool:
    """Whether so few councils are here that sums of theirs show what they propose."""
    return Council.objects.count() < FEW


def _prepared(year: SharedYear) -> None:
    if year.period.status != Period.Status.DRAFT:
        raise ValidationError(
            _("The first round of %(period)s has opened."),
            code="state",
            params={"period": year.period},
        )


def _record(
    kind: str,
    period: Period,
    actor: Person | None,
    reason: str,
    peer: Peer | None = None,
) -> None:
    data = {"server": peer.origin} if peer else {}
    record(kind=kind, subject=period.code, actor=actor, reason=reason, data=data)
