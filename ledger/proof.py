"""That a record is under its seal: the way from its text to the root."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from ledger.exporting import seal_row
from ledger.merkle import climb, path
from ledger.models import Record, Seal
from ledger.services.sealing import leaf_of

DAY = 24 * 3600


@dataclass(frozen=True)
class Proof:
    """A record's text, the siblings up the tree, and the seal they must lead to."""

    record: Record
    seal: Seal
    text: str
    steps: Sequence[tuple[str, str]]

    @property
    def leads_to(self) -> str:
        return climb(self.text, self.steps)

    @property
    def holds(self) -> bool:
        return self.leads_to == self.seal.root

    def document(self) -> dict[str, Any]:
        """The same as a document that the program takes."""
        return {
            "commonplan": 1,
            "kind": "record",
            "record": json.loads(self.text),
            "path": [list(step) for step in self.steps],
            "seal": seal_row(self.seal),
        }


def prove(record: Record) -> Proof | None:
    """The proof of a record; None while it waits for its seal."""
    if record.seal is None:
        return None
    key = f"record-path-{record.seal.digest}-{record.pk}"
    steps = cache.get(key)
    if steps is None:
        # What is sealed stays, so its path does.
        steps = _steps(record)
        cache.set(key, steps, DAY)
    return Proof(record, record.seal, leaf_of(record), steps)


def _steps(record: Record) -> list[tuple[str, str]]:
    sealed = Record.objects.filter(seal=record.seal).order_by("pk")
    keys, leaves = [], []
    for each in sealed.iterator():
        keys.append(each.pk)
        leaves.append(leaf_of(each))
    return path(leaves, keys.index(record.pk))
