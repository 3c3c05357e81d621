"""Is the record still what was sealed?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.translation import gettext as _

from ledger.merkle import root
from ledger.models import Record, Seal
from ledger.services.sealing import GENESIS, digest_of, leaf_of

CHUNK = 2000


@dataclass
class Finding:
    """What was looked through, and what is wrong with it, a sentence each."""

    seals: int = 0
    number: int = 0  # Of the last seal.
    sealed: int = 0
    unsealed: int = 0
    last: str = ""
    known: bool | None = None
    faults: list[str] = field(default_factory=list)


def faults() -> Iterator[str]:
    """What is wrong with the chain of seals, a sentence each; nothing if it holds."""
    yield from examine().faults


def examine(digest: str = "") -> Finding:
    """Recount every seal from its records, and the chain from its first seal.

    ``digest`` is one of a seal as somebody has kept it: it must be in the chain, for a
    chain that was cut off or written anew is whole in itself.
    """
    found = Finding(unsealed=Record.objects.filter(seal=None).count())
    sealed = _by_seal()
    number, records = next(sealed, (None, []))
    for seal in Seal.objects.order_by("number").iterator(chunk_size=CHUNK):
        while number is not None and number < seal.number:
            # A record under a seal that is not there.
            number, records = next(sealed, (None, []))
        own = records if number == seal.number else []
        found.faults += _faults_of(seal, own, found)
        found.seals, found.number = found.seals + 1, seal.number
        found.last = seal.digest
        found.sealed += len(own)
        found.known = found.known or seal.digest == digest if digest else None
    if digest and not found.known:
        found.known = False
        found.faults.append(_("no seal has the digest %(digest)s") % {"digest": digest})
    return found


def _by_seal() -> Iterator[tuple[int, list[Record]]]:
    """The records under each seal, one seal in memory at a time."""
    records = Record.objects.exclude(seal=None).order_by("seal", "pk")
    rows = records.iterator(chunk_size=CHUNK)
    for number, group in groupby(rows, key=lambda record: record.seal_id):
        yield number, list(group)


def _faults_of(seal: Seal, records: list[Record], before: Finding) -> Iterator[str]:
    expected, previous = before.number + 1, before.last or GENESIS
    words = {"seal": seal.number, "records": seal.records, "found": len(records)}
    if seal.number != expected:
        yield _("seal %(seal)s is missing") % {"seal": expected}
    if seal.previous != previous:
        yield _("seal %(seal)s does not follow the seal before it") % words
    leaves = [leaf_of(record) for record in records]
    if len(leaves) != seal.records:
        yield _("seal %(seal)s holds %(records)s records, not %(found)s") % words
    elif root(leaves) != seal.root:
        words |= {"first": records[0].pk, "last": records[-1].pk}
        yield (
            _(
                "a record under seal %(seal)s is not what was sealed: "
                "one of %(first)s to %(last)s"
            )
            % words
        )
    if digest_of(seal.number, seal.root, seal.previous) != seal.digest:
        yield _("seal %(seal)s has another digest") % words
