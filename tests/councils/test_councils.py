from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import translation

from councils.models import Council, Membership
from councils.services import close_ballot, open_ballot, seat, unseat, vote
from ledger.models import Record
from tests.factories import later, make_council, make_person, make_seat

pytestmark = pytest.mark.django_db


def test_a_council_cannot_be_its_own_parent():
    council = make_council()
    council.parent = council
    with pytest.raises(IntegrityError):
        council.save()


def test_a_council_cannot_be_its_own_ancestor():
    region = make_council("region", kind="consumer_federation")
    town = make_council("town", kind="consumer_federation", parent=region)
    street = make_council("street", parent=town)
    region.parent = street
    with pytest.raises(IntegrityError, match="region would be its own ancestor"):
        region.save()


def test_two_councils_cannot_share_a_short_name():
    make_council("mill")
    with pytest.raises(IntegrityError):
        make_council("mill")


def test_a_council_off_the_globe_is_refused():
    with pytest.raises(IntegrityError, match="council_lies_on_the_globe"):
        make_council(latitude=91, longitude=0)


def test_a_missing_translation_falls_back_to_the_other_name():
    council = make_council(name="Mill", name_de="")
    with translation.override("de"):
        assert str(council) == "Mill"
        council.name_de = "Mühle"
        assert str(council) == "Mühle"
    with translation.override("en"):
        assert str(council) == "Mill"


def test_a_second_seat_in_the_same_council_ends_the_first():
    held = make_seat(role="member")
    seat(person=held.person, council=held.council, role="delegate")
    assert Membership.objects.open().get().role == "delegate"
    assert Membership.objects.count() == 2


def test_the_database_refuses_two_open_seats():
    held = make_seat()
    with pytest.raises(IntegrityError, match="membership_one_open_seat"):
        Membership.objects.create(
            person=held.person, council=held.council, role="member"
        )


def test_councils_of_a_person_are_those_where_the_seat_is_still_held():
    held = make_seat()
    make_council()
    assert list(Council.objects.of(held.person)) == [held.council]
    unseat(membership=held)
    assert list(Council.objects.of(held.person)) == []


def test_councils_of_a_person_at_a_moment_include_seats_ended_since():
    held = make_seat()
    moment = later()
    unseat(membership=held)
    assert list(Council.objects.of(held.person, at=moment)) == [held.council]


def test_the_record_knows_people_by_their_opaque_id_only():
    held = make_seat(person=make_person("ada", email="ada@example.org"))
    entry = Record.objects.get(kind="membership.begun")
    assert entry.data["person"] == str(held.person.public_id)
    assert "ada" not in str(entry.data) + entry.subject + entry.actor


class TestBallots:
    @pytest.fixture
    def ballot(self):
        """Shall we hand this in? It is open for a day, and Ada has a seat."""
        self.seat = make_seat()
        return open_ballot(
            council=self.seat.council,
            question="Shall we hand this in?",
            options=["yes", "no"],
            closes_at=later(days=1),
        )

    def test_a_vote_can_be_changed_until_the_ballot_closes(self, ballot):
        vote(ballot=ballot, person=self.seat.person, option=0)
        vote(ballot=ballot, person=self.seat.person, option=1)
        assert ballot.votes.get().option == 1

    def test_a_closed_ballot_takes_no_vote(self, ballot):
        assert close_ballot(ballot=ballot) is True
        assert close_ballot(ballot=ballot) is False
        with pytest.raises(ValidationError) as caught:
            vote(ballot=ballot, person=self.seat.person, option=0)
        assert caught.value.code == "closed"

    def test_an_option_the_ballot_does_not_have_is_refused(self, ballot):
        with pytest.raises(ValidationError) as caught:
            vote(ballot=ballot, person=self.seat.person, option=2)
        assert caught.value.code == "closed"

    def test_a_stranger_has_no_vote(self, ballot):
        with pytest.raises(ValidationError) as caught:
            vote(ballot=ballot, person=make_person(), option=0)
        assert caught.value.code == "no_seat"

    def test_the_database_refuses_a_second_vote_of_one_person(self, ballot):
        cast = vote(ballot=ballot, person=self.seat.person, option=0)
        cast.pk = None
        with pytest.raises(IntegrityError, match="vote_one_per_person"):
            cast.save()

    def test_a_ballot_needs_a_choice_and_an_end(self):
        with pytest.raises(ValidationError):
            open_ballot(
                council=make_council(),
                question="?",
                options=["yes"],
                closes_at=later() + timedelta(days=1),
            )
