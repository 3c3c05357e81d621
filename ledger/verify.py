"""Is the record still what was sealed?"""

from collections.abc import Iterator

from ledger.merkle import root
from ledger.models import Record, Seal
from ledger.services.sealing import GENESIS, digest_of, leaf_of


def faults() -> Iterator[str]:
    """What is wrong with the chain of seals, a sentence each; nothing if it holds."""
    previous, number = GENESIS, 0
    for seal in Seal.objects.order_by("number"):
        number += 1
        if seal.number != number:
            yield f"seal {number} is missing"
            number = seal.number
        if seal.previous != previous:
            yield f"seal {seal.number} does not follow the seal before it"
        records = Record.objects.filter(seal=seal).order_by("pk")
        leaves = [leaf_of(record) for record in records.iterator()]
        if len(leaves) != seal.records:
            yield f"seal {seal.number} holds {seal.records} records, not {len(leaves)}"
        elif root(leaves) != seal.root:
            yield f"a record under seal {seal.number} is not what was sealed"
        if digest_of(seal.number, seal.root, seal.previous) != seal.digest:
            yield f"seal {seal.number} has another digest"
        previous = seal.digest
