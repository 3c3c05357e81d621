"""A council's rule: who sets it, when it counts, and that its history stays."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from councils.models import Answer, DecisionRule
from councils.services import close_ballot, propose_rule, set_rule, vote
from ledger.models import Record
from tests.factories import later, make_council, make_seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat():
    """Ada is a delegate of the council."""
    return make_seat()


def code_of(refused, **arguments):
    with pytest.raises(ValidationError) as caught:
        refused(**arguments)
    return caught.value.code


def test_a_council_that_has_said_nothing_leaves_it_to_its_delegates():
    rule = DecisionRule.objects.of(make_council())
    assert rule.method == "delegates"
    assert not rule.by_ballot


def test_a_delegate_sets_the_rule_and_the_record_says_so(seat):
    set_rule(council=seat.council, set_by=seat.person, method="majority", quorum=50)
    assert DecisionRule.objects.of(seat.council).quorum == 50
    entry = Record.objects.get(kind="decision_rule.set")
    assert entry.actor == str(seat.person.public_id)
    assert entry.data["method"] == "majority"


@pytest.mark.parametrize("role", ["member", "clerk"])
def test_nobody_else_sets_it(seat, role):
    other = make_seat(council=seat.council, role=role).person
    found = code_of(set_rule, council=seat.council, set_by=other, method="majority")
    assert found == "no_delegate"


def test_a_delegate_of_another_council_does_not_set_it(seat):
    stranger = make_seat().person
    found = code_of(set_rule, council=seat.council, set_by=stranger, method="majority")
    assert found == "no_delegate"


def test_where_the_members_decide_no_delegate_takes_it_back(seat):
    set_rule(council=seat.council, set_by=seat.person, method="majority")
    found = code_of(
        set_rule, council=seat.council, set_by=seat.person, method="delegates"
    )
    assert found == "needs_ballot"


def test_a_rule_is_never_edited_or_deleted(seat):
    rule = set_rule(council=seat.council, set_by=seat.person, method="majority")
    with pytest.raises(IntegrityError, match="never changed or deleted"):
        DecisionRule.objects.filter(pk=rule.pk).update(quorum=1)


@pytest.mark.parametrize("wrong", [{"quorum": 101}, {"days": 0}, {"method": "lot"}])
def test_a_rule_that_makes_no_sense_is_refused(seat, wrong):
    rule = {"method": "majority"} | wrong
    with pytest.raises(ValidationError):
        set_rule(council=seat.council, set_by=seat.person, **rule)
    assert not DecisionRule.objects.exists()


class TestChangingItByVote:
    @pytest.fixture(autouse=True)
    def majority(self, seat):
        self.seat = seat
        self.before = set_rule(
            council=seat.council, set_by=seat.person, method="majority", quorum=0
        )

    def propose(self, **rule):
        return propose_rule(
            council=self.seat.council,
            proposed_by=self.seat.person,
            closes_at=rule.pop("closes_at", None) or later(days=1),
            **{"method": "consensus"} | rule,
        )

    @pytest.mark.parametrize(
        ("option", "method"), [(Answer.FOR, "consensus"), (Answer.AGAINST, "majority")]
    )
    def test_it_counts_from_the_close_on_if_it_is_carried(self, option, method):
        proposed = self.propose()
        before = later()
        vote(ballot=proposed.ballot, person=self.seat.person, option=option)
        assert DecisionRule.objects.of(self.seat.council) == self.before
        close_ballot(ballot=proposed.ballot)
        assert DecisionRule.objects.of(self.seat.council).method == method
        assert DecisionRule.objects.of(self.seat.council, at=before) == self.before

    def test_it_is_decided_by_the_rule_that_counted_when_it_was_opened(self):
        assert self.propose(method="delegates").ballot.method == "majority"

    def test_one_change_at_a_time(self):
        self.propose()
        with pytest.raises(ValidationError) as caught:
            self.propose()
        assert caught.value.code == "open"

    def test_no_longer_than_a_ballot_stands(self):
        with pytest.raises(ValidationError) as caught:
            self.propose(closes_at=later(days=8))
        assert caught.value.code == "too_long"

    def test_a_stranger_proposes_nothing(self):
        found = code_of(
            propose_rule,
            council=self.seat.council,
            proposed_by=make_seat().person,
            closes_at=later(days=1),
            method="delegates",
        )
        assert found == "no_seat"


def test_where_delegates_decide_there_is_no_vote_on_the_rule(seat):
    found = code_of(
        propose_rule,
        council=seat.council,
        proposed_by=seat.person,
        closes_at=later(days=1),
        method="majority",
    )
    assert found == "no_ballots"
