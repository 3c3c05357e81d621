import re

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from councils.models import Departure, Invitation, JoinRequest, Membership, Person
from councils.services import ask_to_join, invite
from ledger.models import Message
from tests.factories import (
    PASSWORD,
    later,
    make_council,
    make_facilitator,
    make_person,
    make_seat,
)

pytestmark = pytest.mark.django_db
TOKEN = "t" * 43
FORM = {"how": "letter", "role": "member", "days": "7", "token": TOKEN}
AT = reverse("desk:invitation", args=[TOKEN])


@pytest.fixture
def ada():
    """Ada is the delegate of the eaters."""
    return make_seat(
        make_person("ada", email="ada@example.org"), make_council("eaters")
    )


def page(name, *more):
    return reverse(f"desk:{name}", args=["eaters", *more])


def offer_by_letter(client, ada):
    """Invite Ben by letter, and follow its link; return where it leads."""
    offer(ada, email="ben@example.org")
    body = Message.objects.get(to="ben@example.org").payload["body"]
    where = re.search(r"/invitations/\S+", body).group()
    assert client.get(where).status_code == 200
    return where


def offer(ada, **how):
    given = {"role": "member", "expires_at": later(days=7), "token": TOKEN} | how
    return invite(council=ada.council, invited_by=ada.person, **given)[0]


# ---- Inviting


def test_a_delegate_invites_by_letter(client, ada):
    client.force_login(ada.person)
    assert b"Invite people to Eaters" in client.get(page("invite")).content
    reply = client.post(page("invite"), FORM | {"email": "ben@example.org"})
    assert b"A letter is on its way to ben@example.org" in reply.content
    again = client.post(page("invite"), FORM | {"email": "ben@example.org"})
    assert b"has an open invitation already" in again.content
    assert Message.objects.get().to == "ben@example.org"


def test_a_link_is_shown_once(client, ada):
    client.force_login(ada.person)
    form = FORM | {"how": "link", "uses": "3"}
    assert (
        f"/invitations/{TOKEN}/" in client.post(page("invite"), form).content.decode()
    )
    assert TOKEN not in client.get(page("people")).content.decode()
    assert Invitation.objects.get().uses == 3


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({}, "Type the address"),
        ({"email": "nowhere"}, "valid email"),
        ({"how": "link"}, "how many people"),
        ({"how": "link", "uses": "9999"}, "less than or equal"),
        ({"email": "a@b.org", "days": "0"}, "greater than or equal"),
        ({"email": "a@b.org", "role": "king"}, "valid choice"),
    ],
)
def test_what_is_missing_is_said_above_the_form(client, ada, wrong, said):
    client.force_login(ada.person)
    text = client.post(page("invite"), FORM | wrong).content.decode()
    assert "There is a problem" in text
    assert said in text
    assert not Invitation.objects.exists()


def test_only_delegates_and_facilitators_find_the_page(client, ada):
    clerk = make_seat(council=ada.council, role=Membership.Role.CLERK).person
    for person, status in ((clerk, 404), (make_seat().person, 404)):
        client.force_login(person)
        assert client.get(page("invite")).status_code == status
    client.force_login(make_facilitator())
    assert client.get(page("invite")).status_code == 200


# ---- Following an invitation


def test_a_stranger_sees_what_is_offered_and_how_to_come_in(client, ada):
    offer(ada, role="clerk")
    text = client.get(AT).content.decode()
    assert "Invitation to Eaters" in text
    assert "clerk" in text
    assert f"{reverse('account_signup')}?next={AT}" in text


def test_a_link_nobody_made_is_no_page(client):
    assert client.get(AT).status_code == 404


def test_who_got_a_letter_signs_up_without_another(client, ada):
    where = offer_by_letter(client, ada)
    reply = client.post(
        reverse("account_signup"),
        {
            "username": "ben",
            "email": "ben@example.org",
            "password1": PASSWORD,
            "next": where,
        },
    )
    assert reply.url == where
    assert Message.objects.count() == 1
    assert EmailAddress.objects.get(email="ben@example.org").verified
    assert client.post(where, {"do": "accept"}).url == page("people")
    assert client.post(where, {"do": "accept"}).url == page("people")
    assert Person.objects.get(username="ben").seats.count() == 1


def test_another_address_than_the_letters_is_not_taken_for_confirmed(client, ada):
    offer_by_letter(client, ada)
    client.post(
        reverse("account_signup"),
        {"username": "ben", "email": "other@example.org", "password1": PASSWORD},
    )
    found = dict(EmailAddress.objects.values_list("email", "verified"))
    assert found == {"other@example.org": False, "ben@example.org": True}


