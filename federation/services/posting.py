"""Messages to other servers: written with what they tell, delivered in their turn."""

from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from federation.models import Peer, Post, SharedYear
from ledger import clock

# How long to wait after a failure; then always as long as the last.
WAITS = (2, 5, 10, 30, 60, 300)
# Two processes deliver to one peer one after the other.
DELIVERING = 7_310_003


class NotDelivered(Exception):
    """It could not be said, and may be said again; the text says why."""


class Rejected(Exception):
    """The other side will not have it, ever; the text says why."""


def post(
    *,
    peer: Peer,
    method: str,
    path: str,
    body: str,
    key: str,
    year: SharedYear | None = None,
    about: str = "",
    number: int | None = None,
) -> Post:
    """Write a message to a peer, once under one key; the caller has the transaction.

    ``about`` and ``number`` say what of a year it tells, and of which round.
    """
    row = {"peer": peer, "method": method, "path": path, "body": body}
    told = {"year": year, "about": about, "number": number}
    found, _new = Post.objects.get_or_create(key=key, defaults=row | told)
    return found


def deliver(*, peer: Peer, say: Callable[[Post], str]) -> int:
    """Deliver what waits for a peer, in order, until something cannot be delivered.

    ``say`` returns the answer, or raises NotDelivered or Rejected. One process at a
    time; whoever comes while one is at it leaves. Returns how many were delivered.
    """
    if not _claim(peer):
        return 0
    delivered = 0
    try:
        while (waiting := _first(peer)) is not None:
            if not _deliver(waiting, say):
                break
            delivered += 1
    finally:
        _let_go(peer)
    return delivered


def waiting_peers() -> list[int]:
    """The peers for whom something is due."""
    due = Post.objects.waiting().filter(due_at__lte=clock.now())
    return list(due.values_list("peer_id", flat=True).distinct())


def _first(peer: Peer) -> Post | None:
    first = Post.objects.waiting().filter(peer=peer).order_by("pk").first()
    return first if first and first.due_at <= clock.now() else None


def _deliver(waiting: Post, say: Callable[[Post], str]) -> bool:
    row = Post.objects.filter(pk=waiting.pk)
    try:
        answer = say(waiting)
    except NotDelivered as error:
        wait = WAITS[min(waiting.tries, len(WAITS) - 1)]
        row.update(
            tries=F("tries") + 1,
            due_at=Now() + timedelta(seconds=wait),
            answer=str(error)[:2000],
        )
        Peer.objects.filter(pk=waiting.peer_id).update(trouble=str(error)[:300])
        return False
    except Rejected as error:
        row.update(tries=F("tries") + 1, given_up_at=Now(), answer=str(error)[:2000])
        Peer.objects.filter(pk=waiting.peer_id).update(trouble=str(error)[:300])
        return True
    with transaction.atomic():
        row.update(tries=F("tries") + 1, sent_at=Now(), answer=answer[:2000])
        Peer.objects.filter(pk=waiting.peer_id).update(reached_at=Now(), trouble="")
    return True


def _claim(peer: Peer) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [DELIVERING, peer.pk])
        return cursor.fetchone()[0]


def _let_go(peer: Peer) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [DELIVERING, peer.pk])
