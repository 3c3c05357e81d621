import pytest
from django.urls import reverse

from councils.models import Invitation, Membership
from councils.services import invite
from tests.factories import later, make_council, make_person, make_seat

pytestmark = pytest.mark.django_db
Role = Membership.Role


@pytest.fixture
def seats():
    """Ada is the delegate of the eaters, Ben is a member."""
    council = make_council("eaters")
    return (
        make_seat(make_person("ada", first_name="Ada"), council),
        make_seat(make_person("ben", email="ben@example.org"), council, Role.MEMBER),
    )


def page(name, *more):
    return reverse(f"desk:{name}", args=["eaters", *more])


def role_of(seat):
    return Membership.objects.open().get(person=seat.person, council=seat.council).role


def test_members_see_who_sits_there_and_no_address(client, seats):
    _ada, ben = seats
    client.force_login(ben.person)
    text = client.get(page("people")).content.decode()
    assert "Ada" in text
    assert "delegate" in text
    assert "@" not in text
    assert page("invite") not in text


@pytest.mark.parametrize("name", ["people", "leave", "role", "withdraw-invitation"])
def test_another_council_looks_like_none(client, seats, name):
    ada, _ben = seats
    more = {"role": [ada.person.public_id], "withdraw-invitation": [1]}.get(name, [])
    where = page(name, *more)
    client.force_login(make_seat().person)
    missing = where.replace("eaters", "there-is-none")
    assert client.get(where).status_code == client.get(missing).status_code == 404
    assert client.post(where, {"do": "hand_over"}).status_code == 404
    client.logout()
    assert client.get(where).url == f"{reverse('desk:login')}?next={where}"


def test_a_delegate_hands_the_role_over(client, seats):
    ada, ben = seats
    client.force_login(ada.person)
    where = page("role", ben.person.public_id)
    assert b"Hand over your role" in client.get(where).content
    assert client.post(where, {"do": "hand_over"}).url == page("people")
    client.post(where, {"do": "hand_over"})
    assert (role_of(ada), role_of(ben)) == ("member", "delegate")


def test_a_delegate_makes_a_clerk(client, seats):
    ada, ben = seats
    client.force_login(ada.person)
    where = page("role", ben.person.public_id)
    assert client.post(where, {"do": "change", "role": "clerk"}).url == page("people")
    assert role_of(ben) == "clerk"
    assert b"There is a problem" in client.post(where, {"role": "king"}).content


def test_a_member_changes_nobody(client, seats):
    ada, ben = seats
    client.force_login(ben.person)
    for seat in seats:
        where = page("role", seat.person.public_id)
        assert b"Delegates of the council give roles" in client.get(where).content
        client.post(where, {"do": "hand_over"})
        client.post(where, {"do": "change", "role": "delegate"})
    assert (role_of(ada), role_of(ben)) == ("delegate", "member")


def test_the_last_delegate_is_told_why_to_stay(client, seats):
    ada, _ben = seats
    client.force_login(ada.person)
    reply = client.post(page("leave"))
    assert b"would have no delegate" in reply.content
    step_down = client.post(
        page("role", ada.person.public_id), {"do": "change", "role": "member"}
    )
    assert b"would have no delegate" in step_down.content
    assert role_of(ada) == "delegate"


def test_who_leaves_sees_the_council_no_more(client, seats):
    _ada, ben = seats
    client.force_login(ben.person)
    assert client.post(page("leave")).url == "/"
    assert client.get(page("people")).status_code == 404


def test_an_invitation_is_withdrawn_by_a_delegate_only(client, seats):
    ada, ben = seats
    made, _new = invite(
        council=ada.council,
        invited_by=ada.person,
        role="member",
        expires_at=later(days=3),
        email="cem@example.org",
    )
    where = page("withdraw-invitation", made.pk)
    client.force_login(ben.person)
    client.post(where)
    assert Invitation.objects.get().ended_at is None
    client.force_login(ada.person)
    assert "cem@example.org" in client.get(page("people")).content.decode()
    client.post(where)
    assert Invitation.objects.get().ending == "withdrawn"
    assert client.get(where).status_code == 405
