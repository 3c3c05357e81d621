"""Telling the servers below of a year: the same to each of them, and once."""

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from federation.models import Post, SharedYear
from federation.services.posting import post_all

V1 = "/api/v1/federation"


def tell_below(
    year: SharedYear,
    about: Post.About,
    *,
    what: str,
    body: str,
    key: str,
    number: int | None = None,
) -> None:
    """Write a message to every server that takes part, once under a key.

    ``what`` is the last part of its address. The caller has the transaction.
    """
    before, after = f"{about}-", f"-{key}"
    its_key = Concat(Value(before), Cast(OuterRef("pk"), CharField()), Value(after))
    told = Exists(Post.objects.filter(key=its_key))
    # Whoever asks again, which is often, finds that all are told by one question.
    untold = year.members.taking_part().filter(~told).values_list("pk", "peer_id")
    posts = [
        Post(
            peer_id=peer,
            method="POST",
            path=f"{V1}/{what}",
            body=body,
            key=f"{before}{member}{after}",
            year=year,
            about=about,
            number=number,
        )
        for member, peer in untold
    ]
    if posts:
        post_all(posts=posts)
