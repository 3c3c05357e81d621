"""What the servers around this one say of their history of a year, in words."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from federation.models import Head, Post
from federation.pages.years_trouble import why
from federation.services.heads import differs_at
from federation.together.heads import NO_HEAD, NOT_SPOKEN_TO, Asked, around

SAME = ("done", gettext_lazy("the same"))
DIFFERENT = ("bad", gettext_lazy("another document"))
BEHIND = ("due", gettext_lazy("behind: an earlier document of ours"))
AHEAD = ("due", gettext_lazy("ahead: a document that is not here yet"))
UNHEARD = ("", gettext_lazy("has not answered yet"))
SILENT = ("due", gettext_lazy("no answer"))


@dataclass(frozen=True)
class History:
    """What a server said last of its history, beside ours; and why it says no more."""

    server: str
    state: tuple
    round: int = 0
    digest: str = ""
    differs_at: int | None = None
    at: datetime | None = None
    trouble: str = ""


@dataclass(frozen=True)
class Difference:
    """Two histories of a year: the document of a round, there and here, as signed."""

    head: Any
    here: str


def taken(year, number):
    """The digests with which servers confirmed a round's document, by peer."""
    posts = year.posts.filter(
        about=Post.About.RECORD, number=number, sent_at__isnull=False
    )
    answers = posts.values_list("peer_id", "answer")
    return {peer: _digest(answer) for peer, answer in answers}


def documents_here(seen):
    """The digests of the rounds' documents here, the first round first."""
    return [seen.documents[number][0] for number in sorted(seen.documents)]


def ask_histories(now):
    """Ask every server around this one; why it has not answered, by its key."""
    return Asked(now.year, around(now.year)).keep()


def histories(now, ours, troubles=None):
    """What every server around this one said last, beside our documents."""
    rows = Head.objects.newest().filter(year=now.year).defer("body", "proof")
    said = {head.peer_id: head for head in rows}
    peers = [each.peer for each in now.taking_part]
    if now.year.parent_id is not None:
        peers.insert(0, now.year.parent)
    return [
        _history(each, said.get(each.pk), ours, (troubles or {}).get(each.pk, ""))
        for each in peers
    ]


def differences(now, ours):
    """What was signed of another history, the newest first."""
    return [
        Difference(head, ours[head.differs_at - 1])
        for head in sorted(now.differing, key=lambda head: head.at, reverse=True)
    ]


def _history(peer, head, ours, trouble):
    trouble = _in_words(trouble)
    if head is None:
        return History(str(peer), SILENT if trouble else UNHEARD, trouble=trouble)
    number = differs_at(ours, head.documents)
    state = DIFFERENT if number else _state(len(head.documents), len(ours))
    return History(
        str(peer),
        SILENT if trouble and not number else state,
        len(head.documents),
        head.documents[-1] if head.documents else "",
        number,
        head.at,
        trouble,
    )


def _state(theirs, ours):
    if theirs == ours:
        return SAME
    return BEHIND if theirs < ours else AHEAD


def _in_words(trouble):
    if trouble == NOT_SPOKEN_TO:
        return _("Nothing is said to it at the moment.")
    if trouble == NO_HEAD:
        return _("Its answer cannot be understood. Ask people there for its version.")
    return why(trouble) if trouble else ""


def _digest(answer):
    try:
        return str(json.loads(answer)["head"])[:64]
    except (ValueError, KeyError, TypeError):
        return ""
