from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from console.access import RUN, find_period, for_facilitators, for_overseers
from console.forms.rounds import QuestionForm, problems_of
from console.noticing import question_about
from councils.models import Membership
from councils.notices.reaching import reach
from iteration.turnout import taking_part
from ledger import clock
from proposals.models import Good, Question
from proposals.services import ask

PAGE = 25


@for_overseers
@require_safe
def questions(request, period):
    """What councils were asked this year, and what they answered."""
    period = find_period(period)
    asked = Question.objects.filter(period=period)
    state = request.GET.get("state", "")
    shown = {"open": asked.open(), "answered": asked.answered()}.get(state, asked)
    shown = shown.select_related("council", "good", "answered_by")
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    context = {
        "period": period,
        "room": "questions",
        "state": state,
        "page": page,
        "counts": asked.aggregate(
            all=Count("pk"), open=Count("pk", filter=Q(answered_at=None))
        ),
        "may_ask": request.user.has_perm(RUN) and period.takes_proposals,
    }
    return render(request, "console/rounds/questions.html", context)


@for_facilitators
@require_http_methods(["GET", "POST"])
def ask_council(request, period):
    """Ask one council about something that stands out; no figure is changed."""
    period = find_period(period)
    about, council, good = _subject(request, period)
    sent = request.POST if request.method == "POST" else None
    form = QuestionForm(sent, initial={"text": question_about(about, good)})
    if form.is_valid():
        try:
            _question, new = ask(
                council=council,
                period=period,
                about=about,
                good=good,
                text=form.cleaned_data["text"],
                actor=request.user,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            _say(request, council, new)
            return redirect("console:questions", period.code)
    seats = Membership.objects.open().filter(council=council)
    context = {
        "period": period,
        "room": "questions",
        "council": council,
        "about": Question.About(about),
        "good": good,
        "reach": reach(seats.filter(role__in=Membership.SUBMITTING), "question_asked"),
        "form": form,
        "problems": problems_of(form),
    }
    return render(request, "console/rounds/ask.html", context)


def _subject(request, period):
    """What is asked about whom, from the address; 404 where that is nobody."""
    about = request.GET.get("about") or Question.About.OTHER
    slug, code = (
        request.GET.get(name, "").replace("\0", "") for name in ("council", "good")
    )
    if about not in Question.About.values:
        raise Http404
    council = get_object_or_404(taking_part(period, clock.now()), slug=slug)
    good = get_object_or_404(Good, code=code) if code else None
    return about, council, good


def _say(request, council, new):
    if new:
        messages.success(
            request,
            _("%(council)s is asked; the letter leaves in a moment.")
            % {"council": council},
        )
    else:
        messages.warning(
            request,
            _("%(council)s has been asked about it already and has not answered yet.")
            % {"council": council},
        )
