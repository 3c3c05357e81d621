"""The pages on which a council decides: the rule, motions, votes, what came of it."""

import pytest
from django.urls import reverse

from councils.models import Answer, Ballot, DecisionRule, Vote
from councils.services import set_rule, unseat, vote
from iteration.models import Round
from iteration.tasks import close_ballot, tick
from ledger.models import Record
from proposals.models import Motion, Proposal
from proposals.services import conclude, save_draft
from tests.factories import (
    make_bread_year,
    make_count,
    make_facilitator,
    make_motion,
    make_person,
    make_seat,
    time_passes,
)

pytestmark = pytest.mark.django_db
FOR, AGAINST, ABSTAIN = Answer
RULE = {
    "method": "majority",
    "majority": "half",
    "quorum": "50",
    "days": "7",
    "hidden": "on",
    "closes_early": "on",
    "submits": "on",
}


class Cast:
    """The eaters: Ada (delegate), Ben, Cem, Dot (clerk). Eve is a stranger."""

    def __init__(self, client, **rule):
        self.client = client
        self.period, self.bread, self.eaters, self.bakers = make_bread_year()
        roles = {"ada": "delegate", "ben": "member", "cem": "member", "dot": "clerk"}
        for name, role in roles.items():
            setattr(self, name, make_person(name))
            make_seat(getattr(self, name), self.eaters, role)
        self.eve = make_seat(make_person("eve"), self.bakers).person
        rule = {"method": "majority", "hidden": True, "closes_early": True} | rule
        set_rule(council=self.eaters, set_by=self.ada, **rule)

    def move(self, units=70_000):
        return make_motion(self.eaters, self.period, {self.bread: units}, self.ada)

    def at(self, name, *more, year=False):
        head = [self.period.code] if year else []
        return reverse(f"desk:{name}", args=[*head, self.eaters.slug, *more])

    def get(self, person, where):
        self.client.force_login(person)
        return self.client.get(where)

    def post(self, person, where, /, **data):
        self.client.force_login(person)
        return self.client.post(where, data)

    def draft(self, person, text="70"):
        save_draft(
            council=self.eaters,
            period=self.period,
            lines={"bread": {"request": text, "offer": ""}},
            note="We are fewer.",
            version=0,
            saved_by=person,
        )

    def ballot_page(self, person, motion):
        return self.get(person, self.at("ballot", motion.ballot.pk)).content.decode()


@pytest.fixture
def cast(client):
    return Cast(client)


def test_a_draft_is_put_to_the_vote_and_submitted_when_it_is_carried(cast):
    cast.draft(cast.ben)
    check = cast.get(cast.ada, cast.at("check", year=True)).content.decode()
    assert cast.at("move", year=True) in check
    assert "Submit for round" not in check

    page = cast.get(cast.ben, cast.at("move", year=True)).content.decode()
    assert "We are fewer." in page
    sent = {"version": "1", "ends": "24"}
    response = cast.post(cast.ben, cast.at("move", year=True), **sent)
    motion = Motion.objects.get()
    assert response.url == cast.at("ballot", motion.ballot.pk)
    assert motion.lines == {cast.bread.pk: 70_000}
    assert motion.ballot.closes_at < Round.objects.current(cast.period).cutoff

    for person in (cast.ada, cast.ben, cast.cem, cast.dot):
        response = cast.post(person, cast.at("ballot", motion.ballot.pk), option="0")
        assert response.status_code == 302
    motion.refresh_from_db()
    assert motion.proposal.lines == motion.lines
    assert motion.proposal.note == "We are fewer."
    assert "See the receipt" in cast.ballot_page(cast.cem, motion)


def test_a_delegate_who_posts_the_check_page_is_shown_the_way_out(cast):
    cast.draft(cast.ada)
    sent = {"version": "1", "round": "1"}
    response = cast.post(cast.ada, cast.at("check", year=True), **sent)
    assert response.status_code == 409
    assert "has not decided on these figures" in response.content.decode()
    assert cast.eaters.proposals.count() == 1


def test_withdrawing_too_needs_a_vote(cast):
    where = cast.at("withdraw", year=True)
    response = cast.post(cast.ada, where, sure="yes")
    assert cast.eaters.proposals.count() == 1
    link = cast.at("move", year=True) + "?withdraw"
    assert link in response.content.decode()
    cast.post(cast.ada, link, version="0")
    assert Motion.objects.get().lines == {}


