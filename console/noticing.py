"""What stands out, in words: for facilitators, and as a question to a council."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pages.words import percent
from proposals.models import Question
from proposals.quantity import display_number

About = Question.About

# What each sort means, for the page that lists them.
MEANINGS = {
    About.LEAP: gettext_lazy("A line is ten times what was counted last, or a tenth."),
    About.SLIP: gettext_lazy(
        "A line is about a thousand times what was counted last, or a thousandth: "
        "perhaps grams instead of kilograms."
    ),
    About.GONE: gettext_lazy("A good was counted last and is no longer proposed."),
    About.TURNED: gettext_lazy("What was requested is offered now, or the other way."),
    About.CAPACITY: gettext_lazy("More is offered than was declared as possible."),
    About.SURPRISE: gettext_lazy(
        "In the last count, the answer was far from what earlier answers let expect."
    ),
    About.RATIO: gettext_lazy(
        "A worker council’s offers are worth less than what it requests."
    ),
    About.COST: gettext_lazy(
        "A consumer council requests more than its entitlement pays for."
    ),
    About.TWIN: gettext_lazy("Two councils propose the same, line by line."),
    About.SINGLE: gettext_lazy("A good is offered by one council only, or by none."),
}
QUESTIONS = {
    About.LEAP: gettext_lazy(
        "Your proposal for “%(good)s” is very different from the one counted last. Is "
        "that meant so?"
    ),
    About.SLIP: gettext_lazy(
        "Your proposal for “%(good)s” has changed as if the unit had slipped, such as "
        "grams for kilograms. Is the figure right?"
    ),
    About.GONE: gettext_lazy(
        "“%(good)s” was in your last proposal and is in this one no longer. Is that "
        "meant so?"
    ),
    About.TURNED: gettext_lazy(
        "In your proposal, request and offer of “%(good)s” have changed places. Is "
        "that meant so?"
    ),
    About.CAPACITY: gettext_lazy(
        "You offer more of “%(good)s” than you have said you can make. Which is right?"
    ),
    About.SURPRISE: gettext_lazy(
        "Your last answer was far from what your earlier ones let expect. Has "
        "something changed, or is a figure wrong?"
    ),
    About.RATIO: gettext_lazy(
        "At this round’s prices, what you offer is worth less than what you request. "
        "Would you look at your proposal once more, or say why it has to be so?"
    ),
    About.COST: gettext_lazy(
        "At this round’s prices, what you request costs more than your entitlement. "
        "Would you look at your proposal once more?"
    ),
    About.TWIN: gettext_lazy(
        "Your proposal is the same as another council’s, line by line. Has it been "
        "handed in for the right council?"
    ),
    About.SINGLE: gettext_lazy(
        "You are the only council that offers “%(good)s”. Can all depend on it?"
    ),
    About.OTHER: "",
}


def noticed(finding, good, other):
    """What was found, in a sentence; sizes only roughly, figures not at all."""
    words = {"good": good, "other": other, "times": _times(finding.factor)}
    return _of_line(finding, words) or _of_council(finding, words)


def question_about(about, good):
    """The question a facilitator begins with."""
    return str(QUESTIONS[about]) % {"good": good} if about != About.OTHER else ""


def _of_line(finding, words):
    more = finding.factor >= 1
    if finding.about == About.LEAP:
        if more:
            return _("%(good)s: about %(times)s times what was counted last") % words
        return _("%(good)s: about 1/%(times)s of what was counted last") % words
    if finding.about == About.SLIP:
        if more:
            return _("%(good)s: about a thousand times what was counted last") % words
        return _("%(good)s: about a thousandth of what was counted last") % words
    return {
        About.GONE: _("%(good)s: counted last, and no longer there"),
        About.TURNED: _("%(good)s: request and offer have changed places"),
        About.SINGLE: _("%(good)s: requested, and only this council offers it")
        if finding.council
        else _("%(good)s: requested, and nobody offers it"),
    }.get(finding.about, "") % words


def _of_council(finding, words):
    about, factor = finding.about, finding.factor
    if about == About.CAPACITY:
        words["share"] = percent(factor - 1)
        return _("%(good)s: %(share)s more than it said it can make") % words
    if about == About.RATIO:
        return _("its offers are worth %(share)s of its requests") % {
            "share": percent(factor)
        }
    if about == About.COST:
        if factor == float("inf"):
            return _("it requests something, and has no entitlement left for it")
        return _("its requests cost %(share)s more than its entitlement") % {
            "share": percent(factor - 1)
        }
    if about == About.TWIN:
        return _("the same, line by line, as %(other)s") % words
    return _("its last answer surprised: %(times)s times what is usual") % words


def _times(factor):
    """How many times, to two digits: ``20``, ``1 400``; of a part, of how many."""
    if not 0 < factor < float("inf"):
        return ""
    size = max(factor, 1 / factor)
    rounded = Decimal(f"{size:.1e}")
    return display_number(rounded.quantize(Decimal(1)) if rounded >= 10 else rounded)
