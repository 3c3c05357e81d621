"""Figures in sentences. Nothing is computed here that is not shown."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from councils.models import Council
from iteration.models import Result
from pages.fields import echo
from proposals.models import Period
from proposals.quantity import display_number

SILENCE = {
    Period.Silence.IMPUTE: gettext_lazy(
        "A council that does not answer is answered for, as its earlier answers let "
        "expect. Such answers are marked, and nothing is learned from them."
    ),
    Period.Silence.CARRY: gettext_lazy(
        "A council that does not answer is counted with its last proposal."
    ),
    Period.Silence.ZERO: gettext_lazy(
        "A council that does not answer is counted as requesting and offering nothing."
    ),
    Period.Silence.EXCLUDE: gettext_lazy(
        "A council that does not answer is left out of the count."
    ),
}
RULE = {
    Period.Rule.CALIBRATED: gettext_lazy(
        "Prices go to where the answers expected of all councils together balance. "
        "What is expected of a council is learned from its own answers and shown to it."
    ),
    Period.Rule.REFERENCE: gettext_lazy(
        "Each price moves by the good's own excess: what is requested more than it is "
        "offered becomes dearer, what is offered more than requested becomes cheaper."
    ),
    Period.Rule.AGGREGATE: gettext_lazy(
        "Prices move by the excess of all goods together, and by what earlier rounds "
        "showed about how totals answer to prices."
    ),
}


def percent(share):
    """A share of 1 in percent, as exact as its size deserves: ``12 %``, ``0.4 %``."""
    value = abs(Decimal(share)) * 100
    digits = 0 if value >= 10 else 1 if value >= 1 else 2
    rounded = round(value, digits)
    if value and not rounded:
        return "< " + percent(Decimal("0.0001"))
    return f"{display_number(rounded)}\N{NO-BREAK SPACE}%"


def excess(result):
    """How far requests and offers are apart: ``12 % more requested than offered``."""
    requested, offered = result.requested, result.offered
    if requested == offered:
        if requested == 0:
            return _("neither requested nor offered")
        return _("exactly as much requested as offered")
    if not offered:
        return _("requested, but nobody offers it")
    if not requested:
        return _("offered, but nobody requests it")
    if requested > offered:
        share = Decimal(requested) / Decimal(offered) - 1
        return _("%(share)s more requested than offered") % {"share": percent(share)}
    share = Decimal(offered) / Decimal(requested) - 1
    return _("%(share)s more offered than requested") % {"share": percent(share)}


def movement(step):
    """What a price does: ``price up by 4 %``."""
    if abs(step) < 0.5e-6:
        return _("price unchanged")
    words = {"share": percent(step)}
    return (
        _("price up by %(share)s") if step > 0 else _("price down by %(share)s")
    ) % words


# What is said besides the good's own excess, by the reason a rule gave.
BESIDES = {
    Result.Reason.AT_FLOOR: gettext_lazy(
        "%(excess)s: %(movement)s, the lowest there is."
    ),
    Result.Reason.MODEL: gettext_lazy(
        "%(excess)s: %(movement)s, to where all expected answers balance."
    ),
    Result.Reason.CAPPED: gettext_lazy(
        "%(excess)s: %(movement)s, as much as one round may move it."
    ),
    Result.Reason.ACCELERATED: gettext_lazy(
        "%(excess)s: %(movement)s, together with the other goods and by what earlier "
        "rounds showed."
    ),
}


# By the kind of council and the sign of its pull.
PULLS = {
    Council.Kind.WORKER: gettext_lazy("worker councils"),
    Council.Kind.CONSUMER: gettext_lazy("consumer councils"),
    Council.Kind.INDUSTRY_FEDERATION: gettext_lazy("industry federations"),
    Council.Kind.CONSUMER_FEDERATION: gettext_lazy("consumer federations"),
    Council.Kind.COMMONS: gettext_lazy("commons"),
    Council.Kind.COMMUNITY: gettext_lazy("affected communities"),
}


def pulled(result, good):
    """Whose demand has moved the price since the round before, the most first."""
    pulls = sorted(result.pulls.items(), key=lambda pull: -abs(pull[1]))
    parts = [
        _("%(who)s by %(sign)s%(amount)s")
        % {
            "who": PULLS[kind],
            "sign": "+" if units > 0 else "\N{MINUS SIGN}",
            "amount": echo(abs(units), good),
        }
        for kind, units in pulls
        if kind in PULLS
    ]
    if not parts:
        return ""
    return _(
        "Compared with the round before, demand less supply has changed: %(by)s."
    ) % {"by": "; ".join(parts)}


def why(result):
    """One sentence: what was counted of a good, and what that did to its price."""
    found = excess(result)
    words = {
        "excess": found[:1].upper() + found[1:],
        "movement": movement(result.step),
    }
    return str(BESIDES.get(result.reason, _("%(excess)s: %(movement)s."))) % words


def left(delta):
    """Time that is left, in the two largest units that fit."""
    minutes = int(delta.total_seconds()) // 60
    if delta.total_seconds() <= 0:
        return _("the cutoff has passed")
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [
        days and ngettext("%(n)d day", "%(n)d days", days) % {"n": days},
        hours and ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours},
        rest and ngettext("%(n)d minute", "%(n)d minutes", rest) % {"n": rest},
    ]
    shown = [part for part in parts if part][:2] or [_("less than a minute")]
    # Days and minutes without hours: the minutes do not matter.
    shown = shown[:1] if days and not hours else shown
    return pgettext("time", "%(span)s left") % {"span": _(" and ").join(shown)}


def changed(share):
    """What has become of a quantity: ``5 % more``."""
    words = {"share": percent(share - 1)}
    return (_("%(share)s more") if share > 1 else _("%(share)s less")) % words


def difference(line):
    """Why an assignment differs from the proposal, in one sentence."""
    if line.reason == "same":
        return _("As proposed.")
    share = percent(1 - line.share)
    if line.reason == "accepted":
        return _(
            "%(change)s: your council accepted the models’ offer, as far as all goods "
            "then balance."
        ) % {"change": changed(line.share)}
    return {
        "recipe": _(
            "%(share)s less: all that this council makes and uses was reduced by the "
            "same share, so that its recipe stays whole and all goods balance."
        ),
        "whole": _(
            "%(share)s less: what this council makes is only whole, so its recipe was "
            "reduced to the next whole number that lets all goods balance, and what it "
            "uses with it."
        ),
        "request": _(
            "%(share)s less: more was requested than offered, so every request for "
            "this good is met to the same share."
        ),
        "offer": _(
            "%(share)s less: more was offered than requested, so every offer of this "
            "good is taken up to the same share."
        ),
    }[line.reason] % {"share": share}