def test_the_page_says_so_when_the_cutoff_shortens_the_vote(client):
    cast = Cast(client, days=30)
    cast.draft(cast.ada)
    page = cast.get(cast.ada, cast.at("move", year=True)).content.decode()
    assert "would let the vote stand longer" in page
    cast.post(cast.ada, cast.at("move", year=True), version="1", ends="672")
    assert Motion.objects.get().ballot.closes_at < Motion.objects.get().cutoff


def test_a_draft_that_has_changed_since_is_not_put_to_the_vote(cast):
    cast.draft(cast.ada)
    response = cast.post(cast.ada, cast.at("move", year=True), version="0")
    assert response.status_code == 409
    assert not Motion.objects.exists()


class TestTheVote:
    def test_how_many_are_for_it_is_nowhere_to_be_seen_before_the_close(self, cast):
        motion = cast.move()
        secret = "Not with my vote"
        vote(ballot=motion.ballot, person=cast.ben, option=AGAINST, reason=secret)

        pages = [
            cast.get(person, where).content.decode()
            for person in (cast.ada, cast.cem, cast.dot)
            for where in (
                cast.at("ballot", motion.ballot.pk),
                cast.at("decisions"),
                cast.at("council", year=True),
                "/",
            )
        ] + [
            cast.get(
                cast.dot, cast.at("enter-votes", motion.ballot.pk)
            ).content.decode()
        ]
        assert not [page for page in pages if secret in page]
        found = cast.get(cast.ada, cast.at("ballot", motion.ballot.pk))
        assert "1 of 4 have voted" in found.content.decode()
        assert "hidden until the vote is closed" in found.content.decode()
        assert found.context["shows"] is False
        assert found.context["objections"] == []
        assert Record.objects.filter(kind="ballot.closed").count() == 0
        assert secret not in str(list(Record.objects.values_list("data", flat=True)))

        time_passes(motion.ballot)
        conclude(ballot=motion.ballot)
        assert secret in cast.ballot_page(cast.ada, motion)

    def test_a_result_that_is_not_hidden_is_seen_at_once(self, client):
        cast = Cast(client, hidden=False)
        motion = cast.move()
        vote(ballot=motion.ballot, person=cast.ben, option=AGAINST, reason="Too much.")
        assert "Too much." in cast.ballot_page(cast.ada, motion)

    def test_the_record_counts_no_votes_and_names_nobody(self, cast):
        motion = cast.move()
        vote(ballot=motion.ballot, person=cast.ben, option=FOR)
        time_passes(motion.ballot)
        conclude(ballot=motion.ballot)
        entry = Record.objects.get(kind="ballot.closed")
        assert "counts" not in entry.data
        assert entry.actor == "service"
        assert str(cast.ben.public_id) not in str(entry.data)

    def test_a_reason_is_told_without_a_name(self, client):
        cast = Cast(client, hidden=False)
        motion = cast.move()
        said = {"option": "1", "reason": "<b>Too much</b>"}
        cast.post(cast.ben, cast.at("ballot", motion.ballot.pk), **said)
        page = cast.ballot_page(cast.ada, motion)
        assert "&lt;b&gt;Too much&lt;/b&gt;" in page
        assert "ben" not in page[page.index('id="result"') :]

    def test_an_objection_needs_a_reason(self, client):
        cast = Cast(client, method="consensus")
        where = cast.at("ballot", cast.move().ballot.pk)
        response = cast.post(cast.ben, where, option="1", reason=" ")
        assert response.status_code == 409
        assert "Say what you object to" in response.content.decode()
        assert not Vote.objects.exists()

    @pytest.mark.parametrize("option", ["", "3", "-1", "x", "١"])
    def test_what_is_no_answer_is_refused(self, cast, option):
        where = cast.at("ballot", cast.move().ballot.pk)
        assert cast.post(cast.ben, where, option=option).status_code == 409
        assert not Vote.objects.exists()

    def test_who_came_later_has_no_vote_and_is_told_so(self, cast):
        motion = cast.move()
        late = make_seat(council=cast.eaters, role="member").person
        assert "so you have no vote" in cast.ballot_page(late, motion)
        where = cast.at("ballot", motion.ballot.pk)
        assert cast.post(late, where, option="0").status_code == 409

    def test_after_the_end_nothing_is_taken(self, cast):
        motion = cast.move()
        time_passes(motion.ballot)
        where = cast.at("ballot", motion.ballot.pk)
        assert cast.post(cast.ben, where, option="0").status_code == 409
        assert "being counted" in cast.ballot_page(cast.ben, motion)

    def test_who_moved_it_takes_it_back(self, cast):
        motion = cast.move()
        where = cast.at("ballot", motion.ballot.pk)
        assert cast.post(cast.ben, where, do="take-back").status_code == 409
        assert cast.post(cast.ada, where, do="take-back").status_code == 302
        motion.ballot.refresh_from_db()
        assert motion.ballot.outcome == "withdrawn"


