"""Messages to other servers: written with what they tell, delivered in their turn."""

from collections.abc import Collection, Iterable
from datetime import timedelta

from django.db import connection, models, transaction
from django.db.models import F
from django.db.models.functions import Now

from federation.models import Peer, Post, SharedYear

# How long to wait after a failure; then always as long as the last.
WAITS = (2, 5, 10, 30, 60, 300)
# Two processes deliver to one peer one after the other.
DELIVERING = 7_310_003
# As `clock.now()`, without a question of its own.
NOW = models.Func(
    function="clock_timestamp", output_field=models.DateTimeField(), arity=0
)


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
    follows: int | None = None,
) -> Post:
    """Write a message to a peer, once under one key; the caller has the transaction.

    ``about`` and ``number`` say what of a year it tells, and of which round;
    ``follows`` which revision it takes the place of, 0 for none.
    """
    row = {"peer": peer, "method": method, "path": path, "body": body}
    told = {"year": year, "about": about, "number": number, "follows": follows}
    found, _new = Post.objects.get_or_create(key=key, defaults=row | told)
    return found


def post_all(*, posts: Iterable[Post]) -> None:
    """Write messages to several peers at once; those that are there stay as they are.

    The caller has the transaction.
    """
    Post.objects.bulk_create(posts, ignore_conflicts=True)


def waiting_peers(*, held: Collection[int] = ()) -> list[int]:
    """The peers to whom something is to be said now, but for those ``held``."""
    due = _due().exclude(peer__in=held)
    return list(due.order_by("peer").values_list("peer_id", flat=True))


def claim_first(*, peers: Collection[int]) -> list[Post]:
    """The first message for each of these peers, for this process alone to deliver.

    Left out are peers at which another process is. Nobody else says anything to the
    others until `let_go`, not even this process, which must not claim them again.
    """
    ours = _claim(peers)
    # What was first before the claim may have been delivered since.
    found = list(_due().filter(peer__in=ours))
    let_go(peers=ours - {first.peer_id for first in found})
    return found


def let_go(*, peers: Collection[int]) -> None:
    """Let others deliver to peers that were claimed."""
    if peers:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_unlock(%s, peer) FROM unnest(%s::int[]) AS peer",
                [DELIVERING, list(peers)],
            )


@transaction.atomic
def note_taken(*, delivered: Post, answer: str) -> None:
    """Note that the peer has taken a message."""
    row = Post.objects.filter(pk=delivered.pk)
    row.update(tries=F("tries") + 1, sent_at=Now(), answer=answer[:2000])
    Peer.objects.filter(pk=delivered.peer_id).update(reached_at=Now(), trouble="")


@transaction.atomic
def note_refused(*, refused: Post, why: str) -> None:
    """Note that the peer will not have a message, ever."""
    row = Post.objects.filter(pk=refused.pk)
    row.update(tries=F("tries") + 1, given_up_at=Now(), answer=why[:2000])
    Peer.objects.filter(pk=refused.peer_id).update(trouble=why[:300])


@transaction.atomic
def note_not_taken(*, waiting: Post, why: str) -> None:
    """Note that a message could not be said, and when it is said again."""
    wait = timedelta(seconds=WAITS[min(waiting.tries, len(WAITS) - 1)])
    row = Post.objects.filter(pk=waiting.pk)
    row.update(tries=F("tries") + 1, due_at=Now() + wait, answer=why[:2000])
    Peer.objects.filter(pk=waiting.peer_id).update(trouble=why[:300])


def _due() -> models.QuerySet[Post]:
    """The first message that waits for each peer, where that is due."""
    first = Post.objects.waiting().order_by("peer_id", "pk").distinct("peer_id")
    return Post.objects.filter(
        pk__in=first.values("pk"), due_at__lte=NOW, peer__state=Peer.State.KNOWN
    )


def _claim(peers: Collection[int]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT peer, pg_try_advisory_lock(%s, peer)"
            " FROM unnest(%s::int[]) AS peer",
            [DELIVERING, list(peers)],
        )
        return {peer for peer, ours in cursor.fetchall() if ours}
