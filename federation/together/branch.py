"""The way of what was counted here into a round's document, through every part above.

A document names the root and the servers directly below it. Whoever is further down
asks the server above for the part in which its own is, and for those above that. Each
must be in the next as it was sent: so nobody in between can count less, and receipts
lead to the one root.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from federation.models import PartDocument, SharedYear
from federation.together.asking import Heard, Line, RefusedThere, read
from federation.together.checking import check
from federation.together.lines import line_to
from federation.together.parts import Wrong
from iteration.models import Round
from ledger.canonical import canonical, digest
from ledger.merkle import path_over

# No tree of servers is so high.
MOST_LEVELS = 16
# Figures of a part that are in the next one as they were sent.
SENT = ("answers", "receipts")

Says = Mapping[str, Any]
Path = list[tuple[str, str]]


class WrongAbove(Wrong):
    """A server above has signed a part that does not hold."""

    def __init__(self, why: str, heard: Heard) -> None:
        super().__init__(why)
        self.heard = heard


def ask_branch(year: SharedYear, round: Round, says: Says) -> list[str]:
    """The parts above this server's own, the nearest first, up to one in the document.

    Empty directly below the root. Raises Unreachable, RefusedThere and WrongAbove.
    """
    parent = year.parent
    if parent is None or says["servers"][0]["server"] == parent.origin:
        return []
    line = line_to(parent)
    below, found = year.parts.filter(number=round.number, member=None), []
    sent: Iterable[Says] = [read(part.body) for part in below]
    for level in range(MOST_LEVELS):
        heard = _ask(line, round, level)
        if heard is None:
            break
        _check(heard, sent, round, parent.origin if level == 0 else None)
        sent = [heard.says]
        found.append(canonical(heard.says))
        if digest(found[-1]) in {row["document"] for row in says["servers"]}:
            break
    return found


def way_up(
    own: Sequence[PartDocument], branch: Sequence[str], says: Says
) -> Path | None:
    """The steps from the root over the receipts here to the one in the document.

    ``own`` are the revisions of this server's part, ``branch`` the parts above. None if
    the round was counted without it. Raises Wrong if a part is in the next one
    otherwise than it was sent.
    """
    steps: Path = []
    sent: list[Says] = [read(part.body) for part in own]
    for upper in (*map(read, branch), says):
        found = _find(sent, upper["servers"])
        if found is None:
            return None
        place, part = found
        steps += [] if steps else path_over(_roots(part), 0)
        steps += path_over(_roots(upper), place)
        sent = [upper]
    return steps


def _ask(line: Line, round: Round, level: int) -> Heard | None:
    place = f"years/{round.period.code}/rounds/{round.number}/parts/{level}"
    try:
        return line.hear(f"/api/v1/federation/{place}")
    except RefusedThere as refused:
        # The root has made none, nor has a server that was itself cut off.
        if refused.status == 404:
            return None
        raise


def _check(
    heard: Heard, sent: Iterable[Says], round: Round, server: str | None
) -> None:
    """A part above adds up, and has the one below as that was sent, if it has it."""
    says = heard.says
    try:
        named = server or str(says.get("server"))
        check(says, body=canonical(says), server=named, round=round)
        _find(sent, says["servers"])
    except Wrong as error:
        raise WrongAbove(str(error), heard) from error


def _find(sent: Iterable[Says], rows: Sequence[Says]) -> tuple[int, Says] | None:
    """Where one of the revisions of a part stands among others, and which."""
    parts = {digest(canonical(part)): part for part in sent}
    servers = {part["server"] for part in parts.values()}
    for place, row in enumerate(rows):
        if row["server"] not in servers or row["late"]:
            continue
        part = parts.get(row["document"])
        if part is None:
            raise Wrong(f"{row['server']:.80}: another part is in it than was sent")
        if any(row[name] != part[name] for name in SENT):
            raise Wrong(f"{row['server']:.80}: its part is not in it as it was sent")
        return place, part
    return None


def _roots(says: Says) -> list[str]:
    return [row["receipts"]["root"] for row in says["servers"]]