class TestTheClerk:
    def test_enters_a_vote_that_is_marked_and_can_be_changed_by_its_person(self, cast):
        motion = cast.move()
        where = cast.at("enter-votes", motion.ballot.pk)
        sent = {"person": str(cast.ben.pk), "option": "1"}
        assert cast.post(cast.dot, where, **sent).status_code == 302
        entered = Vote.objects.get()
        assert (entered.person, entered.entered_by) == (cast.ben, cast.dot)
        assert "The clerk has entered a vote for you" in cast.ballot_page(
            cast.ben, motion
        )

        cast.post(cast.ben, cast.at("ballot", motion.ballot.pk), option="0")
        entered.refresh_from_db()
        assert (entered.option, entered.entered_by) == (FOR, None)
        assert cast.post(cast.dot, where, **sent).status_code == 409
        entered.refresh_from_db()
        assert entered.option == FOR

    @pytest.mark.parametrize("who", ["ada", "ben"])
    def test_nobody_else_does(self, cast, who):
        where = cast.at("enter-votes", cast.move().ballot.pk)
        person = getattr(cast, who)
        assert cast.get(person, where).status_code == 404
        sent = {"person": str(cast.cem.pk), "option": "0"}
        assert cast.post(person, where, **sent).status_code == 404
        assert not Vote.objects.exists()

    @pytest.mark.parametrize("person", ["", "0", "x", "999999999"])
    def test_enters_nothing_for_nobody(self, cast, person):
        where = cast.at("enter-votes", cast.move().ballot.pk)
        sent = {"person": person, "option": "0"}
        assert cast.post(cast.dot, where, **sent).status_code == 409


class TestAmending:
    def test_the_effect_is_shown_before_it_is_put_to_the_vote(self, cast):
        make_count(cast.period)
        motion = cast.move()
        where = cast.at("amend", motion.ballot.pk)
        sent = {"line": "bread", "bread-request": "60", "do": "look"}
        page = cast.post(cast.ben, where, **sent).content.decode()
        # Counted: 80 kg requested and 60 offered; the motion asks for 70, this for 60.
        assert "exactly as much requested as offered" in page
        assert Motion.objects.count() == 1

        cast.post(cast.ben, where, **sent | {"do": "move"})
        change = Motion.objects.get(amends=motion)
        assert change.lines == {cast.bread.pk: 60_000}
        page = cast.ballot_page(cast.cem, change)
        assert "exactly as much requested as offered" in page
        assert cast.at("ballot", change.ballot.pk) in cast.ballot_page(cast.cem, motion)

    def test_what_changes_nothing_is_refused_in_words(self, cast):
        where = cast.at("amend", cast.move().ballot.pk)
        sent = {"line": "bread", "bread-request": "70", "do": "move"}
        response = cast.post(cast.ben, where, **sent)
        assert response.status_code == 409
        assert "Change at least one figure" in response.content.decode()

    def test_what_can_be_read_in_two_ways_is_asked_back(self, cast):
        where = cast.at("amend", cast.move().ballot.pk)
        sent = {"line": "bread", "bread-request": "1.500", "do": "move"}
        response = cast.post(cast.ben, where, **sent)
        assert response.status_code == 409
        assert "bread-request-reading" in response.content.decode()

    def test_an_emptied_line_takes_the_good_out(self, cast):
        motion = cast.move()
        where = cast.at("amend", motion.ballot.pk)
        cast.post(cast.ben, where, line="bread", do="move")
        assert Motion.objects.get(amends=motion).lines == {cast.bread.pk: 0}


