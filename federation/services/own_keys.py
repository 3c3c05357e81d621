"""The keys of this server: made, published, put into use, ended."""

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils.models import Person
from federation.models import OwnKey
from federation.wire.keys import fingerprint, new_secret, public_text
from federation.wire.sealed import seal, unseal
from ledger.services import record

State = OwnKey.State
# Any number will do, as long as nothing else in the database uses it.
CHANGING = 7_310_002


def current_key() -> tuple[OwnKey, bytes]:
    """The key in use, with its secret; the very first is made when it is asked for."""
    key = OwnKey.objects.filter(state=State.CURRENT).first() or _first()
    return key, unseal(key.sealed)


@transaction.atomic
def _first() -> OwnKey:
    """Made once, however many ask for it at the same moment."""
    _lock()
    found = OwnKey.objects.filter(state=State.CURRENT).first()
    return found or _make(State.CURRENT, None, "")


@transaction.atomic
def prepare_key(*, actor: Person, reason: str) -> OwnKey:
    """Publish the next key, for people at the peers to confirm; it is not used yet.

    Raises ValidationError ``state`` if there is one already.
    """
    _lock()
    if OwnKey.objects.filter(state=State.NEXT).exists():
        raise ValidationError(_("There is a next key already."), code="state")
    return _make(State.NEXT, actor, reason)


@transaction.atomic
def use_next_key(*, actor: Person, reason: str) -> OwnKey:
    """Sign with the next key from now on; the one before is retired.

    Peers that have not confirmed it yet do not hear this server until they do. Raises
    ValidationError ``state`` if there is no next key.
    """
    _lock()
    following = OwnKey.objects.filter(state=State.NEXT).first()
    if following is None:
        raise ValidationError(_("There is no next key."), code="state")
    _end(OwnKey.objects.filter(state=State.CURRENT), State.RETIRED)
    OwnKey.objects.filter(pk=following.pk).update(state=State.CURRENT)
    following.state = State.CURRENT
    _record("key.used", following, actor, reason)
    return following


@transaction.atomic
def revoke_key(*, key: OwnKey, actor: Person, reason: str) -> None:
    """Say that a key is no longer to be believed, because others may have it.

    The one in use is followed by the next, or by a new one. Raises ValidationError
    ``state`` if it was revoked before.
    """
    _lock()
    held = OwnKey.objects.get(pk=key.pk)
    if not _end(OwnKey.objects.filter(pk=key.pk), State.REVOKED):
        raise ValidationError(_("This key was revoked before."), code="state")
    _record("key.revoked", held, actor, reason)
    if held.state == State.CURRENT and not OwnKey.objects.filter(
        state=State.NEXT
    ).update(state=State.CURRENT):
        _make(State.CURRENT, actor, reason)


def _lock() -> None:
    """One who changes the keys at a time, also while there is none; signing goes on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHANGING])


def _make(state: str, actor: Person | None, reason: str) -> OwnKey:
    secret = new_secret()
    last = OwnKey.objects.aggregate(last=Max("number"))["last"] or 0
    key = OwnKey.objects.create(
        number=last + 1, public=public_text(secret), sealed=seal(secret), state=state
    )
    _record("key.made", key, actor, reason)
    return key


def _end(keys: models.QuerySet, state: str) -> int:
    return keys.exclude(state=State.REVOKED).update(state=state, ended_at=Now())


def _record(kind: str, key: OwnKey, actor: Person | None, reason: str) -> None:
    record(
        kind=kind,
        subject=str(key),
        actor=actor,
        reason=reason,
        data={"fingerprint": fingerprint(key.public), "state": key.state},
    )
