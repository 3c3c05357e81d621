"""A ballot from the opening to the close, against a small model of what should be."""

import itertools
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from councils.models import Answer, Ballot, Vote
from councils.models.decision import ANSWERS, verdict
from councils.services import close_ballot, open_ballot, unseat, vote
from ledger.models import Record
from tests.factories import later, make_council, make_person, make_seat, time_passes

pytestmark = pytest.mark.django_db
FOR, AGAINST, ABSTAIN = Answer
PEOPLE = ["ada", "ben", "cem", "dot"]


def make_ballot(council, **terms):
    return open_ballot(
        council=council,
        question="Shall we?",
        options=ANSWERS,
        closes_at=later(days=1),
        **terms,
    )


def code_of(refused, **arguments):
    with pytest.raises(ValidationError) as caught:
        refused(**arguments)
    return caught.value.code


class Model:
    """What a ballot should be: sets and sums, no database."""

    def __init__(self, terms):
        self.terms = terms
        self.seated = set(PEOPLE)
        self.votes, self.own = {}, set()
        self.closed, self.over = False, False
        self.result = None

    def vote(self, who, option, *, clerk=False):
        """Whether a vote is taken."""
        if self.closed or self.over or who not in self.seated:
            return False
        if clerk and (who in self.own or "dot" not in self.seated or who == "dot"):
            return False
        self.votes[who] = option
        if not clerk:
            self.own.add(who)
        return True

    def counts(self):
        options = [self.votes[who] for who in self.votes if who in self.seated]
        return [options.count(place) for place in range(3)]

    def close(self):
        if self.closed:
            return False
        self.closed, tally = True, self.counts()
        self.result = (self.decided(tally), tally, len(self.seated))
        return True

    def decided(self, tally):
        took_part = sum(tally) / len(self.seated) if self.seated else 0
        if not took_part or took_part < self.terms["quorum"] / 100:
            return "no_quorum"
        if self.terms["method"] == "consensus":
            return "rejected" if tally[1] or not tally[0] else "carried"
        share = {"half": 1 / 2, "two_thirds": 2 / 3}[self.terms["majority"]]
        said = tally[0] + tally[1]
        exactly = said and tally[0] * 3 == said * 2
        if self.terms["majority"] == "two_thirds" and exactly:
            return "carried"
        return "carried" if said and tally[0] / said > share else "rejected"


class BallotMachine(RuleBasedStateMachine):
    """Random histories; after each step the rows say what the model says."""

    who = st.sampled_from(PEOPLE)
    option = st.sampled_from([0, 1, 2])

    @initialize(
        method=st.sampled_from(["majority", "consensus"]),
        quorum=st.sampled_from([0, 25, 50, 75, 100]),
        majority=st.sampled_from(["half", "two_thirds"]),
    )
    def open(self, method, quorum, majority):
        terms = {"method": method, "quorum": quorum, "majority": majority}
        self.model = Model(terms)
        council = make_council()
        self.seats = {
            name: make_seat(
                council=council, role="clerk" if name == "dot" else "member"
            )
            for name in PEOPLE
        }
        self.ballot = make_ballot(council, **terms)
        self.late = make_seat(council=council, role="member").person

    def took(self, person, option, **clerk):
        try:
            vote(
                ballot=self.ballot, person=person, option=option, reason="So.", **clerk
            )
        except ValidationError:
            return False
        return True

    @rule(who=who, option=option)
    def votes(self, who, option):
        taken = self.took(self.seats[who].person, option)
        assert taken == self.model.vote(who, option)

    @rule(who=who, option=option)
    def is_entered(self, who, option):
        clerk = self.seats["dot"].person
        taken = self.took(self.seats[who].person, option, entered_by=clerk)
        assert taken == self.model.vote(who, option, clerk=True)

    @rule(option=option)
    def one_who_came_later_votes(self, option):
        assert not self.took(self.late, option)

    @rule(who=who)
    def leaves(self, who):
        unseat(membership=self.seats[who])
        self.model.seated.discard(who)

    @precondition(lambda self: not self.model.closed and not self.model.over)
    @rule()
    def time_is_over(self):
        time_passes(self.ballot)
        self.model.over = True

    @rule()
    def is_closed(self):
        assert close_ballot(ballot=self.ballot) == self.model.close()

    @rule(who=who)
    def votes_straight_into_the_table(self, who):
        """Even who goes round the services cannot vote late, or without a seat."""
        person = self.seats[who].person
        allowed = (
            not self.model.closed and not self.model.over and who in self.model.seated
        )
        if allowed or Vote.objects.filter(ballot=self.ballot, person=person).exists():
            return
        with pytest.raises(IntegrityError), transaction.atomic():
            Vote.objects.create(ballot=self.ballot, person=person, option=0)

    @invariant()
    def agrees_with_the_model(self):
        if not hasattr(self, "model"):
            return
        rows = Vote.objects.filter(ballot=self.ballot)
        votes = {
            name: found.option
            for name in PEOPLE
            if (found := rows.filter(person=self.seats[name].person).first())
        }
        assert votes == self.model.votes
        ballot = Ballot.objects.get(pk=self.ballot.pk)
        if self.model.closed:
            found = ballot.outcome, ballot.tally, ballot.electors
            assert found == self.model.result
        else:
            assert ballot.counts() == self.model.counts()


