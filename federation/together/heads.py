"""Whether the servers around this one tell the same history of a year.

Each is asked which documents it has. Threads ask, which have no database; what is
answered is kept, with what was signed, by whoever had it asked.
"""

import re
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from federation.models import Peer, Post, SharedYear
from federation.services.heads import (
    MOST_DOCUMENTS,
    claim_comparison,
    compare_kept,
    keep_head,
)
from federation.together.asking import Heard, Line, RefusedThere
from federation.together.below import V1
from federation.together.lines import TOGETHER, lines_to
from federation.together.parts import Wrong
from federation.wire.sending import Unreachable
from ledger import clock

DIGEST = re.compile("[0-9a-f]{64}")
# Why there is no answer, beside what can happen on the way.
NOT_SPOKEN_TO, NO_HEAD = "not spoken to", "no head"


def years_to_compare() -> list[int]:
    """The years of which histories should be compared now."""
    due = SharedYear.objects.to_compare(clock.now())
    return list(due.values_list("pk", flat=True))


def compare_histories(year_id: int) -> None:
    """Ask the servers around this one for their history of a year, if that is due."""
    if asked := begin(year_id):
        asked.keep()


def begin(year_id: int) -> "Asked | None":
    """Begin to ask, once however many want to; but nobody whom nothing reaches."""
    year = claim_comparison(year_id=year_id, at=clock.now())
    if year is None:
        return None
    away = _away()
    return Asked(year, [each for each in around(year) if each.pk not in away])


def _away():
    """Whom messages try to reach again and again: it is asked once they have."""
    tried = Post.objects.waiting().filter(tries__gt=0)
    # Whoever refuses is there, and answers this perhaps.
    lost = tried.exclude(answer__regex=r"^\d{3} ")
    return set(lost.values_list("peer_id", flat=True))


def around(year: SharedYear) -> list[Peer]:
    """The server above, and those below that take part."""
    members = year.members.taking_part().select_related("peer")
    above = [year.parent] if year.parent is not None else []
    return [*above, *(each.peer for each in members)]


class Asked:
    """Servers that are being asked for their history of a year."""

    def __init__(self, year: SharedYear, peers: list[Peer]) -> None:
        self.year, path = year, f"{V1}/years/{year.period.code}/head"
        lines = lines_to([peer.pk for peer in peers if peer.may_speak])
        several = ThreadPoolExecutor(TOGETHER)
        self.answers: list[tuple[Peer, Future[Heard | str]]] = [
            (peer, several.submit(_ask, lines.get(peer.pk), path)) for peer in peers
        ]
        several.shutdown(wait=False)

    def done(self) -> bool:
        return all(answer.done() for _peer, answer in self.answers)

    def keep(self) -> dict[int, str]:
        """Keep what each has answered; why one has not, by the key of the peer.

        Waits for whoever has not answered yet.
        """
        silent = {}
        for peer, answer in self.answers:
            trouble = self._keep(peer, answer.result())
            if trouble:
                silent[peer.pk] = trouble
        compare_kept(year=self.year)
        return silent

    def _keep(self, peer, heard):
        if isinstance(heard, str):
            return heard
        try:
            documents = documents_in(heard.says, self.year.period.code)
        except Wrong:
            return NO_HEAD
        keep_head(
            year=self.year,
            peer=peer,
            body=heard.body,
            documents=documents,
            proof=heard.proof,
        )
        return ""


class Beside:
    """Comparisons beside other work, which waits for none of them until its end."""

    def __init__(self) -> None:
        self.under_way: list[Asked] = []

    def go_on(self) -> None:
        """Begin what is due, and keep what has come."""
        begun = [asked for year in years_to_compare() if (asked := begin(year))]
        self.under_way += begun
        for asked in [each for each in self.under_way if each.done()]:
            self.under_way.remove(asked)
            asked.keep()

    def end(self) -> None:
        """Keep all that is still to come."""
        while self.under_way:
            self.under_way.pop().keep()


def documents_in(says: Mapping[str, Any], code: str) -> list[str]:
    """The digests of documents that an answer names. Raises Wrong if it is no head."""
    documents, head = says.get("documents"), says.get("head")
    if says.get("year") != code or type(says.get("round")) is not int:
        raise Wrong("it does not say how far it is in this year")
    if not isinstance(documents, list) or len(documents) > MOST_DOCUMENTS:
        raise Wrong("it does not say which documents it has")
    if not all(map(_is_digest, documents)):
        raise Wrong("what it names are no documents")
    # With its plan published the head is the plan's, of which nobody else knows.
    if not (_is_digest(head) if documents else head is None):
        raise Wrong("its newest document is none of those it has")
    return documents


def _is_digest(text):
    return isinstance(text, str) and DIGEST.fullmatch(text) is not None


def _ask(line: Line | None, path: str) -> Heard | str:
    """What a server answers, or why it does not."""
    if line is None:
        return NOT_SPOKEN_TO
    try:
        return line.hear(path)
    except (Unreachable, RefusedThere) as error:
        return str(error)
