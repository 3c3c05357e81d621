"""What members say to each other of their council's draft."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from proposals.models import Comment
from proposals.services import comment, withdraw_comment
from tests.factories import make_period, make_person, make_seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def said():
    seat, period = make_seat(make_person("ada")), make_period()
    return comment(
        council=seat.council, period=period, author=seat.person, text=" Enough?\0 "
    )


def test_a_comment_is_kept_as_it_was_written(said):
    assert Comment.objects.get().text == "Enough?"


@pytest.mark.parametrize(
    ("text", "code"), [(" \0 ", "empty"), ("x" * 2001, "too_long")]
)
def test_nothing_and_too_much_are_refused(said, text, code):
    about = {"council": said.council, "period": said.period, "author": said.author}
    with pytest.raises(ValidationError) as caught:
        comment(text=text, **about)
    assert caught.value.code == code


def test_only_its_author_withdraws_it_and_once(said):
    other = make_seat(council=said.council).person
    about = {"comment": said.pk, "council": said.council}

    assert not withdraw_comment(author=other, **about)
    assert withdraw_comment(author=said.author, **about)
    assert not withdraw_comment(author=said.author, **about)
    said.refresh_from_db()
    assert said.withdrawn_at
    assert said.text == "Enough?"


@pytest.mark.parametrize("change", [{"text": "No!"}, {"withdrawn_at": None}])
def test_the_database_lets_nobody_change_what_was_said(said, change):
    withdraw_comment(comment=said.pk, council=said.council, author=said.author)
    found = Comment.objects.filter(pk=said.pk)

    with pytest.raises(DatabaseError, match="only withdrawn"), transaction.atomic():
        found.update(**change)
    with pytest.raises(DatabaseError, match="only withdrawn"), transaction.atomic():
        found.delete()


def test_a_comment_outlives_the_account_of_its_author(said):
    Comment.objects.filter(pk=said.pk).update(author=None)
    said.refresh_from_db()
    assert said.author is None
