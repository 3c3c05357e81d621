"""Telling the servers below of a year: the same to each of them, and once."""

from federation.models import Post, SharedYear
from federation.services import post

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
    for member in year.members.taking_part().select_related("peer"):
        post(
            peer=member.peer,
            method="POST",
            path=f"{V1}/{what}",
            body=body,
            key=f"{about}-{member.pk}-{key}",
            year=year,
            about=about,
            number=number,
        )
