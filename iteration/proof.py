"""What shows a council that its proposal was counted, and nothing of anybody else."""

import json
from dataclasses import dataclass
from typing import Any

from iteration.count import proposals_counted
from iteration.models import Publication, Round
from iteration.publication import VERSION
from iteration.receipts import Receipts
from ledger.canonical import digest
from ledger.merkle import climb
from proposals.models import Proposal
from proposals.receipt import receipt_text


@dataclass(frozen=True)
class Proof:
    """A proposal's way from its own text to the root a round has published.

    ``steps`` are the (side, digest) pairs of `ledger.merkle.path`; ``leads_to`` is the
    root they lead to, ``root`` the published one, over ``count`` receipts.
    """

    proposal: Proposal
    round: Round
    published: str
    text: str
    steps: list[tuple[str, str]]
    leads_to: str
    root: str
    count: int

    @property
    def is_own_digest(self) -> bool:
        return digest(self.text) == self.proposal.receipt

    @property
    def holds(self) -> bool:
        return self.is_own_digest and self.leads_to == self.root

    def document(self) -> dict[str, Any]:
        """The file that verify_plan.py takes."""
        return {
            "commonplan": VERSION,
            "kind": "receipt",
            "period": self.round.period.code,
            "round": self.round.number,
            "digest": self.published,
            "council": self.proposal.council.slug,
            "receipt": self.proposal.receipt,
            "text": self.text,
            "path": self.steps,
            "root": self.root,
        }


def prove(proposal: Proposal, round: Round) -> Proof | None:
    """The proof that a published round counted a proposal; None if it did not."""
    _in_force, counted = proposals_counted(round)
    council = proposal.council_id
    mine = counted.filter(council=council).values_list("receipt", flat=True)
    if mine.first() != proposal.receipt:
        return None
    publication = Publication.objects.get(round=round)
    if counted_without(publication):
        return None
    steps = Receipts.of(counted).path(council) + _tuples(publication.path or [])
    said = json.loads(publication.body)["receipts"]
    return Proof(
        proposal=proposal,
        round=round,
        published=publication.digest,
        text=text_of(proposal),
        steps=steps,
        leads_to=climb(proposal.receipt, steps),
        root=said["root"],
        count=said["count"],
    )


def counted_without(publication: Publication) -> bool:
    """Whether a round was counted without the councils here: the server came late."""
    return publication.path is None and "servers" in json.loads(publication.body)


def text_of(proposal: Proposal) -> str:
    """The text a proposal's receipt is the digest of, written again from its row."""
    lines = proposal.by_good().items()
    return receipt_text(
        council=proposal.council.slug,
        period=proposal.period.code,
        revision=proposal.revision,
        public_id=proposal.public_id,
        submitted_at=proposal.submitted_at,
        lines=[(good.code, units) for good, units in lines],
    )


def rounds_with(proposal: Proposal) -> list[Round]:
    """The published rounds at whose cutoff this was the council's last revision."""
    revisions = Proposal.objects.filter(
        council=proposal.council_id, period=proposal.period_id
    )
    moments = sorted(revisions.values_list("submitted_at", "revision"))
    rounds = Round.objects.filter(
        period=proposal.period_id, status=Round.Status.PUBLISHED
    )
    return [
        round
        for round in rounds.select_related("period").order_by("number")
        if _last(moments, round.cutoff) == proposal.revision
    ]


def _tuples(steps: list[list[str]]) -> list[tuple[str, str]]:
    return [(side, sibling) for side, sibling in steps]


def _last(moments: list[tuple[Any, int]], cutoff: Any) -> int | None:
    before = [revision for at, revision in moments if at < cutoff]
    return before[-1] if before else None
