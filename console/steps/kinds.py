"""What a step is, whichever it is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from console.forms.steps import StepForm
from console.steps.case import Case
from councils.notices.occasions import OCCASIONS
from councils.notices.reaching import reach
from pages.templatetags.figures import count


@dataclass(frozen=True)
class Fact:
    """One line of a preview: what is meant, and a text, a moment, or both."""

    term: str
    text: str = ""
    moment: datetime | None = None


@dataclass(frozen=True)
class Preview:
    """What a step would do now: figures, what follows in words, and what to mind."""

    facts: list[Fact] = field(default_factory=list)
    follows: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Kind:
    """A step: ``act(case, actor=…, reason=…, **asked)`` takes it, and says so.

    ``preview(case, asked, zone)`` tells what it would do. ``knock(case)``, if there is
    one, enqueues what follows, once the step is taken; it returns words to be said in
    place of the others where nobody hears it.
    """

    name: str
    title: str
    explanation: str
    possible: Callable[[Case], bool]
    preview: Callable[[Case, dict[str, Any], Any], Preview]
    act: Callable[..., str]
    form: type[StepForm] = StepForm
    knock: Callable[[Case], str | None] | None = None
    # Whether it belongs to the way from agreement to a plan.
    finishes: bool = False


def letters(occasion, seats, period):
    """Who would get a letter, as a line of a preview."""
    if period.practice:
        return Fact(_("Letters"), _("None: this is a practice year."))
    who = reach(seats, occasion)
    title = OCCASIONS[occasion].title
    if not who.people:
        return Fact(_("Letters"), _("“%(title)s”: nobody.") % {"title": title})
    text = _("“%(title)s”: to %(people)s people, to %(at_once)s of them at once.") % {
        "title": title,
        "people": count(who.people),
        "at_once": count(who.people_at_once),
    }
    if who.people > who.people_at_once:
        text += " " + _("The others find it in their collected letter.")
    return Fact(_("Letters"), text)
