from datetime import timedelta

from django.db.models.functions import Now

from councils.models import Person
from federation.models import IdempotencyKey

KEPT = timedelta(hours=24)
# How long a request is left to the process that began it.
LEASE = timedelta(seconds=60)
SWEEP = 100


class InFlight(Exception):
    """The same request is being worked on."""


class KeyReused(Exception):
    """The key came before, with another request."""


def claim_key(*, person: Person, key: str, fingerprint: str) -> IdempotencyKey:
    """Take a request for this process, or give back the answer it already has.

    The row returned has a ``status`` if there is an answer to repeat. Otherwise the
    caller does the work under its ``proposal_id`` and then keeps the answer or, if
    there is none worth keeping, releases the key.

    Not one transaction, on purpose: the claim must stand before the work begins.
    Raises KeyReused, InFlight.
    """
    _forget(person, key)
    claim, is_new = IdempotencyKey.objects.get_or_create(
        person=person,
        key=key,
        defaults={"fingerprint": fingerprint, "claimed_until": Now() + LEASE},
    )
    if claim.fingerprint != fingerprint:
        raise KeyReused
    if is_new or claim.status:
        return claim
    # Left by a process that died or by an answer that was not kept.
    taken = IdempotencyKey.objects.filter(
        pk=claim.pk, status=None, claimed_until__lte=Now()
    ).update(claimed_until=Now() + LEASE)
    if not taken:
        raise InFlight
    return claim


def keep_answer(
    *, claim: IdempotencyKey, status: int, location: str, body: str
) -> None:
    """Keep what is answered from now on; the first answer stays."""
    IdempotencyKey.objects.filter(pk=claim.pk, status=None).update(
        status=status, location=location, body=body
    )


def release_key(*, claim: IdempotencyKey) -> None:
    """Let the request be tried again at once, under the same proposal's id."""
    IdempotencyKey.objects.filter(pk=claim.pk, status=None).update(claimed_until=Now())


def _forget(person: Person, key: str) -> None:
    """Drop this key if it is old, and a few of everybody's old ones with it."""
    old = IdempotencyKey.objects.filter(created_at__lt=Now() - KEPT)
    old.filter(person=person, key=key).delete()
    # Skipping what others sweep, so that sweepers never wait for each other.
    some = old.select_for_update(skip_locked=True).values("pk")[:SWEEP]
    IdempotencyKey.objects.filter(pk__in=some).delete()