def test_a_link_that_was_passed_on_confirms_no_address(client, ada):
    offer(ada)
    client.get(AT)
    form = {"username": "ben", "email": "ben@example.org", "password1": PASSWORD}
    client.post(reverse("account_signup"), form)
    assert "_auth_user_id" not in client.session
    assert not EmailAddress.objects.get().verified


def test_who_invites_does_not_know_the_link_of_the_letter(client, ada):
    offer(ada, email="ben@example.org")
    assert client.get(AT).status_code == 404


def test_an_invitation_that_is_over_lets_nobody_sign_up(client, ada):
    invitation = offer(ada)
    client.get(AT)
    assert b"Sign up" in client.get(reverse("account_signup")).content
    Invitation.objects.filter(pk=invitation.pk).update(
        invited_at=later(days=-9), expires_at=later(days=-2)
    )
    assert b"This invitation is over" in client.get(AT).content
    closed = client.get(reverse("account_signup"))
    assert b"Accounts by invitation" in closed.content


def test_what_was_sent_to_an_address_can_be_declined(client, ada):
    where = offer_by_letter(client, ada)
    client.force_login(make_person("ben"))
    assert client.post(where, {"do": "decline"}).url == "/"
    assert Invitation.objects.get().ending == "declined"
    client.post(where, {"do": "accept"})
    assert Membership.objects.count() == 1


def test_a_stranger_cannot_answer(client, ada):
    offer(ada)
    assert client.post(AT, {"do": "accept"}).status_code == 200
    assert Membership.objects.count() == 1


# ---- Asking


def test_the_list_of_councils_tells_name_and_place_only(client, ada):
    town = make_council("town", kind="consumer_federation")
    ada.council.parent = town
    ada.council.save()
    text = client.get(reverse("desk:councils")).content.decode()
    assert "Eaters" in text
    assert "Town" in text
    assert "ada" not in text
    assert "consumer" not in text
    found = client.get(reverse("desk:councils"), {"q": "eat\x00"}).content.decode()
    assert "Eaters" in found
    assert found.count("/join/") == 1


def test_the_list_of_councils_says_which_take_part_no_longer(client, ada):
    make_council("zoo")
    Departure.objects.create(council=ada.council, kind="leave")
    text = client.get(reverse("desk:councils")).content.decode()
    assert text.index("Zoo") < text.index("Eaters") < text.index("has left")
    assert text.count('class="pill"') == 1
    Departure.objects.update(ended_at=later(days=1))
    assert "has left" not in client.get(reverse("desk:councils")).content.decode()


def test_who_asks_is_decided_on_by_a_delegate(client, ada):
    client.force_login(make_person("ben"))
    assert client.post(page("join"), {"message": "Hello."}).url == page("join")
    client.post(page("join"), {"message": "Hello again."})
    asked = JoinRequest.objects.get()
    assert b"The delegates have been told" in client.get(page("join")).content

    client.force_login(ada.person)
    assert b"ben asks for a seat in Eaters" in client.get("/").content
    where = page("join-request", asked.pk)
    assert b"Hello." in client.get(where).content
    assert b"Say why" in client.post(where, {"do": "refuse", "reason": ""}).content
    assert client.post(where, {"do": "approve", "reason": ""}).url == where
    client.post(where, {"do": "approve", "reason": ""})
    assert asked.person.seats.count() == 1
    assert b"asks for a seat" not in client.get("/").content


def test_a_refusal_is_read_by_who_asked(client, ada):
    asked, _new = ask_to_join(council=ada.council, person=make_person("ben"))
    client.force_login(ada.person)
    where = page("join-request", asked.pk)
    client.post(where, {"do": "refuse", "reason": "Wrong <town>."})
    client.force_login(asked.person)
    assert b"Wrong &lt;town&gt;." in client.get(page("join")).content


def test_a_request_is_taken_back(client, ada):
    asked, _new = ask_to_join(council=ada.council, person=make_person("ben"))
    client.force_login(asked.person)
    client.post(page("join"), {"do": "take_back"})
    assert JoinRequest.objects.get().outcome == "taken_back"
    client.force_login(ada.person)
    assert client.get(page("join-request", asked.pk)).status_code == 404


def test_another_councils_request_looks_like_none(client, ada):
    asked, _new = ask_to_join(council=ada.council, person=make_person("ben"))
    for person in (make_seat().person, asked.person):
        client.force_login(person)
        assert client.get(page("join-request", asked.pk)).status_code == 404
    client.logout()
    assert client.get(page("join-request", asked.pk)).status_code == 302


def test_a_council_that_does_not_exist_cannot_be_asked(client, ada):
    client.force_login(ada.person)
    where = reverse("desk:join", args=["none"])
    assert client.get(where).status_code == 404
    assert client.get(page("join")).url == page("people")
