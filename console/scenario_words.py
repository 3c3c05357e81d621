"""Scenarios, how they end and what they rest on, in words."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from councils.models import Council
from pages.words import percent
from proposals.models import Period
from proposals.quantity import display_number

COUNTS = ("councils", "answering", "standing", "silent", "learned")
ENDED = {
    "agreed": gettext_lazy("The proposals agree."),
    "stalled": gettext_lazy("It stalls: four rounds bring no progress."),
    "noise": gettext_lazy(
        "It stalls: what is left is no more than answers vary by themselves."
    ),
    "rounds": gettext_lazy("The simulated rounds are used up without agreement."),
}


def said(scenario):
    """What is otherwise in a scenario, in a few words each."""
    parts = []
    if scenario.tolerance:
        parts.append(
            _("tolerance %(share)s") % {"share": percent(Decimal(scenario.tolerance))}
        )
    if scenario.rule:
        parts.append(str(dict(Period.Rule.choices)[scenario.rule]))
    if scenario.silence:
        silence = dict(Period.Silence.choices)[scenario.silence]
        parts.append(_("if a council is silent: %(rule)s") % {"rule": silence})
    if scenario.length:
        parts.append(
            ngettext("%(n)s day a round", "%(n)s days a round", scenario.length)
            % {"n": scenario.length}
        )
    if scenario.rounds:
        parts.append(_("at most %(n)s rounds") % {"n": scenario.rounds})
    if scenario.share or scenario.kind:
        share = percent(Decimal(scenario.share or 1))
        kind = dict(Council.Kind.choices).get(scenario.kind, _("all kinds"))
        parts.append(
            _("%(share)s of councils silent (%(kind)s)")
            % {"share": share, "kind": kind}
        )
    if scenario.councils:
        named = ", ".join(scenario.councils[:5])
        more = len(scenario.councils) - 5
        parts.append(
            _("silent: %(names)s and %(more)s more") % {"names": named, "more": more}
            if more > 0
            else _("silent: %(names)s") % {"names": named}
        )
    return parts


def learned_words(basis):
    """What the simulated answers rest on, in sentences."""
    words = {name: display_number(Decimal(basis[name])) for name in COUNTS}
    told = [
        _(
            "%(answering)s councils answer by themselves, as in the last round; "
            "%(standing)s by standing instruction; %(silent)s stay silent."
        )
        % words
    ]
    if basis["learns"]:
        told.append(
            _(
                "Of %(learned)s of %(councils)s councils it was learned from their own "
                "answers how they replace what becomes dearer and offer more of what "
                "earns more. Of the others it is assumed, or declared by them."
            )
            % words
        )
    else:
        told.append(
            _(
                "The rule of this year learns nothing of single councils. It is "
                "assumed that each takes 10 percent less of what becomes 10 percent "
                "dearer, and offers as much more as its costs and earnings let expect, "
                "unless it has declared something else."
            )
        )
    told.append(
        _("Each line of an answer varies by about %(noise)s by itself.")
        % {"noise": percent(Decimal(basis["noise"]))}
    )
    return told
