"""Other servers: added, confirmed by fingerprint, paused and ended, by people."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils.models import Person
from federation.models import Nonce, Peer, PeerKey, Post
from federation.wire.keys import fingerprint, is_fingerprint_of
from ledger.services import record

State = Peer.State
# Longer than any signature is taken for fresh.
NONCES_KEPT = timedelta(days=1)
# So long waits end when the peer is heard; shorter ones end by themselves.
LONG = timedelta(seconds=10)


class Replayed(Exception):
    """The same signed message was here before."""


@transaction.atomic
def add_peer(
    *, origin: str, name: str, keys: Mapping[str, str], actor: Person, reason: str
) -> Peer:
    """Note another server and the keys it shows; nothing is said to it yet.

    Added again, an ended one is asked anew. Raises ValidationError ``known`` for one
    that is there already.
    """
    peer, new = Peer.objects.get_or_create(origin=origin, defaults={"name": name})
    if not new:
        again = Peer.objects.filter(pk=peer.pk, state=State.ENDED)
        if not again.update(state=State.ASKED, name=name):
            raise ValidationError(_("This server is known already."), code="known")
        peer.refresh_from_db()
    show_keys(peer=peer, keys=keys)
    _record("peer.added", peer, actor, reason)
    return peer


@transaction.atomic
def show_keys(*, peer: Peer, keys: Mapping[str, str]) -> None:
    """Note the keys a peer shows; new ones wait to be confirmed.

    A key that changed under its id is none of the peer's: it is left out.
    """
    PeerKey.objects.bulk_create(
        [
            PeerKey(peer=peer, key_id=key_id, public=public)
            for key_id, public in keys.items()
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def confirm_key(*, key: PeerKey, typed: str, actor: Person) -> None:
    """Believe a key whose fingerprint somebody was told by people there.

    Raises ValidationError ``fingerprint`` if it is another's, ``state`` if the key, or
    the peer, has ended.
    """
    if not is_fingerprint_of(typed, key.public):
        raise ValidationError(
            _("This is not the fingerprint of the key. Compare it once more."),
            code="fingerprint",
        )
    open_ = PeerKey.objects.filter(pk=key.pk, ended_at=None)
    if key.peer.state == State.ENDED or not open_.update(confirmed_at=Now()):
        raise ValidationError(_("This key has ended."), code="state")
    Peer.objects.filter(pk=key.peer_id, state=State.ASKED).update(state=State.KNOWN)
    _record("peer.key_confirmed", key.peer, actor, "", key)


@transaction.atomic
def end_key(*, key: PeerKey, actor: Person, reason: str) -> None:
    """Hear nothing more that is signed with a key; what it signed stays checkable."""
    if PeerKey.objects.filter(pk=key.pk, ended_at=None).update(ended_at=Now()):
        _record("peer.key_ended", key.peer, actor, reason, key)


def pause_peer(*, peer: Peer, actor: Person | None, reason: str) -> None:
    """Say and hear nothing for a while."""
    _move(peer, [State.KNOWN], State.PAUSED, "peer.paused", actor, reason)


def resume_peer(*, peer: Peer, actor: Person, reason: str) -> None:
    _move(peer, [State.PAUSED], State.KNOWN, "peer.resumed", actor, reason)


def end_peer(*, peer: Peer, actor: Person, reason: str) -> None:
    """Plan no more with a server; its records and keys stay."""
    before = [State.ASKED, State.KNOWN, State.PAUSED]
    _move(peer, before, State.ENDED, "peer.ended", actor, reason)


def note_nonce(*, key: PeerKey, nonce: str) -> None:
    """Take a signed message once. Raises Replayed for one that was here before."""
    try:
        with transaction.atomic():
            Nonce.objects.create(key=key, nonce=nonce)
    except IntegrityError:
        raise Replayed(nonce) from None


def forget_nonces() -> int:
    """Forget what could not be repeated any more; return how many."""
    return Nonce.objects.filter(at__lt=Now() - NONCES_KEPT).delete()[0]


def heard(*, peer: Peer, created: datetime, at: datetime) -> None:
    """Note when a peer was heard, and how far its clock is from ours.

    It is there again: what waits for it long does not wait any longer.
    """
    Peer.objects.filter(pk=peer.pk).update(heard_at=at, lag=created - at, trouble="")
    Post.objects.waiting().filter(peer=peer, due_at__gt=at + LONG).update(due_at=at)


@transaction.atomic
def _move(
    peer: Peer,
    before: list[str],
    to: str,
    kind: str,
    actor: Person | None,
    reason: str,
) -> None:
    if not Peer.objects.filter(pk=peer.pk, state__in=before).update(state=to):
        peer.refresh_from_db()
        raise ValidationError(
            _("Not possible while %(peer)s is “%(state)s”."),
            code="state",
            params={"peer": peer, "state": peer.get_state_display()},
        )
    peer.state = to
    _record(kind, peer, actor, reason)


def _record(
    kind: str,
    peer: Peer,
    actor: Person | None,
    reason: str,
    key: PeerKey | None = None,
) -> None:
    data = {"fingerprint": fingerprint(key.public)} if key else {}
    record(kind=kind, subject=peer.origin, actor=actor, reason=reason, data=data)
