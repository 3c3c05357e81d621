"""From a motion to the proposal: what is moved, amended, carried and handed in."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from councils.models import Answer, Ballot
from councils.services import set_rule, unseat, vote
from ledger.models import Record
from proposals import letters
from proposals.models import Draft, Motion, Proposal
from proposals.services import (
    amend,
    conclude,
    due_ballots,
    hand_in,
    main_motion,
    save_draft,
    submit,
    take_back,
)
from tests.factories import (
    later,
    make_bread_year,
    make_good,
    make_motion,
    make_seat,
    reload,
    time_passes,
)

pytestmark = pytest.mark.django_db
FOR, AGAINST, ABSTAIN = Answer


class World:
    """Ada (delegate), Ben and Cem decide for the eaters by majority."""

    def __init__(self, **rule):
        self.period, self.bread, self.eaters, self.bakers = make_bread_year()
        self.seats = [
            make_seat(council=self.eaters, role=role)
            for role in ("delegate", "member", "member")
        ]
        self.ada, self.ben, self.cem = [seat.person for seat in self.seats]
        self.rule = {"method": "majority", "closes_early": True} | rule
        set_rule(council=self.eaters, set_by=self.ada, **self.rule)

    def move(self, units=70_000, **fields):
        return make_motion(
            self.eaters, self.period, {self.bread: units}, self.ada, **fields
        )

    def say(self, motion, *answers):
        for person, answer in zip(
            (self.ada, self.ben, self.cem), answers, strict=False
        ):
            if answer is not None:
                vote(ballot=motion.ballot, person=person, option=answer)
        done = conclude(ballot=motion.ballot)
        motion.refresh_from_db()
        return done

    @property
    def submitted(self):
        return Proposal.objects.filter(council=self.eaters).latest("revision")


@pytest.fixture
def world():
    return World()


def code_of(refused, **arguments):
    with pytest.raises(ValidationError) as caught:
        refused(**arguments)
    return caught.value.code


def test_what_is_carried_is_submitted_at_the_close_and_says_by_which_ballot(world):
    motion = world.move()

    assert world.say(motion, FOR, FOR, AGAINST)

    assert world.submitted.lines == {world.bread.pk: 70_000}
    assert motion.proposal == world.submitted
    assert world.submitted.submitted_by == world.ada
    entry = Record.objects.filter(kind="proposal.submitted").first()
    assert entry.data["ballot"] == motion.ballot.pk


def test_what_is_rejected_is_not_submitted(world):
    motion = world.move()
    assert world.say(motion, FOR, AGAINST, AGAINST)
    assert motion.proposal is None
    assert world.submitted.revision == 1


def test_a_ballot_that_is_not_due_stays_open(world):
    motion = world.move()
    assert not world.say(motion, FOR, FOR)
    assert motion.decided_at is None


def test_concluding_twice_has_no_effect(world):
    motion = world.move()
    assert world.say(motion, FOR, FOR, FOR)
    assert conclude(ballot=motion.ballot) is False
    assert Proposal.objects.filter(council=world.eaters).count() == 2


def test_a_tick_finds_what_is_due_and_nothing_else(world):
    motion = world.move()
    vote(ballot=motion.ballot, person=world.ben, option=FOR)
    assert due_ballots() == []

    time_passes(motion.ballot)

    assert due_ballots() == [motion.ballot.pk]
    assert conclude(ballot=motion.ballot)
    assert due_ballots() == []
    assert world.submitted.lines == {world.bread.pk: 70_000}


def test_where_the_rule_leaves_it_the_delegate_hands_in_once():
    world = World(submits=False)
    motion = world.move()
    assert world.say(motion, FOR, FOR, FOR)
    assert motion.proposal is None

    first = hand_in(motion=motion, submitted_by=world.ada)
    again = hand_in(motion=motion, submitted_by=world.ada)

    assert first == again == world.submitted


def test_carried_after_the_cutoff_it_waits_for_the_delegate(world):
    motion = world.move(cutoff=later(seconds=2), closes_at=later(seconds=1))
    vote(ballot=motion.ballot, person=world.ben, option=FOR)
    time_passes(motion.ballot)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Motion.objects.update(cutoff=later(days=-1))
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")

    assert conclude(ballot=motion.ballot)

    motion.refresh_from_db()
    assert motion.ballot.outcome == "carried"
    assert motion.proposal is None
    assert hand_in(motion=motion, submitted_by=world.ada).revision == 2


class TestTheGuard:
    @pytest.mark.parametrize("origin", ["member", "clerk", "file", "api"])
    def test_without_a_carried_motion_no_door_takes_a_proposal(self, world, origin):
        assert code_of(submit, **self.figures(world, origin=origin)) == "undecided"
        assert world.submitted.revision == 1

    def test_other_figures_than_those_carried_are_refused(self):
        world = World(submits=False)
        world.say(world.move(), FOR, FOR, FOR)
        assert code_of(submit, **self.figures(world, units=71_000)) == "undecided"
        submit(**self.figures(world, units=70_000))
        assert world.submitted.revision == 2

    def test_what_was_carried_is_handed_in_once(self):
        world = World(submits=False)
        world.say(world.move(), FOR, FOR, FOR)
        submit(**self.figures(world))
        assert code_of(submit, **self.figures(world)) == "undecided"

    def test_a_rejected_motion_lets_nobody_submit(self, world):
        world.say(world.move(), AGAINST, AGAINST, FOR)
        assert code_of(submit, **self.figures(world)) == "undecided"

    def test_standing_instructions_need_no_vote(self, world):
        submit(**self.figures(world, origin="standing"))
        assert world.submitted.revision == 2

    def test_a_council_that_has_said_nothing_leaves_it_to_its_delegates(self, world):
        submit(**self.figures(world, council=world.bakers))

    def figures(self, world, units=70_000, **fields):
        return {
            "council": world.eaters,
            "period": world.period,
            "quantities": {world.bread.code: units},
            "origin": "member",
        } | fields


class TestMoving:
    def test_where_delegates_decide_nothing_is_put_to_the_vote(self, world):
        baker = make_seat(council=world.bakers).person
        with pytest.raises(ValidationError) as caught:
            make_motion(world.bakers, world.period, {world.bread: -1}, baker)
        assert caught.value.code == "no_ballots"

    def test_a_stranger_moves_nothing(self, world):
        stranger = make_seat().person
        with pytest.raises(ValidationError) as caught:
            make_motion(world.eaters, world.period, {world.bread: 1}, stranger)
        assert caught.value.code == "no_seat"

    def test_a_ballot_must_end_before_the_cutoff(self, world):
        cutoff = later(days=1)
        with pytest.raises(ValidationError) as caught:
            world.move(cutoff=cutoff, closes_at=cutoff)
        assert caught.value.code == "after_cutoff"

    def test_a_ballot_stands_no_longer_than_the_rule_allows(self):
        world = World(days=2)
        times = {"cutoff": later(days=9)}
        with pytest.raises(ValidationError) as caught:
            world.move(closes_at=later(days=3), **times)
        assert caught.value.code == "too_long"
        world.move(closes_at=later(days=1), **times)

    def test_a_council_votes_on_one_proposal_at_a_time(self, world):
        world.move()
        with pytest.raises(ValidationError) as caught:
            world.move()
        assert caught.value.code == "open"

    def test_the_database_too_refuses_a_second_motion(self, world):
        motion = world.move()
        ballot = Ballot.objects.create(
            council=world.eaters,
            question="?",
            options=["a", "b"],
            closes_at=later(days=1),
        )
        motion.pk, motion.ballot, motion.public_id = None, ballot, None
        motion.public_id = Motion().public_id
        with pytest.raises(IntegrityError, match="motion_one_undecided_at_a_time"):
            motion.save()

    def test_what_was_moved_is_never_edited(self, world):
        motion = world.move()
        with pytest.raises(IntegrityError, match="stays as it was moved"):
            Motion.objects.filter(pk=motion.pk).update(quantities=[1])

    def test_a_good_the_catalogue_lacks_is_refused(self, world):
        with pytest.raises(ValidationError) as caught:
            make_motion(world.eaters, world.period, {make_good("gold"): 1}, world.ada)
        assert caught.value.code == "unknown_good"

    def test_an_empty_motion_withdraws_the_council(self, world):
        motion = make_motion(world.eaters, world.period, {}, world.ada)
        world.say(motion, FOR, FOR, FOR)
        assert world.submitted.goods == []

    def test_only_who_moved_it_takes_it_back(self, world):
        motion = world.move()
        assert code_of(take_back, motion=motion, person=world.ben) == "not_yours"
        take_back(motion=motion, person=world.ada)
        assert main_motion(world.eaters, world.period) is None
        assert code_of(take_back, motion=motion, person=world.ada) == "closed"
        assert world.submitted.revision == 1

    @pytest.mark.parametrize("goes_on", [False, True])
    def test_the_draft_it_was_made_of_goes_unless_somebody_writes_on(
        self, world, goes_on
    ):
        draft = {
            "council": world.eaters,
            "period": world.period,
            "lines": {"bread": {"request": "70", "offer": ""}},
            "saved_by": world.ada,
        }
        save_draft(version=0, note="", **draft)
        motion = world.move()
        if goes_on:
            save_draft(version=1, note="I went on writing.", **draft)
        world.say(motion, FOR, FOR, FOR)
        assert Draft.objects.exists() is goes_on


class TestAmending:
    def test_a_carried_amendment_changes_the_figures_and_the_vote_begins_anew(
        self, world
    ):
        motion = world.move()
        vote(ballot=motion.ballot, person=world.ada, option=FOR)
        change = amend(motion=motion, changes={"bread": 65_000}, moved_by=world.cem)
        assert change.figures == {world.bread.pk: 65_000}

        assert world.say(change, AGAINST, FOR, FOR)

        motion.refresh_from_db()
        assert motion.ballot.outcome == "amended"
        whole = main_motion(world.eaters, world.period)
        assert whole.lines == {world.bread.pk: 65_000}
        assert whole.ballot.closes_at == motion.ballot.closes_at
        assert not whole.ballot.votes.exists()
        assert world.submitted.revision == 1
        assert world.say(whole, FOR, FOR, FOR)
        assert world.submitted.lines == {world.bread.pk: 65_000}

    def test_a_rejected_amendment_changes_nothing(self, world):
        motion = world.move()
        change = amend(motion=motion, changes={"bread": 65_000}, moved_by=world.cem)
        assert world.say(change, AGAINST, AGAINST, FOR)
        assert main_motion(world.eaters, world.period) == motion

    def test_the_whole_is_not_decided_early_while_an_amendment_is_open(self, world):
        motion = world.move()
        change = amend(motion=motion, changes={"bread": 65_000}, moved_by=world.cem)
        assert not world.say(motion, FOR, FOR, FOR)
        assert world.say(change, AGAINST, AGAINST, FOR)
        assert conclude(ballot=motion.ballot)

    def test_an_amendment_follows_the_motion_that_was_amended_before(self, world):
        motion = world.move()
        cake = make_amendment(world, motion, 65_000)
        other = make_amendment(world, motion, 60_000)
        world.say(cake, FOR, FOR, FOR)
        other.refresh_from_db()
        assert other.amends == main_motion(world.eaters, world.period)
        world.say(other, FOR, FOR, FOR)
        whole = main_motion(world.eaters, world.period)
        assert whole.lines == {world.bread.pk: 60_000}

    def test_a_late_knock_decides_the_amendment_first(self, world):
        motion = world.move()
        change = make_amendment(world, motion, 65_000)
        for each in (motion, change):
            vote(ballot=each.ballot, person=world.ben, option=FOR)
        time_passes(motion.ballot, change.ballot)

        conclude(ballot=motion.ballot)

        change.refresh_from_db()
        motion.refresh_from_db()
        assert change.ballot.outcome == "carried"
        assert motion.ballot.outcome == "amended"
        assert world.submitted.revision == 1

    def test_its_vote_ends_halfway_to_that_on_the_whole(self, world):
        motion = world.move(closes_at=later(days=2))
        change = make_amendment(world, motion, 65_000)
        left = motion.ballot.closes_at - change.ballot.closes_at
        assert timedelta(hours=23) < left <= timedelta(hours=25)

    def test_too_late_it_is_refused(self, world):
        motion = world.move(closes_at=later(minutes=3))
        changes = {"bread": 65_000}
        found = code_of(amend, motion=motion, changes=changes, moved_by=world.cem)
        assert found == "too_late"

    def test_it_changes_something(self, world):
        motion = world.move()
        changes = {"bread": 70_000}
        found = code_of(amend, motion=motion, changes=changes, moved_by=world.cem)
        assert found == "no_change"

    def test_a_motion_taken_back_takes_its_amendments_along(self, world):
        motion = world.move()
        change = make_amendment(world, motion, 65_000)
        take_back(motion=motion, person=world.ada)
        change.refresh_from_db()
        assert change.ballot.outcome == "withdrawn"
        changes = {"bread": 65_000}
        found = code_of(amend, motion=motion, changes=changes, moved_by=world.cem)
        assert found == "closed"


def make_amendment(world, motion, units):
    return amend(motion=motion, changes={"bread": units}, moved_by=world.cem)


def test_the_opening_and_the_close_are_made_known(world, monkeypatch):
    known = []
    for name in ("ballot_opened", "ballot_closed"):
        monkeypatch.setattr(
            letters, name, lambda ballot, name=name: known.append((name, ballot))
        )
    motion = world.move()
    assert world.say(motion, FOR, FOR, AGAINST)
    conclude(ballot=motion.ballot)
    assert known == [("ballot_opened", motion.ballot), ("ballot_closed", motion.ballot)]


def test_who_left_the_council_votes_and_counts_no_more(world):
    motion = world.move()
    vote(ballot=motion.ballot, person=world.cem, option=AGAINST)
    unseat(membership=world.seats[2])
    assert world.say(motion, FOR, FOR)
    motion.ballot.refresh_from_db()
    assert motion.ballot.tally == [2, 0, 0]
    assert motion.ballot.electors == 2


def test_a_year_that_has_closed_meanwhile_takes_nothing(world):
    motion = world.move()
    stalled = reload(world.period)
    stalled.status = "stalled"
    stalled.save()
    assert world.say(motion, FOR, FOR, FOR)
    assert motion.ballot.outcome == "carried"
    assert motion.proposal is None
