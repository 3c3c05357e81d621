from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from councils.models import Acceptance, Invitation, Membership
from councils.services import (
    accept_invitation,
    decline_invitation,
    forget,
    invite,
    leave,
    withdraw_invitation,
)
from ledger.models import Message, Record
from tests.factories import (
    later,
    make_council,
    make_facilitator,
    make_person,
    make_seat,
)

pytestmark = pytest.mark.django_db
Role = Membership.Role


@pytest.fixture
def ada():
    """Ada is the delegate of the eaters."""
    return make_seat(make_person("ada", language="de"), make_council("eaters"))


def offer(seat, **how):
    given = {"role": Role.MEMBER, "expires_at": later(days=7)} | how
    invitation, _new = invite(council=seat.council, invited_by=seat.person, **given)
    return invitation


def code_of(refused):
    return refused.value.code


def test_a_letter_goes_to_who_is_invited_and_the_link_is_kept_nowhere(ada):
    invitation = offer(ada, email="Ben@Example.org", role=Role.CLERK)

    letter = Message.objects.get()
    assert (letter.to, invitation.email) == ("ben@example.org",) * 2
    token = letter.payload["body"].split("/invitations/")[1].split("/")[0]
    assert Invitation.objects.with_token(token).get() == invitation
    assert token not in str(Invitation.objects.values().get())
    assert token not in str(list(Record.objects.values()))
    assert "ben" not in str(list(Record.objects.values()))


def test_inviting_the_same_address_twice_sends_one_letter(ada):
    first = offer(ada, email="ben@example.org")
    assert offer(ada, email="BEN@example.org") == first
    assert Message.objects.count() == 1


def test_the_same_form_sent_twice_makes_one_link(ada):
    first = offer(ada, token="t" * 43, uses=5)
    assert offer(ada, token="t" * 43, uses=5) == first
    assert Invitation.objects.count() == 1


def test_an_expired_invitation_makes_room_for_a_new_one(ada):
    old = offer(ada, email="ben@example.org")
    Invitation.objects.update(invited_at=later(days=-9), expires_at=later(days=-2))
    new = offer(ada, email="ben@example.org")
    old.refresh_from_db()
    assert new != old
    assert old.ending == "withdrawn"
    assert Message.objects.count() == 2


@pytest.mark.parametrize("role", [Role.MEMBER, Role.CLERK])
def test_who_is_no_delegate_invites_nobody(ada, role):
    other = make_seat(council=ada.council, role=role)
    with pytest.raises(ValidationError) as refused:
        offer(other)
    assert code_of(refused) == "not_delegate"


def test_a_facilitator_invites_without_a_seat(ada):
    person = make_facilitator()
    made, new = invite(
        council=ada.council,
        invited_by=person,
        role="delegate",
        expires_at=later(days=1),
    )
    assert new
    assert made.role == "delegate"


def test_accepting_gives_the_seat_and_twice_the_same(ada):
    invitation, ben = offer(ada, role=Role.CLERK, uses=2), make_person("ben")

    seat = accept_invitation(invitation=invitation, person=ben)

    assert (seat.person, seat.role) == (ben, Role.CLERK)
    assert accept_invitation(invitation=invitation, person=ben) == seat
    invitation.refresh_from_db()
    assert (invitation.used, invitation.ended_at) == (1, None)
    actors = Record.objects.filter(kind="invitation.accepted").values_list("actor")
    assert list(actors) == [(str(ben.public_id),)]


def test_a_link_admits_as_many_as_it_says(ada):
    invitation = offer(ada, uses=2)
    for _n in range(2):
        accept_invitation(invitation=invitation, person=make_person())
    with pytest.raises(ValidationError) as refused:
        accept_invitation(invitation=invitation, person=make_person())
    assert code_of(refused) == "ended"
    assert ada.council.seats.count() == 3


def test_a_delegate_who_takes_a_members_seat_stays_delegate(ada):
    invitation = offer(ada)
    assert accept_invitation(invitation=invitation, person=ada.person) == ada
    invitation.refresh_from_db()
    assert invitation.used == 0


def test_who_has_left_cannot_come_back_by_the_old_link(ada):
    invitation, ben = offer(ada, uses=5), make_person("ben")
    leave(membership=accept_invitation(invitation=invitation, person=ben))
    with pytest.raises(ValidationError) as refused:
        accept_invitation(invitation=invitation, person=ben)
    assert code_of(refused) == "ended"


def test_what_is_declined_withdrawn_or_expired_admits_nobody(ada):
    declined = offer(ada, email="a@example.org")
    withdrawn, expired = offer(ada), offer(ada)
    assert decline_invitation(invitation=declined)
    assert not decline_invitation(invitation=declined)
    assert withdraw_invitation(invitation=withdrawn, actor=ada.person)
    assert not withdraw_invitation(invitation=withdrawn, actor=ada.person)
    Invitation.objects.filter(pk=expired.pk).update(
        invited_at=later(days=-9), expires_at=later(days=-2)
    )
    for invitation in (declined, withdrawn, expired):
        with pytest.raises(ValidationError) as refused:
            accept_invitation(invitation=invitation, person=make_person())
        assert code_of(refused) == "ended"


def test_one_who_declines_a_link_leaves_it_to_the_others(ada):
    assert not decline_invitation(invitation=offer(ada, uses=3))


def test_who_is_forgotten_gets_no_seat(ada):
    invitation, ben = offer(ada), make_person("ben")
    forget(person=ben)
    with pytest.raises(ValidationError) as refused:
        accept_invitation(invitation=invitation, person=ben)
    assert code_of(refused) == "forgotten"


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"used": 2}, "invitation_admits_no_more_than_it_says"),
        ({"email": "a@b.org", "uses": 2}, "invitation_to_an_address_admits_one"),
        ({"ending": "accepted"}, "invitation_ended_says_how"),
        ({"expires_at": later}, "invitation_expires_after_it_was_made"),
    ],
)
def test_the_database_keeps_it_true(ada, fields, name):
    offer(ada)
    if "expires_at" in fields:
        fields = {"expires_at": later() - timedelta(days=400)}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Invitation.objects.update(**fields)


def test_an_address_has_one_open_invitation_and_a_person_one_acceptance(ada):
    made, ben = offer(ada, email="a@b.org"), make_person("ben")
    with (
        pytest.raises(IntegrityError, match="invitation_one_open_for_an_address"),
        transaction.atomic(),
    ):
        Invitation.objects.create(
            council=ada.council,
            email="a@b.org",
            token_digest="0" * 64,
            invited_by=ada.person,
            expires_at=later(days=1),
        )
    Acceptance.objects.create(invitation=made, person=ben)
    with (
        pytest.raises(IntegrityError, match="acceptance_once_a_person"),
        transaction.atomic(),
    ):
        Acceptance.objects.create(invitation=made, person=ben)
