from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from console.access import find_period, for_facilitators
from console.answering import NOT_YET, Choice
from console.forms.rounds import RemindForm, problems_of
from console.views.answers import can_be_answered, newest_round
from iteration.nudging import outlook
from iteration.services import nudge
from iteration.turnout import Stand, taking_part
from ledger import clock

# Who gave an instruction wants it to answer: reminded only when that is asked for.
USUAL = (Stand.RULE, Stand.NEVER)


@for_facilitators
@require_http_methods(["GET", "POST"])
def remind(request, period):
    """See whom a reminder would reach, then send it: to one council, or to many."""
    period = find_period(period)
    round, now = newest_round(period), clock.now()
    council = _council(request, period, now)
    choice = Choice.of(request.GET)
    everybody = bool(request.GET.get("standing")) or choice.stand == Stand.STANDING
    chosen = _chosen(choice, round, now, council, everybody)
    form = RemindForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = {**choice.said, **({"council": council.slug} if council else {})}
        try:
            sent = nudge(
                round=round,
                councils=chosen,
                actor=request.user,
                reason=form.cleaned_data["reason"],
                which=said | ({"standing": "also"} if everybody else {}),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            _say(request, sent)
            return redirect("console:answers", period.code)
    context = {
        "period": period,
        "room": "answers",
        "round": round,
        "now": now,
        "council": council,
        "choice": choice,
        "everybody": everybody,
        "possible": can_be_answered(round, now),
        "outlook": outlook(chosen, now),
        "form": form,
        "problems": problems_of(form),
    }
    return render(request, "console/rounds/remind.html", context)


def _council(request, period, now):
    """The one council that is meant, if only one is."""
    slug = request.GET.get("council", "").replace("\0", "")
    return slug and get_object_or_404(taking_part(period, now), slug=slug)


def _chosen(choice, round, now, council, everybody):
    if council:
        return Choice().of_round(round, now).filter(pk=council.pk)
    if choice.stand not in (Stand.STANDING, Stand.RULE, Stand.NEVER):
        choice = replace(choice, stand=NOT_YET)
    councils = choice.of_round(round, now)
    return councils if everybody else councils.filter(stand__in=USUAL)


def _say(request, sent):
    if not sent:
        text = _(
            "Nobody was reminded: all have answered or were reminded within a day."
        )
        messages.warning(request, text)
        return
    text = ngettext(
        "One council is reminded; its letters leave in a moment.",
        "%(n)d councils are reminded; their letters leave in a moment.",
        sent,
    )
    messages.success(request, text % {"n": sent})
