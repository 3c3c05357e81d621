from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils.models import Council, Person
from ledger.services import record
from proposals import questioning
from proposals.models import Good, Period, Question


@transaction.atomic
def ask(
    *,
    council: Council,
    period: Period,
    about: str,
    text: str,
    actor: Person,
    good: Good | None = None,
) -> tuple[Question, bool]:
    """Ask a council about its proposal; return the question and whether it is new.

    Its delegates and clerks get a letter. The text is why it is asked, and stands on
    record. What has been asked and not answered is not asked again: the question as it
    stands is returned.

    Raises ValidationError: ``empty``, ``too_long`` for more than 1000 characters,
    ``state`` if the year takes no proposals.
    """
    text = _checked(text)
    if not period.takes_proposals:
        raise ValidationError(
            _("%(period)s takes no proposals now: nothing could be changed."),
            code="state",
            params={"period": period},
        )
    # One question to a council at a time; the constraint would refuse the second.
    Council.objects.select_for_update(no_key=True).get(pk=council.pk)
    key = {"council": council, "period": period, "about": about, "good": good}
    if known := Question.objects.open().filter(**key).first():
        return known, False
    question = Question.objects.create(**key, text=text, asked_by=actor)
    record(
        kind="question.asked",
        subject=f"{period.code}/{council.slug}",
        actor=actor,
        reason=text,
        data={
            "question": question.pk,
            "about": about,
            "good": good.code if good else "",
        },
    )
    questioning.asked(question)
    return question, True


@transaction.atomic
def answer_question(*, question: Question, text: str, actor: Person) -> bool:
    """Answer for a council; False if somebody has answered before.

    That it was answered is on record, what was answered is not: the facilitators and
    the council read it.

    Raises ValidationError: ``empty``, ``too_long`` for more than 1000 characters.
    """
    text = _checked(text)
    waiting = Question.objects.open().filter(pk=question.pk)
    if not waiting.update(answer=text, answered_at=Now(), answered_by=actor):
        return False
    record(
        kind="question.answered",
        subject=f"{question.period.code}/{question.council.slug}",
        actor=actor,
        data={"question": question.pk},
    )
    return True


def _checked(text: str) -> str:
    text = text.replace("\0", "").strip()
    if not text:
        raise ValidationError(_("Write something."), code="empty")
    if len(text) > Question.LONGEST:
        raise ValidationError(
            _("At most %(most)d characters are possible."),
            code="too_long",
            params={"most": Question.LONGEST},
        )
    return text
