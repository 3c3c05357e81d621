"""What people hear of questions to their council."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from councils.models import Membership
from councils.notices.occasions import (
    Occasion,
    Source,
    add_occasion,
    add_source,
    plain_notices,
)
from councils.services.letters_writing import happened
from proposals.models import Question


def asked(question: Question) -> None:
    """Note that a council was asked; those who can answer are told."""
    if question.period.practice:
        return
    happened(
        kind="question.asked",
        key=f"question-{question.pk}",
        data={"question": question.pk},
    )


def _answering(event):
    """Who can change the proposal a question is about."""
    question = Question.objects.get(pk=event.data["question"])
    seats = Membership.objects.open().filter(council=question.council_id)
    return seats.filter(role__in=Membership.SUBMITTING)


def _told(notice, seat, _at):
    """Until somebody has answered."""
    open_questions = Question.objects.open().select_related("period", "good")
    question = open_questions.filter(pk=notice.data["question"]).first()
    if question is None or seat.role not in Membership.SUBMITTING:
        return None
    place = [question.period.code, seat.council.slug]
    return {
        "question": question,
        "period": question.period,
        "address": settings.BASE_URL + reverse("desk:questions", args=place),
    }


add_occasion(
    Occasion(
        "question_asked",
        title=_("The facilitators have a question to your council"),
        help=_("About a figure that stands out, if you can answer for your council."),
        told=_told,
        urgent=True,
    )
)
add_source("question.asked", Source(_answering, plain_notices("question_asked")))