class TestTheRule:
    def test_a_delegate_leaves_it_to_the_members(self, client):
        cast = Cast(client, method="delegates")
        where = cast.at("decision-rule")
        assert cast.post(cast.ada, where, **RULE).status_code == 302
        rule = DecisionRule.objects.of(cast.eaters)
        assert (rule.method, rule.quorum, rule.hidden) == ("majority", 50, True)
        page = cast.get(cast.ben, cast.at("decisions")).content.decode()
        assert "At least 50 percent of those who may vote" in page

    def test_a_member_or_clerk_does_not(self, client):
        cast = Cast(client, method="delegates")
        for person in (cast.ben, cast.dot):
            cast.post(person, cast.at("decision-rule"), **RULE)
        assert not DecisionRule.objects.of(cast.eaters).by_ballot

    def test_once_the_members_decide_they_vote_on_the_rule_too(self, cast):
        sent = RULE | {"method": "consensus", "ends": "24"}
        assert cast.post(cast.ben, cast.at("decision-rule"), **sent).status_code == 302
        ballot = Ballot.objects.get()
        assert DecisionRule.objects.of(cast.eaters).method == "majority"
        for person in (cast.ada, cast.ben, cast.cem, cast.dot):
            cast.post(person, cast.at("ballot", ballot.pk), option="0")
        assert DecisionRule.objects.of(cast.eaters).method == "consensus"

    @pytest.mark.parametrize(
        ("field", "value"), [("quorum", "101"), ("days", "0"), ("method", "lot")]
    )
    def test_what_makes_no_sense_is_refused(self, client, field, value):
        cast = Cast(client, method="delegates")
        where = cast.at("decision-rule")
        assert cast.post(cast.ada, where, **RULE | {field: value}).status_code == 409
        assert DecisionRule.objects.count() == 1


class TestWhoSees:
    def pages(self, cast, motion):
        number = motion.ballot.pk
        return [
            cast.at("decisions"),
            cast.at("decision-rule"),
            cast.at("move", year=True),
            *(cast.at(name, number) for name in ("ballot", "amend", "enter-votes")),
        ]

    def test_a_stranger_and_a_facilitator_find_nothing(self, cast):
        pages = self.pages(cast, cast.move())
        for person in (cast.eve, make_facilitator()):
            assert {cast.get(person, where).status_code for where in pages} == {404}
            codes = {
                cast.post(person, where, option="0").status_code for where in pages
            }
            assert codes == {404}
        assert not Vote.objects.exists()

    def test_a_ballot_of_another_council_is_not_found_under_ones_own(self, cast):
        number = cast.move().ballot.pk
        own = reverse("desk:ballot", args=[cast.bakers.slug, number])
        assert cast.get(cast.eve, own).status_code == 404

    def test_who_left_finds_nothing(self, cast):
        motion = cast.move()
        unseat(membership=cast.ben.seats.get())
        where = cast.at("ballot", motion.ballot.pk)
        assert cast.post(cast.ben, where, option="0").status_code == 404


class TestTheCard:
    def test_says_what_to_vote_on_until_one_has(self, cast):
        motion = cast.move()
        link = cast.at("ballot", motion.ballot.pk)
        assert link in cast.get(cast.ben, "/").content.decode()
        assert (
            link in cast.get(cast.ben, cast.at("council", year=True)).content.decode()
        )
        vote(ballot=motion.ballot, person=cast.ben, option=FOR)
        assert link not in cast.get(cast.ben, "/").content.decode()

    def test_says_nothing_to_who_may_not_vote(self, cast):
        motion = cast.move()
        link = cast.at("ballot", motion.ballot.pk)
        late = make_seat(council=cast.eaters).person
        assert link not in cast.get(late, "/").content.decode()
        assert link not in cast.get(cast.eve, "/").content.decode()


def test_where_a_delegate_submits_the_page_offers_it(client):
    cast = Cast(client, submits=False)
    motion = cast.move()
    for person in (cast.ada, cast.ben, cast.cem, cast.dot):
        vote(ballot=motion.ballot, person=person, option=FOR)
    conclude(ballot=motion.ballot)
    where = cast.at("ballot", motion.ballot.pk)
    assert "hand-in" not in cast.ballot_page(cast.ben, motion)
    assert cast.post(cast.ben, where, do="hand-in").status_code == 409
    assert "hand-in" in cast.ballot_page(cast.ada, motion)
    assert cast.post(cast.dot, where, do="hand-in").status_code == 302
    assert Proposal.objects.latest("pk").origin == "clerk"


def test_a_knock_for_a_ballot_that_is_due_closes_it_once(cast, monkeypatch):
    motion = cast.move()
    vote(ballot=motion.ballot, person=cast.ben, option=FOR)
    knocked = []
    monkeypatch.setattr(close_ballot, "delay", knocked.append)
    tick()
    assert knocked == []
    time_passes(motion.ballot)
    tick()
    assert knocked == [motion.ballot.pk]
    for _time in range(3):
        close_ballot(motion.ballot.pk)
    assert cast.eaters.proposals.count() == 2
