from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from desk.access import for_members
from proposals.models import Question
from proposals.services import answer_question

PAGE = 20


@for_members
@require_http_methods(["GET", "POST"])
def questions(request, place):
    """What the facilitators asked; delegates and clerks answer for the council."""
    asked = Question.objects.of(place.council, place.period)
    problems, written = [], {}
    if request.method == "POST" and place.may_submit:
        question = get_object_or_404(asked, pk=_number(request.POST.get("question")))
        text = request.POST.get("answer", "")
        try:
            if answer_question(question=question, text=text, actor=request.user):
                messages.success(request, _("Your answer is with the facilitators."))
            else:
                messages.warning(request, _("Somebody has answered before you."))
            return redirect("desk:questions", *place.args)
        except ValidationError as error:
            problems = [(f"answer-{question.pk}", error.messages[0])]
            written = {"pk": question.pk, "text": text, "error": error.messages[0]}
    context = {
        "place": place,
        "page": Paginator(asked, PAGE).get_page(request.GET.get("page")),
        "problems": problems,
        "written": written,
        "longest": Question.LONGEST,
    }
    return render(request, "desk/questions/page.html", context)


def _number(text):
    """A key as it was sent; 0, which nothing has, for what is none."""
    return int(text) if text and text.isascii() and text.isdigit() else 0
