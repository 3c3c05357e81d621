"""What servers say of their history in a year: the last, and what differs as proof."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from federation.models import MOST_EVIDENCE, Head, Peer, SharedYear
from iteration.models import Publication
from ledger import clock
from ledger.services import record
from proposals.models import Period

# So many documents are told of; no year comes near.
MOST_DOCUMENTS = 1000


def history_of(period: Period) -> list[str]:
    """The digests of the rounds' documents that are published here, first to last."""
    rounds = Publication.objects.filter(period=period, plan=None)
    told = rounds.order_by("round__number").values_list("digest", flat=True)
    return list(told[:MOST_DOCUMENTS])


def differs_at(ours: Sequence[str], theirs: Sequence[str]) -> int | None:
    """The first round of which two histories have different documents.

    None if there is none; that one goes on where the other ends is no difference.

    >>> differs_at(["a", "b"], ["a", "c", "d"])
    2
    >>> differs_at(["a", "b"], ["a"])
    """
    pairs = enumerate(zip(ours, theirs, strict=False), 1)
    return next((number for number, (one, other) in pairs if one != other), None)


def claim_comparison(*, year_id: int, at: datetime) -> SharedYear | None:
    """Take on to compare the histories of a year, if that is due; else None.

    Of two that come at once only one gets it, however long asking takes.
    """
    due = SharedYear.objects.to_compare(at).select_related("period", "parent")
    year = due.filter(pk=year_id).first()
    if year is None:
        return None
    as_read = SharedYear.objects.filter(pk=year.pk, compared_at=year.compared_at)
    return year if as_read.update(compared_at=at) else None


@transaction.atomic
def keep_head(
    *,
    year: SharedYear,
    peer: Peer,
    body: str,
    documents: Sequence[str],
    proof: Mapping[str, Any],
) -> Head:
    """Keep what a peer says of its history, in the place of what it said before.

    What differs from the history here is kept beside it, once, for anybody to check.
    """
    SharedYear.objects.select_for_update().get(pk=year.pk)
    said = {"body": body, "documents": list(documents), "proof": dict(proof)}
    none = {"differs_at": None, "other": ""}
    kept, _new = Head.objects.update_or_create(
        year=year,
        peer=peer,
        place=Head.LAST,
        defaults=said | none | {"at": clock.now()},
    )
    _compare(kept, history_of(year.period))
    return kept


@transaction.atomic
def compare_kept(*, year: SharedYear) -> None:
    """Compare what was said before with what has been published here since.

    Whoever had a document before this server and is silent now has said it already.
    """
    SharedYear.objects.select_for_update().get(pk=year.pk)
    ours = history_of(year.period)
    said = Head.objects.newest().filter(year=year, differs_at=None)
    said = said.select_related("year__period", "peer").defer("body", "proof")
    for kept in said:
        _compare(kept, ours)


def _compare(last: Head, ours: Sequence[str]) -> None:
    number = differs_at(ours, last.documents)
    if number is None:
        return
    last.differs_at, last.other = number, last.documents[number - 1]
    last.save(update_fields=["differs_at", "other"])
    known = Head.objects.evidence().filter(year=last.year, peer=last.peer)
    again = known.filter(differs_at=number, other=last.other).exists()
    # None is ever taken away, so that their number is the place of the last.
    if again or (places := known.count()) >= MOST_EVIDENCE:
        return
    Head.objects.create(
        year=last.year,
        peer=last.peer,
        place=places + 1,
        body=last.body,
        documents=last.documents,
        proof=last.proof,
        differs_at=number,
        other=last.other,
        at=last.at,
    )
    record(
        kind="heads.differ",
        subject=f"{last.year.period.code}/{number}",
        data={
            "server": last.peer.origin,
            "digest": last.other,
            "other": ours[number - 1],
        },
    )
