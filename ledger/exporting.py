"""The record and its seals as files that anybody can check, a line at a time."""

import json
from collections.abc import Iterable, Iterator

from django.db.models import F

from ledger.canonical import canonical
from ledger.merkle import leaf
from ledger.models import Record, Seal
from ledger.services.sealing import leaf_of

CHUNK = 2000


def whole_record() -> Iterator[str]:
    """Every record, a line of canonical JSON each, in the order it was sealed in.

    A line says its seal and its place under it, and the digest it is a leaf by. What
    waits for its seal comes last, without them.
    """
    by_seal = Record.objects.order_by(F("seal").asc(nulls_last=True), "pk")
    seal, place = None, 0
    for record in by_seal.iterator(chunk_size=CHUNK):
        place = place + 1 if record.seal_id == seal else 1
        seal = record.seal_id
        yield record_line(record, place if seal else None)


def some_records(records: Iterable[Record]) -> Iterator[str]:
    """Those that were asked for, in the same form; their places are not known."""
    return (record_line(record) for record in records)


def record_line(record: Record, place: int | None = None) -> str:
    """A record as it is hashed, with what leads to its seal."""
    text = leaf_of(record)
    # Canonical as it is, since its text is: the keys are in their order.
    return (
        f'{{"leaf":"{leaf(text).hex()}","place":{json.dumps(place)},'
        f'"record":{text},"seal":{json.dumps(record.seal_id)}}}\n'
    )


def seals_document() -> Iterator[str]:
    """The chain of seals as one document of canonical JSON, piece by piece."""
    yield '{"commonplan":1,"kind":"seals","seals":['
    seals = Seal.objects.order_by("number").iterator(chunk_size=CHUNK)
    for number, seal in enumerate(seals):
        yield ("," if number else "") + canonical(seal_row(seal))
    yield "]}"


def seal_row(seal: Seal) -> dict[str, str | int]:
    """What is chained of a seal. When it was made is not: nothing follows from it."""
    return {
        "number": seal.number,
        "records": seal.records,
        "root": seal.root,
        "previous": seal.previous,
        "digest": seal.digest,
    }
