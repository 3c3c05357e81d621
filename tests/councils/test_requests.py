import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from councils.models import JoinRequest, Membership
from councils.services import (
    approve_request,
    ask_to_join,
    refuse_request,
    take_back_request,
)
from ledger.models import Message, Record
from tests.factories import make_council, make_person, make_seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    """Ada is the delegate of the eaters."""
    person = make_person("ada", email="ada@example.org")
    return make_seat(person, make_council("eaters"))


@pytest.fixture
def asked(ada):
    """Ben asks the eaters for a seat."""
    ben = make_person("ben", email="ben@example.org", first_name="Ben")
    request, _new = ask_to_join(council=ada.council, person=ben, message="I eat.")
    return request


def test_the_delegates_get_a_letter_and_nobody_else(ada, asked):
    make_seat(make_person(email="c@example.org"), ada.council, Membership.Role.CLERK)
    letter = Message.objects.get()
    assert letter.to == "ada@example.org"
    assert "Ben" in letter.payload["body"]
    assert f"/councils/eaters/requests/{asked.pk}/" in letter.payload["body"]


def test_asking_again_is_the_same_request(ada, asked):
    again, new = ask_to_join(council=ada.council, person=asked.person, message="Now!")
    assert (again, new) == (asked, False)
    assert Message.objects.count() == 1


def test_who_sits_there_does_not_ask(ada):
    with pytest.raises(ValidationError, match="You have a seat"):
        ask_to_join(council=ada.council, person=ada.person)


def test_approved_once_it_gives_one_seat_and_one_letter(ada, asked):
    assert approve_request(request=asked, decided_by=ada.person)
    assert not approve_request(request=asked, decided_by=ada.person)
    assert not refuse_request(request=asked, decided_by=ada.person, reason="Late.")

    seat = asked.person.seats.get()
    assert (seat.council, seat.role) == (ada.council, Membership.Role.MEMBER)
    assert Message.objects.filter(to="ben@example.org").count() == 1
    assert Record.objects.filter(kind="join_request.approved").count() == 1


def test_refused_with_a_reason_that_the_person_reads(ada, asked):
    with pytest.raises(ValidationError, match="Say why"):
        refuse_request(request=asked, decided_by=ada.person, reason=" ")
    assert refuse_request(request=asked, decided_by=ada.person, reason="Wrong town.")

    assert not asked.person.seats.exists()
    letter = Message.objects.get(to="ben@example.org")
    assert "Wrong town." in letter.payload["body"]
    _again, new = ask_to_join(council=ada.council, person=asked.person)
    assert new


def test_only_delegates_decide(ada, asked):
    clerk = make_seat(council=ada.council, role=Membership.Role.CLERK).person
    for person in (clerk, asked.person, make_seat().person):
        with pytest.raises(ValidationError, match="Delegates and facilitators"):
            approve_request(request=asked, decided_by=person)
    assert JoinRequest.objects.open().get() == asked


def test_taken_back_it_cannot_be_approved(ada, asked):
    assert take_back_request(request=asked)
    assert not approve_request(request=asked, decided_by=ada.person)
    assert not asked.person.seats.exists()


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"outcome": "approved"}, "join_request_decided_says_how_and_by_whom"),
        ({"reason": "", "outcome": "refused"}, "join_request_refused_gives_a_reason"),
    ],
)
def test_the_database_keeps_it_true(ada, asked, fields, name):
    if "reason" in fields:
        refuse_request(request=asked, decided_by=ada.person, reason="So.")
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        JoinRequest.objects.update(**fields)


def test_a_person_has_one_open_request_in_a_council(asked):
    with (
        pytest.raises(IntegrityError, match="join_request_one_open_a_person"),
        transaction.atomic(),
    ):
        JoinRequest.objects.create(council=asked.council, person=asked.person)
