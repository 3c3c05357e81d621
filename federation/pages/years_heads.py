"""Whether all servers have the same documents: by what they answered, or asked now."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from federation.models import Post
from federation.pages.years_trouble import why
from federation.together.asking import Line, RefusedThere
from federation.wire.sending import Unreachable

AT_ONCE = 16
SAME = ("done", gettext_lazy("the same"))
DIFFERENT = ("bad", gettext_lazy("another document"))
BEHIND = ("due", gettext_lazy("behind: an earlier document of ours"))
AHEAD = ("due", gettext_lazy("ahead: a document that is not here yet"))
WITH_PLAN = ("", gettext_lazy("a plan: each server writes its own"))
UNSURE = ("due", gettext_lazy("not ours: ask again when this round is published"))
SILENT = ("due", gettext_lazy("no answer"))


@dataclass(frozen=True)
class Head:
    """The newest document a server says it has, beside ours."""

    server: str
    state: tuple
    digest: str = ""
    round: int | None = None
    trouble: str = ""


def taken(year, number):
    """The digests with which servers confirmed a round's document, by peer."""
    posts = year.posts.filter(
        about=Post.About.RECORD, number=number, sent_at__isnull=False
    )
    answers = posts.values_list("peer_id", "answer")
    return {peer: _digest(answer) for peer, answer in answers}


@dataclass(frozen=True)
class Ours:
    """The digests here: of rounds, the newest first with its number, and of plans."""

    rounds: list
    plans: set
    counting: bool = False

    @classmethod
    def of(cls, now):
        found = now.year.period.publications.order_by("-number")
        rows = list(found.values_list("digest", "round__number", "plan"))
        return cls(
            [(digest, number) for digest, number, plan in rows if plan is None],
            {digest for digest, _number, plan in rows if plan is not None},
            now.round is not None and now.round.status == "counting",
        )


def ask_heads(now, ours):
    """Ask the server above and those below for their newest documents, all at once."""
    peers = [each.peer for each in now.taking_part]
    if now.year.parent_id is not None:
        peers.insert(0, now.year.parent)
    lines = [(peer, Line.to(peer) if peer.may_speak else None) for peer in peers]
    path = f"/api/v1/federation/years/{now.year.period.code}/head"
    with ThreadPoolExecutor(AT_ONCE) as several:
        said = list(several.map(lambda each: _ask(each[1], path), lines))
    return [
        _compare(peer, says, ours)
        for (peer, _line), says in zip(lines, said, strict=True)
    ]


def _ask(line, path):
    """What a server answers, or why it does not, in words."""
    if line is None:
        return _("Nothing is said to it at the moment.")
    try:
        return line.ask("GET", path)
    except (Unreachable, RefusedThere) as error:
        return why(str(error))


def _compare(peer, says, ours):
    if isinstance(says, str):
        return Head(str(peer), SILENT, trouble=says)
    digest = str(says.get("head") or "")[:64]
    number = says.get("round")
    number = number if type(number) is int else None
    return Head(str(peer), _state(digest, number, ours), digest, number)


def _state(digest, number, ours):
    newest = ours.rounds[0] if ours.rounds else ("", 0)
    if digest == newest[0] or digest in ours.plans:
        return SAME
    if not digest or digest in {each for each, _number in ours.rounds}:
        return BEHIND
    if ours.plans:
        return WITH_PLAN
    # Its round is open: the newest document there is of the one before.
    if number is not None and number > newest[1] + 1:
        return AHEAD
    return UNSURE if ours.counting else DIFFERENT


def _digest(answer):
    try:
        return str(json.loads(answer)["head"])[:64]
    except (ValueError, KeyError, TypeError):
        return ""
