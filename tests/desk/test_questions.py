"""A council reads what the facilitators ask, and its delegate answers."""

import pytest
from django.urls import reverse

from proposals.services import answer_question, ask
from tests.factories import make_bread_year, make_facilitator, make_seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    return make_bread_year()


@pytest.fixture
def question(year):
    period, bread, eaters, _bakers = year
    return ask(
        council=eaters,
        period=period,
        about="slip",
        good=bread,
        text="Is this unit right?",
        actor=make_facilitator(),
    )[0]


def page(client, year, who, name="questions"):
    client.force_login(who)
    return client.get(reverse(f"desk:{name}", args=[year[0].code, "eaters"]))


def send(client, year, question, text):
    path = reverse("desk:questions", args=[year[0].code, "eaters"])
    return client.post(path, {"question": question.pk, "answer": text}, follow=True)


def test_the_page_of_the_council_says_that_there_is_a_question(client, year, question):
    ada = make_seat(council=year[2]).person
    shown = page(client, year, ada, "council").content.decode()
    assert "Is this unit right?" in shown
    assert "Read and answer" in shown


def test_the_page_of_the_council_is_silent_without_one(client, year, question):
    ada = make_seat(council=year[2]).person
    answer_question(question=question, text="Yes.", actor=ada)
    assert "Is this unit right?" not in page(client, year, ada, "council").text


def test_a_delegate_answers(client, year, question):
    ada = make_seat(council=year[2]).person
    client.force_login(ada)
    shown = send(client, year, question, "It is right.")
    question.refresh_from_db()
    assert (question.answer, question.answered_by) == ("It is right.", ada)
    assert "It is right." in shown.text
    assert "Send the answer" not in shown.text


def test_a_member_reads_and_cannot_answer(client, year, question):
    ben = make_seat(council=year[2], role="member").person
    shown = page(client, year, ben)
    assert "Is this unit right?" in shown.text
    assert "Send the answer" not in shown.text
    send(client, year, question, "It is right.")
    question.refresh_from_db()
    assert question.answered_at is None


def test_an_empty_answer_is_refused_at_its_field(client, year, question):
    client.force_login(make_seat(council=year[2]).person)
    shown = send(client, year, question, " ")
    assert f'href="#answer-{question.pk}"' in shown.text
    assert "Write something." in shown.text


def test_who_comes_second_is_told_so(client, year, question):
    ada = make_seat(council=year[2]).person
    answer_question(question=question, text="Yes.", actor=ada)
    client.force_login(ada)
    assert (
        "Somebody has answered before you." in send(client, year, question, "No").text
    )


def test_a_question_to_another_council_is_not_there(client, year, question):
    client.force_login(make_seat(council=year[3]).person)
    path = reverse("desk:questions", args=[year[0].code, "bakers"])
    sent = {"question": question.pk, "answer": "It is right."}
    assert client.post(path, sent).status_code == 404
    assert client.post(path, {"question": "x"}).status_code == 404
    assert "Is this unit right?" not in client.get(path).text
