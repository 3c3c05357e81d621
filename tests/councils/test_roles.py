import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from councils.models import Membership
from councils.services import change_role, hand_over, leave
from tests.factories import make_council, make_person, make_seat

Role = Membership.Role


@pytest.fixture
def seats(db):
    """Ada is the delegate of the eaters, Ben and Cem are members."""
    council = make_council("eaters")
    return [
        make_seat(make_person("ada"), council),
        make_seat(make_person("ben"), council, Role.MEMBER),
        make_seat(make_person("cem"), council, Role.MEMBER),
    ]


def roles(council):
    held = Membership.objects.open().filter(council=council)
    return dict(held.values_list("person__username", "role"))


def test_a_delegate_hands_the_role_over(seats):
    ada, ben, _cem = seats
    begun = hand_over(giver=ada, taker=ben)
    assert roles(ada.council) == {"ada": "member", "ben": "delegate", "cem": "member"}
    assert hand_over(giver=ada, taker=ben) == begun


def test_a_clerk_hands_the_role_over_and_a_member_has_none_to_give(seats):
    ada, ben, cem = seats
    ben = change_role(membership=ben, role=Role.CLERK, actor=ada.person)
    hand_over(giver=ben, taker=cem)
    hand_over(giver=ben, taker=ada)
    assert roles(ada.council) == {"ada": "delegate", "ben": "member", "cem": "clerk"}


def test_a_delegate_gives_roles_and_nobody_else(seats):
    ada, ben, cem = seats
    change_role(membership=ben, role=Role.DELEGATE, actor=ada.person)
    with pytest.raises(ValidationError, match="Delegates give roles"):
        change_role(membership=ada, role=Role.MEMBER, actor=cem.person)
    assert roles(ada.council)["ben"] == "delegate"


def test_the_last_delegate_neither_steps_down_nor_leaves(seats):
    ada, ben, _cem = seats
    with pytest.raises(ValidationError, match="would have no delegate"):
        change_role(membership=ada, role=Role.MEMBER, actor=ada.person)
    with pytest.raises(ValidationError, match="would have no delegate"):
        leave(membership=ada)
    hand_over(giver=ada, taker=ben)
    assert leave(membership=ada)
    assert not leave(membership=ada)
    assert "ada" not in roles(ada.council)


def test_a_role_is_not_handed_to_who_has_left_nor_to_oneself(seats):
    ada, ben, _cem = seats
    leave(membership=ben)
    with pytest.raises(ValidationError, match="no seat here any more"):
        hand_over(giver=ada, taker=ben)
    with pytest.raises(ValidationError, match="somebody else"):
        hand_over(giver=ada, taker=ada)


@pytest.mark.django_db(transaction=True)
def test_of_two_delegates_who_leave_at_once_one_stays(transactional_db):
    council = make_council("eaters")
    both = [make_seat(council=council), make_seat(council=council)]
    together = threading.Barrier(2)
    refused = []

    def go(seat):
        together.wait()
        try:
            leave(membership=seat)
        except ValidationError as error:
            refused.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[seat]) for seat in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert refused == ["last_delegate"]
    assert list(roles(council).values()) == ["delegate"]
