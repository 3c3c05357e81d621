import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from councils.models import Membership, Person
from councils.services import (
    ask_to_join,
    forget,
    hand_over,
    invite,
)
from ledger.models import Message, Record
from ledger.services import delivered
from tests.factories import (
    later,
    make_app,
    make_bread_year,
    make_council,
    make_person,
    make_seat,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ben():
    """Ben sits with the eaters, where Ada is the delegate, and asks the bakers."""
    _period, _bread, eaters, bakers = make_bread_year()
    ada = make_seat(make_person("ada"), eaters)
    person = make_person("ben", first_name="Ben", email="Ben@example.org")
    EmailAddress.objects.create(user=person, email="other@example.org", verified=True)
    make_seat(person, eaters, Membership.Role.MEMBER)
    make_app(person)
    ask_to_join(council=bakers, person=person, message="I am Ben the baker.")
    invite(
        council=eaters,
        invited_by=ada.person,
        role="member",
        expires_at=later(days=3),
        email="ben@example.org",
    )
    return person


def everything():
    """All that the database says of people, councils and letters, as one text."""
    models = (Person, Membership, Message, Record, EmailAddress, Authenticator)
    related = [each.related_model for each in Person._meta.related_objects]
    tables = dict.fromkeys([*models, *related])
    return " ".join(str(list(each.objects.values())) for each in tables)


def test_nothing_names_the_person_any_more(ben):
    assert "ben@example.org" in everything().lower()

    assert forget(person=ben)

    left = everything().lower()
    for trace in ("ben@example.org", "other@example.org", "ben the baker", "'ben'"):
        assert trace not in left
    assert not Authenticator.objects.exists()
    person = Person.objects.get(public_id=ben.public_id)
    assert not person.is_active
    assert not person.has_usable_password()
    assert person.spoken_name == str(person) == "somebody who has left"


def test_twice_is_once_and_recorded_under_the_opaque_id(ben):
    assert forget(person=ben)
    assert not forget(person=ben)
    entry = Record.objects.get(kind="person.forgotten")
    assert entry.subject == entry.actor == str(ben.public_id)


def test_seats_end_and_stay_written(ben):
    forget(person=ben)
    seat = Membership.objects.get(person=ben)
    assert seat.until is not None
    assert ben.join_requests.get().outcome == "taken_back"


def test_letters_on_their_way_are_not_sent_and_those_sent_are_emptied(ben):
    sent = Message.objects.create(key="x", kind="mail", to=ben.email, payload={"a": 1})
    delivered(message=sent)
    forget(person=ben)
    sent.refresh_from_db()
    assert (sent.to, sent.payload) == ("", {})
    assert not Message.objects.filter(to__iexact="ben@example.org").exists()


def test_every_browser_is_logged_out(ben, client):
    client.force_login(ben)
    client.get("/")
    UserSession.objects.create(
        user=ben, ip="127.0.0.1", session_key=client.session.session_key, user_agent=""
    )
    forget(person=ben)
    assert client.get("/account/").status_code == 302
    assert not UserSession.objects.exists()


def test_the_last_delegate_hands_over_first():
    council = make_council("eaters")
    ada, ben = make_seat(council=council), make_seat(council=council, role="member")
    with pytest.raises(ValidationError, match="would have no delegate"):
        forget(person=ada.person)
    ada.person.refresh_from_db()
    assert ada.person.forgotten_at is None
    hand_over(giver=ada, taker=ben)
    assert forget(person=ada.person)


def test_who_is_forgotten_gets_no_name_again(ben):
    forget(person=ben)
    with (
        pytest.raises(IntegrityError, match="person_forgotten_is_named_nowhere"),
        transaction.atomic(),
    ):
        Person.objects.filter(pk=ben.pk).update(first_name="Ben")
