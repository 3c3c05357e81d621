"""What could not be said to another server about a year, and what it refused."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy

from federation.models import Post
from federation.trouble import WORDS, in_words

About = Post.About
# How a refusal is kept: its status, its code, what was said.
REFUSAL = re.compile(r"(\d{3}) ([a-z-]*): ?(.*)", re.DOTALL)
MOST = 30
KINDS = {
    About.ANNOUNCEMENT: gettext_lazy("the announcement of round %(n)s"),
    About.RECORD: gettext_lazy("the document of round %(n)s"),
    About.PART: gettext_lazy("what was counted here in round %(n)s"),
    About.ACCORD: gettext_lazy("what all have settled on"),
    About.PUBLISHED: gettext_lazy("that the plan is published"),
}
REFUSED = {
    "record-wrong": gettext_lazy("It finds that the document does not add up."),
    "record-contradicts": gettext_lazy(
        "It has published another document of this round."
    ),
    "part-wrong": gettext_lazy("It finds that what was counted does not add up."),
    "part-late": gettext_lazy("It came too late: the round was counted without it."),
    "part-contradicts": gettext_lazy("It has another part of this round from here."),
    "other-catalogue": gettext_lazy("Its catalogue of the year is another one."),
    "cutoff-passed": gettext_lazy("The announced cutoff had passed when it came."),
    "not-in-this-order": gettext_lazy("Something that comes before is missing there."),
    "message-malformed": gettext_lazy("It cannot read it."),
    "unavailable": gettext_lazy("A server below it does not answer now."),
}


@dataclass(frozen=True)
class Trouble:
    """A message that is not there: to whom, which, why, and when it is tried again."""

    server: str
    what: str
    why: str
    tries: int
    next_at: datetime | None = None


def troubles(year):
    """The newest of them; and whether there are more."""
    found = year.posts.troubled()
    rows = found.select_related("peer").defer("body").order_by("-pk")[: MOST + 1]
    told = [
        Trouble(
            str(post.peer),
            KINDS[post.about] % {"n": post.number},
            why(post.answer),
            post.tries,
            None if post.given_up_at else post.due_at,
        )
        for post in rows
    ]
    return told[:MOST], len(told) > MOST


def why(answer):
    """Why a message was not taken, in words."""
    refusal = REFUSAL.fullmatch(answer)
    if refusal is None:
        return in_words(answer.partition(":")[0])
    _status, code, detail = refusal.groups()
    said = REFUSED.get(code) or WORDS.get(code)
    if said is None:
        return detail or code
    if code in REFUSED and detail and not detail.startswith("{"):
        return f"{said} ({detail})"
    return str(said)
