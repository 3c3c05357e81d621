"""A server under this one, and what it answers to a question."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from federation.models import Member, PartDocument
from federation.together.asking import Line, RefusedThere
from federation.together.lines import lines_to
from federation.wire.sending import Unreachable

TRIALS = "/api/v1/federation/trials"
# What reading an answer that is none may raise.
NONE = (LookupError, TypeError, AttributeError, ValueError, ArithmeticError)
# A question changes nothing, so one whose answer was lost on its way is asked again. If
# it went with a connection that was kept, it was sent anew already, and is known there.
TIMES, LOST = 3, ("no_connection", "replayed")


class WentSilent(Exception):
    """A server did not answer trial prices; the search begins again without it.

    ``others`` are those that did not answer the same question.
    """

    def __init__(self, member: Member, why: str) -> None:
        super().__init__(f"{member.peer}: {why}")
        self.member, self.why = member, why
        self.others: list[WentSilent] = []


@dataclass(frozen=True, eq=False)
class Child:
    """A server with what it counted; without a line it is not asked anything."""

    member: Member
    document: PartDocument | None
    line: Line | None

    def answer(self, body: str, take: Callable[[Any], Any]) -> Any:
        """What it says to a question, as ``take`` reads it; or how it went silent."""
        try:
            return take(self._answer(body)["values"])
        except (Unreachable, RefusedThere, *NONE) as error:
            return WentSilent(self.member, str(error))

    def _answer(self, body: str) -> dict[str, Any]:
        if self.line is None:
            raise ValueError("it is not asked anything")
        times = 1
        while True:
            try:
                return self.line.ask("POST", TRIALS, body)
            except (Unreachable, RefusedThere) as error:
                if times == TIMES or error.code not in LOST:
                    raise
            times += 1


def with_lines(
    documents: Iterable[tuple[Member, PartDocument | None]],
) -> list[Child]:
    """Servers to be asked, by what they counted; as many questions as for one."""
    found = list(documents)
    lines = lines_to([member.peer_id for member, _document in found])
    return [Child(*each, lines[each[0].peer_id]) for each in found]
