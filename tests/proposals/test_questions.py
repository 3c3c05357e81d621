"""What the facilitators ask a council, and what it answers."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from councils.services.letters import mute_councils
from ledger.models import Record
from proposals.models import Question
from proposals.services import answer_question, ask
from tests.factories import (
    make_bread_year,
    make_facilitator,
    make_period,
    make_person,
    make_seat,
)
from tests.letterbox import post

pytestmark = pytest.mark.django_db
TEXT = "Is this unit right?"


@pytest.fixture
def year():
    return make_bread_year()


@pytest.fixture
def faye():
    return make_facilitator("faye")


@pytest.fixture
def ada(year):
    """A delegate of the eaters whom letters reach, with nothing waiting for her."""
    ada = make_person("ada", email="ada@example.org")
    make_seat(ada, year[2])
    post()
    return ada


@pytest.fixture
def question(year, faye):
    return asked(year, faye)[0]


def asked(year, faye, **changes):
    period, bread, eaters, _bakers = year
    what = {"about": "slip", "good": bread, "text": TEXT}
    what |= {"council": eaters, "period": period, "actor": faye}
    return ask(**what | changes)


def test_a_question_is_on_record_with_its_text_as_the_reason(year, faye):
    question, new = asked(year, faye, text=f" {TEXT}\0 ")
    assert new
    entry = Record.objects.get(kind="question.asked")
    assert entry.subject == f"{year[0].code}/eaters"
    assert (entry.reason, entry.actor) == (TEXT, str(faye.public_id))
    assert entry.data == {"question": question.pk, "about": "slip", "good": "bread"}


def test_what_waits_for_an_answer_is_not_asked_again(year, faye, question):
    again, new = asked(year, make_facilitator(), text="Once more?")
    assert (again, new) == (question, False)
    assert Record.objects.filter(kind="question.asked").count() == 1


def test_what_has_been_answered_can_be_asked_again(year, faye, question):
    answer_question(question=question, text="Yes.", actor=make_person())
    again, new = asked(year, faye)
    assert new
    assert again != question


def test_something_without_a_good_is_also_asked_once(year, faye):
    first, _new = asked(year, faye, about="ratio", good=None)
    assert asked(year, faye, about="ratio", good=None) == (first, False)
    first.pk = None
    with pytest.raises(IntegrityError, match="question_asked_once_until_answered"):
        first.save(force_insert=True)


@pytest.mark.parametrize(
    ("text", "code"), [(" \0 ", "empty"), ("x" * 1001, "too_long")]
)
def test_nothing_and_too_much_are_refused(year, faye, text, code):
    with pytest.raises(ValidationError) as caught:
        asked(year, faye, text=text)
    assert caught.value.code == code


def test_nothing_is_asked_where_nothing_can_be_changed(year, faye):
    with pytest.raises(ValidationError) as caught:
        asked(year, faye, period=make_period())
    assert caught.value.code == "state"
    assert not Question.objects.exists()


def test_who_can_answer_for_the_council_gets_a_letter_and_nobody_else(year, ada, faye):
    make_seat(make_person(email="ben@example.org"), year[2], role="member")
    make_seat(make_person(email="cleo@example.org"), year[3])
    clerk = make_person("dora", email="dora@example.org")
    make_seat(clerk, year[2], role="clerk")
    post()
    asked(year, faye)
    letters = post()
    assert {letter.to[0] for letter in letters} == {ada.email, clerk.email}
    assert TEXT in letters[0].body
    assert f"/years/{year[0].code}/councils/eaters/questions/" in letters[0].body


def test_who_has_muted_the_council_gets_none(year, ada, faye):
    mute_councils(person=ada, councils=[year[2]])
    asked(year, faye)
    assert post() == []


def test_who_comes_after_the_answer_is_not_written_to(year, ada, question):
    answer_question(question=question, text="Yes.", actor=ada)
    assert post() == []


def test_an_answer_counts_once_and_only_that_it_was_given_is_on_record(ada, question):
    assert answer_question(question=question, text="It is right.", actor=ada)
    assert not answer_question(question=question, text="No!", actor=ada)
    question.refresh_from_db()
    assert (question.answer, question.answered_by) == ("It is right.", ada)
    entry = Record.objects.get(kind="question.answered")
    assert entry.reason == ""
    assert entry.data == {"question": question.pk}


def test_an_empty_answer_is_refused(ada, question):
    with pytest.raises(ValidationError):
        answer_question(question=question, text=" ", actor=ada)


@pytest.mark.parametrize("change", [{"text": "Other?"}, {"about": "other"}])
def test_the_database_keeps_a_question_as_it_was_asked(question, change):
    with pytest.raises(DatabaseError), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        question.delete()


def test_the_database_keeps_an_answer_as_it_was_given(ada, question):
    answer_question(question=question, text="It is right.", actor=ada)
    with pytest.raises(DatabaseError), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(answer="It is wrong.")
