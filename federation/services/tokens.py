import hashlib
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils.models import Person
from federation.models import Token
from ledger import clock
from ledger.services import record

YEAR = 365
LONGEST = 2 * YEAR


@transaction.atomic
def issue_token(
    *,
    person: Person,
    name: str,
    scopes: Iterable[str],
    days: int = YEAR,
    actor: Person | None = None,
) -> tuple[Token, str]:
    """Make a token; return it and the text the program sends, which is not kept.

    Raises ValidationError: ``name`` without one, ``scope`` for none or an unknown one,
    ``days`` for less than one day or more than two years, ``inactive`` for a person who
    may not log in.
    """
    wanted = sorted(set(scopes))
    _check(person, name, wanted, days)
    prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    token = Token.objects.create(
        person=person,
        name=name.strip(),
        prefix=prefix,
        digest=digest_of(secret),
        scopes=wanted,
        expires_at=clock.now() + timedelta(days=days),
    )
    record(
        kind="token.issued",
        subject=prefix,
        actor=actor,
        data={
            "person": str(person.public_id),
            "scopes": wanted,
            "expires_at": token.expires_at.isoformat(),
        },
    )
    return token, f"cp_{prefix}_{secret}"


@transaction.atomic
def revoke_token(*, token: Token, actor: Person | None = None) -> bool:
    """End a token at once; say whether this call did so."""
    ended = Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=Now())
    if ended:
        record(
            kind="token.revoked",
            subject=token.prefix,
            actor=actor,
            data={"person": str(token.person.public_id)},
        )
    return bool(ended)


def note_use(*, token: Token, at: datetime) -> None:
    """Keep the hour in which the token was last used, and nothing finer."""
    hour = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    if token.last_used_at is None or token.last_used_at < hour:
        Token.objects.filter(pk=token.pk).update(last_used_at=hour)


def digest_of(secret: str) -> str:
    """What is kept of a secret. It is random and long, so one pass of SHA-256 does."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _check(person: Person, name: str, scopes: list[str], days: int) -> None:
    if not name.strip() or len(name.strip()) > 100:
        raise ValidationError(
            _("Give the token a name of at most 100 characters."), code="name"
        )
    if not scopes or set(scopes) - set(Token.Scope.values):
        raise ValidationError(
            _("Name scopes out of %(scopes)s."),
            code="scope",
            params={"scopes": ", ".join(Token.Scope.values)},
        )
    if not 1 <= days <= LONGEST:
        raise ValidationError(
            _("A token lasts from 1 to %(longest)d days."),
            code="days",
            params={"longest": LONGEST},
        )
    if not person.is_active:
        raise ValidationError(
            _("%(person)s may not log in."), code="inactive", params={"person": person}
        )