def test_any_history_of_a_ballot_ends_as_the_model_says():
    run_state_machine_as_test(
        BallotMachine,
        settings=settings(
            max_examples=12,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("method", ["majority", "consensus"])
@pytest.mark.parametrize("majority", ["half", "two_thirds"])
def test_every_way_four_can_vote_is_decided_as_the_model_says(method, majority):
    for quorum in (0, 25, 50, 75, 100):
        terms = {"method": method, "quorum": quorum, "majority": majority}
        model = Model(terms)
        for tally in itertools.product(range(5), repeat=3):
            if sum(tally) <= len(PEOPLE):
                found = verdict(Ballot(**terms), len(PEOPLE), tally)
                assert found == model.decided(tally), (terms, tally)


class TestWhatTheDatabaseRefuses:
    @pytest.fixture(autouse=True)
    def ballot(self):
        self.seat = make_seat()
        self.other = make_seat(council=self.seat.council).person
        self.ballot = make_ballot(self.seat.council)

    def test_another_question_than_was_opened(self):
        for change in (
            {"question": "Shall they?"},
            {"quorum": 90},
            {"method": "consensus"},
            {"closes_at": later(days=2)},
            {"hidden": True},
        ):
            with pytest.raises(IntegrityError, match="stays as it was opened"):
                self.update(**change)

    def test_another_result_than_was_counted(self):
        close_ballot(ballot=self.ballot)
        with pytest.raises(IntegrityError, match="stays as it was counted"):
            self.update(outcome="carried")

    def test_a_ballot_that_is_deleted(self):
        with pytest.raises(IntegrityError, match="never changed or deleted"):
            self.ballot.delete()

    def test_a_close_without_an_outcome(self):
        with pytest.raises(IntegrityError, match="ballot_closed_has_an_outcome"):
            self.update(closed_at=later())

    def test_a_vote_of_who_had_no_seat_at_the_opening(self):
        late = make_seat(council=self.seat.council).person
        with pytest.raises(IntegrityError, match="had a seat when the ballot opened"):
            Vote.objects.create(ballot=self.ballot, person=late, option=0)

    def test_a_vote_moved_to_another_person(self):
        vote(ballot=self.ballot, person=self.seat.person, option=FOR)
        with pytest.raises(IntegrityError, match="stays in its ballot"):
            Vote.objects.update(person=self.other)

    def test_a_clerk_who_enters_over_a_vote_somebody_has_cast(self):
        vote(ballot=self.ballot, person=self.seat.person, option=FOR)
        with pytest.raises(IntegrityError, match="nobody enters over"):
            Vote.objects.update(entered_by=make_person())

    def test_a_vote_entered_by_oneself(self):
        with pytest.raises(IntegrityError, match="vote_is_entered_by_somebody_else"):
            Vote.objects.create(
                ballot=self.ballot,
                person=self.seat.person,
                entered_by=self.seat.person,
                option=0,
            )

    def test_a_quorum_of_more_than_all(self):
        with pytest.raises(ValidationError, match="quorum"):
            make_ballot(self.seat.council, quorum=101)

    def update(self, **change):
        with transaction.atomic():
            Ballot.objects.filter(pk=self.ballot.pk).update(**change)


def test_only_a_clerk_of_the_council_enters_votes():
    seat = make_seat()
    ballot = make_ballot(seat.council)
    for stranger in (make_seat(role="clerk"), make_seat(council=seat.council)):
        found = code_of(
            vote,
            ballot=ballot,
            person=seat.person,
            option=FOR,
            entered_by=stranger.person,
        )
        assert found == "no_clerk"


def test_a_ballot_cannot_end_before_it_begins():
    council = make_council()
    with pytest.raises(ValidationError) as caught:
        open_ballot(
            council=council,
            question="?",
            options=ANSWERS,
            closes_at=later() - timedelta(seconds=1),
        )
    assert caught.value.code == "past"


def test_who_gets_another_role_meanwhile_still_votes():
    seat = make_seat(role="member")
    ballot = make_ballot(seat.council)
    make_seat(seat.person, seat.council, role="delegate")
    vote(ballot=ballot, person=seat.person, option=FOR)
    close_ballot(ballot=ballot)
    ballot.refresh_from_db()
    assert (ballot.outcome, ballot.electors) == ("carried", 1)


def test_a_ballot_between_other_options_is_counted_and_decides_nothing():
    seat = make_seat()
    ballot = open_ballot(
        council=seat.council,
        question="Rye or wheat?",
        options=["rye", "wheat"],
        closes_at=later(days=1),
    )
    vote(ballot=ballot, person=seat.person, option=1)
    close_ballot(ballot=ballot)
    ballot.refresh_from_db()
    assert (ballot.outcome, ballot.tally) == ("counted", [0, 1])


def test_the_record_of_opening_and_close_does_not_say_how_anybody_voted():
    seat = make_seat()
    ballot = make_ballot(seat.council)
    vote(ballot=ballot, person=seat.person, option=AGAINST, reason="Too dear.")
    close_ballot(ballot=ballot)
    entries = Record.objects.filter(kind__startswith="ballot.").order_by("pk")
    assert [entry.kind for entry in entries] == ["ballot.opened", "ballot.closed"]
    assert entries[0].data["seats"] == 1
    assert entries[1].data.keys() == {"ballot", "outcome", "seats"}
    said = str([entry.data for entry in entries])
    assert str(seat.person.public_id) not in said
    assert "Too dear." not in said


def test_what_awaits_a_person_is_open_and_theirs_to_decide():
    seat = make_seat()
    ballot, voted = make_ballot(seat.council), make_ballot(seat.council)
    over = make_ballot(seat.council)
    vote(ballot=voted, person=seat.person, option=FOR)
    time_passes(over)
    late = make_seat(council=seat.council).person
    now = later()
    assert list(Ballot.objects.awaiting(seat.person, now)) == [ballot]
    assert list(Ballot.objects.awaiting(late, now)) == []
    unseat(membership=seat)
    assert list(Ballot.objects.awaiting(seat.person, now)) == []


def test_counting_asks_the_same_however_many_vote(django_assert_num_queries):
    seat = make_seat()
    for _each in range(5):
        make_seat(council=seat.council, role="member")
    ballot = make_ballot(seat.council)
    for person in ballot.people():
        vote(ballot=ballot, person=person, option=FOR)
    with django_assert_num_queries(1):
        assert ballot.counts() == [6, 0, 0]
