"""Parts of rounds as they come in: kept once, and what contradicts itself as proof."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from federation.models import Exchange, Member, PartDocument, SharedYear
from ledger.canonical import digest
from ledger.services import record

# Two that differ prove it; more prove no more, and whoever sends them wants room.
MOST_CONTRADICTING = 3


class Contradicts(Exception):
    """A server signed two different parts of one round; both are kept."""

    def __init__(self, first: PartDocument) -> None:
        super().__init__(first.digest)
        self.first = first


class Ahead(Exception):
    """A revision before this one is missing here."""


def keep_part(
    *,
    year: SharedYear,
    number: int,
    body: str,
    member: Member | None = None,
    revision: int = 1,
    proof: Mapping[str, str] | None = None,
) -> tuple[PartDocument, bool]:
    """Keep what a server counted; the same again is the same row.

    Raises Contradicts if another body of this revision is there: then both stay, with
    what was signed, for anybody to check. What contradicts counts nowhere. Raises Ahead
    if the revision before it is not here.
    """
    place = {"year": year, "number": number, "member": member, "revision": revision}
    row = {"body": body, "digest": digest(body), "proof": dict(proof or {})}
    before = PartDocument.objects.filter(year=year).revisions(number, member)
    if revision > 1 and not before.filter(revision=revision - 1).exists():
        raise Ahead(str(revision))
    try:
        with transaction.atomic():
            kept = PartDocument.objects.create(**place, **row)
            if member is not None:
                _record("part.received", kept)
            return kept, True
    except IntegrityError:
        first = PartDocument.objects.get(**place, contradicts=False)
    if first.digest == row["digest"]:
        return first, False
    with transaction.atomic():
        others = PartDocument.objects.filter(**place, contradicts=True)
        again = others.filter(digest=row["digest"]).exists()
        if not again and others.count() < MOST_CONTRADICTING:
            kept = PartDocument.objects.create(**place, **row, contradicts=True)
            _record("part.contradicts", kept, other=first.digest)
    raise Contradicts(first)


@transaction.atomic
def note_told(*, year: SharedYear, number: int, **told: object) -> None:
    """Note what is known of a round to come: as it was announced, and the rule's state.

    Both come in their own time; neither takes the other away.
    """
    Exchange.objects.get_or_create(year=year, number=number)
    exchange = Exchange.objects.select_for_update().get(year=year, number=number)
    exchange.announced = {**exchange.announced, **told}
    exchange.save(update_fields=["announced"])


@transaction.atomic
def keep_record(*, year: SharedYear, number: int, body: str) -> None:
    """Keep the document of a round until it is published here, too; the first stays."""
    Exchange.objects.get_or_create(year=year, number=number)
    Exchange.objects.filter(year=year, number=number, record="").update(record=body)


def keep_branch(*, exchange: Exchange, branch: list[str]) -> None:
    """Keep the parts in which what was counted here is, for those below to follow."""
    Exchange.objects.filter(pk=exchange.pk).update(branch=branch)


def note_asked(*, exchange: Exchange) -> None:
    """Note that those parts were asked for in vain."""
    Exchange.objects.filter(pk=exchange.pk).update(asked_at=Now())


def note_left_out(*, year: SharedYear, number: int, document: str) -> None:
    """Put on record that a round was counted without what this server had counted.

    ``document`` is the digest of the round's document.
    """
    data = {"server": year.parent.origin, "digest": document}
    record(kind="part.left_out", subject=f"{year.period.code}/{number}", data=data)


def note_extreme(*, part: PartDocument, goods: list[str]) -> None:
    """Put on record that a server now says something very different of some goods."""
    _record("part.extreme", part, goods=goods)


def _record(kind: str, part: PartDocument, **more: object) -> None:
    data = {"server": part.member.peer.origin, "digest": part.digest} | more
    record(kind=kind, subject=f"{part.year.period.code}/{part.number}", data=data)
