"""What the steps of the round would do."""

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from console import clocks
from console.steps.kinds import Fact, Preview, letters
from iteration.calendar import following
from iteration.models import Round
from iteration.occasions import taking_part
from iteration.turnout import Stand, counts, fate, turnout
from pages.templatetags.figures import count
from proposals.models import Proposal


def _everybody(case):
    return taking_part(case.round, case.now)


def _turnout(case):
    """Who has answered and who has not, as lines of a preview, and the counts."""
    found = counts(turnout(case.round, case.now))
    taking_part = found[Stand.ANSWERED] + found[Stand.STANDING] + found[Stand.RULE]
    silent = found[Stand.STANDING] + found[Stand.RULE]
    return [
        Fact(
            _("Answers"),
            _("%(answered)s of %(all)s councils have answered, %(silent)s have not.")
            % {
                "answered": count(found[Stand.ANSWERED]),
                "all": count(taking_part),
                "silent": count(silent),
            },
        )
    ], found


def pause(case, asked, zone):
    facts, _found = _turnout(case)
    return Preview(
        facts=[
            Fact(
                _("Time kept"),
                clocks.span(case.round.cutoff - case.now),
            ),
            Fact(_("Cutoff until now"), moment=case.round.cutoff),
            *facts,
            letters("round_rescheduled", _everybody(case), case.period),
        ],
        follows=[
            _("The round is not closed while it is paused, however long that takes."),
            _("Councils may go on revising; what they hand in counts."),
            _("No reminders are sent; those that wait are dropped."),
        ],
    )


def resume(case, asked, zone):
    until = case.now + case.round.time_left
    return Preview(
        facts=[
            Fact(_("Paused since"), moment=case.round.paused_at),
            Fact(_("Time left"), clocks.span(case.round.time_left)),
            Fact(_("New cutoff, if it goes on now"), moment=until),
            letters("round_rescheduled", _everybody(case), case.period),
        ],
        follows=[_("Reminders are sent again before the new cutoff.")],
        warnings=clocks.told(case.now, until, zone),
    )


def extend(case, asked, zone):
    facts, _found = _turnout(case)
    old, new = case.round.cutoff, asked["cutoff"]
    longer = (
        [Fact(_("Longer by"), clocks.span(new - old))]
        if new > old
        else [Fact(_("Longer by"), _("nothing: it is not later than the cutoff is"))]
    )
    return Preview(
        facts=[
            Fact(_("Cutoff until now"), moment=old),
            Fact(_("New cutoff"), moment=new),
            *longer,
            *facts,
            letters("round_rescheduled", _everybody(case), case.period),
        ],
        follows=[_("Reminders of the old cutoff are dropped; new ones follow.")],
        warnings=clocks.told(case.now, new, zone),
    )


SILENCE = {
    "impute": gettext_lazy(
        "%(n)s are answered for as their earlier answers let expect"
    ),
    "carry": gettext_lazy("%(n)s are counted with their last proposal"),
    "zero": gettext_lazy("%(n)s are counted as requesting and offering nothing"),
    "exclude": gettext_lazy("%(n)s are left out of the count"),
}


def close(case, asked, zone):
    facts, found = _turnout(case)
    by_rule = SILENCE[fate(case.round)] % {"n": count(found[Stand.RULE])}
    silent = _("%(standing)s are answered for by standing instruction, %(rule)s.") % {
        "standing": count(found[Stand.STANDING]),
        "rule": by_rule,
    }
    period = case.period
    until = following(case.now, case.now, period.round_length)
    last = case.round.number >= period.max_rounds
    follows = [
        _("What has been handed in up to now is counted at once."),
        _("If all goods are within tolerance, the year is agreed.")
        if last
        else _(
            "If all goods are within tolerance, the year is agreed; else the next "
            "round opens, or the year has stalled."
        ),
    ]
    if last:
        follows.append(_("This is the last round: if they are not, it has stalled."))
    next_round = (
        []
        if last
        else [
            Fact(_("The next round would end"), moment=until),
            letters("round_opened", _everybody(case), case.period),
        ]
    )
    return Preview(
        facts=[
            Fact(_("Cutoff until now"), moment=case.round.cutoff),
            Fact(_("Earlier by"), clocks.span(case.round.cutoff - case.now)),
            *facts,
            Fact(_("The silent"), silent),
            *next_round,
        ],
        follows=follows,
        warnings=[] if last else clocks.told(case.now, until, zone),
    )


def reopen(case, asked, zone):
    round, new = case.round, asked["cutoff"]
    made = 0
    if round.status == Round.Status.COUNTING:
        since = Proposal.objects.filter(
            period=case.period,
            submitted_at__gte=round.opened_at,
            submitted_at__lt=round.cutoff,
            origin__in=[Proposal.Origin.STANDING, Proposal.Origin.IMPUTED],
        )
        made = since.aggregate(n=Count("council", distinct=True))["n"]
    return Preview(
        facts=[
            Fact(_("Closed"), moment=round.cutoff),
            Fact(_("New cutoff"), moment=new),
            Fact(
                _("Answers made for the silent"),
                _("%(n)s, to be taken back; a revision says so.") % {"n": count(made)}
                if made
                else _("none so far"),
            ),
            letters("round_rescheduled", _everybody(case), case.period),
        ],
        follows=[
            _("Everything handed in since the old cutoff counts."),
            _("At the new cutoff the silent are answered for anew."),
        ],
        warnings=clocks.told(case.now, new, zone),
    )
