"""From the draft to the receipt."""

import re
import uuid
from decimal import Decimal

import pytest
from django.urls import reverse

from councils.models import Membership
from desk.views import submissions
from iteration.services import close_now
from proposals import letters
from proposals.models import Draft, Period, Proposal
from proposals.receipt import receipt
from proposals.services import declare, grant, instruct, save_draft
from tests.factories import (
    make_council,
    make_count,
    make_good,
    make_open_period,
    make_period,
    make_person,
    make_proposal,
    make_seat,
    open_period,
)

pytestmark = pytest.mark.django_db


class Desk:
    """A council with a draft, and a delegate who wants to submit it."""

    def __init__(self, client, council, period, person):
        self.client, self.council, self.period = client, council, period
        self.person = person
        client.force_login(person)

    def address(self, name, *more):
        args = [self.period.code, self.council.slug, *more]
        return reverse(f"desk:{name}", args=args)

    def write(self, note="", **requests):
        """Save a draft: requests by code, offers with a minus."""
        lines = {
            code: {
                "request": "" if text.startswith("-") else text,
                "offer": text[1:] if text.startswith("-") else "",
            }
            for code, text in requests.items()
        }
        draft = Draft.objects.filter(council=self.council, period=self.period).first()
        return save_draft(
            council=self.council,
            period=self.period,
            lines=lines,
            note=note,
            version=draft.version if draft else 0,
            saved_by=self.person,
        )

    def check(self):
        return self.client.get(self.address("check"))

    def submit(self, page=None, **changed):
        """Press the button on the check page, as it was served."""
        page = page or self.check()
        return self.client.post(self.address("check"), hidden(page) | changed)

    @property
    def proposals(self):
        return Proposal.objects.filter(council=self.council, period=self.period)

    @property
    def has_draft(self):
        return Draft.objects.filter(council=self.council, period=self.period).exists()


def hidden(page):
    """The hidden fields of the form on a page."""
    fields = r'type="hidden" name="(public_id|version|round)" value="([^"]*)"'
    return dict(re.findall(fields, page.content.decode()))


@pytest.fixture
def desk(client):
    """Eaters who requested 80 kg of bread, in a year with cake and an open round."""
    period = make_open_period({make_good("bread"): "2.5", make_good("cake"): "10"})
    seat = make_seat(make_person("ada", first_name="Ada"))
    make_proposal(seat.council, period, {period.goods.get(code="bread"): 80_000})
    return Desk(client, seat.council, period, seat.person)


def test_what_changed_is_shown_and_nothing_is_submitted_by_looking(desk):
    desk.write(bread="88", cake="2")

    text = desk.check().content.decode()

    assert "+10\N{NO-BREAK SPACE}%" in text
    assert "request 2\N{NO-BREAK SPACE}kg" in text
    assert desk.proposals.count() == 1


def test_submitting_gives_a_receipt_and_clears_the_desk(desk):
    desk.write(bread="88", note="Guests in summer.")

    reply = desk.submit()
    proposal = desk.proposals.get(revision=2)

    assert reply.url == desk.address("receipt", 2)
    assert proposal.lines == {proposal.goods[0]: 88_000}
    assert (proposal.origin, proposal.note) == ("member", "Guests in summer.")
    assert proposal.submitted_by == desk.person
    assert not desk.has_draft

    text = desk.client.get(reply.url).content.decode()
    assert proposal.receipt in text
    assert "UTC" in text
    assert "220.00 credits" in text
    assert "Until then you can revise" in text


def test_a_double_click_gives_the_same_receipt(desk):
    desk.write(bread="88")
    page = desk.check()

    first, second = desk.submit(page), desk.submit(page)

    assert first.url == second.url == desk.address("receipt", 2)
    assert desk.proposals.count() == 2


def test_the_second_click_finds_the_receipt_even_if_a_new_draft_is_begun(desk):
    desk.write(bread="88")
    page = desk.check()
    desk.submit(page)
    desk.write(bread="99")

    assert desk.submit(page).url == desk.address("receipt", 2)
    assert desk.has_draft


def test_a_draft_changed_since_the_check_is_not_submitted_unseen(desk):
    desk.write(bread="88")
    page = desk.check()
    desk.write(bread="880")

    reply = desk.submit(page)

    assert reply.status_code == 409
    assert b"has changed since you checked it" in reply.content
    assert desk.proposals.count() == 1
    assert desk.submit(reply).status_code == 302


def test_an_empty_draft_does_not_withdraw(desk):
    desk.write()
    assert b"The draft is empty" in desk.check().content
    assert desk.submit().status_code == 409

    desk.write(bread="0", cake="")
    assert desk.submit().status_code == 409
    assert desk.proposals.count() == 1
    assert desk.has_draft


def test_what_cannot_be_read_keeps_the_proposal_back(desk):
    desk.write(bread="1.500")

    text = desk.check().content.decode()

    assert f'href="{desk.address("draft")}#bread-request"' in text
    assert desk.submit().status_code == 409
    assert desk.proposals.count() == 1


def test_without_a_draft_there_is_nothing_to_check(desk):
    assert desk.check().url == desk.address("draft")
    assert desk.client.post(desk.address("check"), {}).url == desk.address("draft")


def test_after_the_cutoff_the_draft_is_kept_and_the_member_told(desk):
    desk.write(bread="88")
    page = desk.check()
    close_now(round=desk.period.rounds.get())

    reply = desk.submit(page)

    assert reply.status_code == 409
    assert b"has closed and is being counted" in reply.content
    assert desk.has_draft
    assert desk.proposals.count() == 1


def test_prices_that_were_not_seen_are_not_answered(desk):
    desk.write(bread="88")
    page = desk.check()
    make_count(desk.period)

    reply = desk.submit(page)

    assert reply.status_code == 409
    assert b"Round 2 is open, with new prices" in reply.content
    assert desk.submit(reply).status_code == 302


def test_a_year_that_takes_no_proposals_refuses_and_keeps_the_draft(desk):
    desk.write(bread="88")
    page = desk.check()
    Period.objects.update(status="agreed")

    reply = desk.submit(page)

    assert reply.status_code == 409
    assert b"takes no proposals now: agreed" in reply.content
    assert desk.has_draft


def test_a_member_writes_and_a_delegate_submits(desk):
    desk.write(bread="88")
    member = make_seat(council=desk.council, role=Membership.Role.MEMBER).person
    page = desk.check()
    desk.client.force_login(member)

    assert b"A delegate or clerk of your council submits it" in desk.check().content
    desk.submit(page)
    assert desk.proposals.count() == 1


def test_what_a_clerk_enters_is_marked(desk):
    desk.client.force_login(make_seat(council=desk.council, role="clerk").person)
    desk.write(bread="88")
    desk.submit()
    assert desk.proposals.get(revision=2).origin == "clerk"


@pytest.mark.parametrize("identity", ["", "x", "1" * 999])
def test_an_id_that_is_none_is_replaced_by_one(desk, identity):
    desk.write(bread="88")
    assert desk.submit(public_id=identity).status_code == 302


def test_an_id_used_for_other_figures_leads_to_what_it_was_used_for(desk):
    desk.write(bread="88")
    page = desk.check()
    desk.submit(page)
    desk.write(bread="77")

    reply = desk.submit(public_id=hidden(page)["public_id"])

    assert reply.url == desk.address("receipt", 2)


def test_what_somebody_writes_while_it_is_submitted_stays_on_the_desk(
    desk, monkeypatch
):
    desk.write(bread="88")
    page = desk.check()
    submit = submissions.submit

    def submit_while_another_writes(**proposal):
        desk.write(bread="90")
        return submit(**proposal)

    monkeypatch.setattr(submissions, "submit", submit_while_another_writes)
    desk.submit(page)

    assert desk.proposals.get(revision=2).quantities == [88_000]
    assert desk.has_draft


@pytest.mark.parametrize(
    ("bread", "words"),
    [
        ("800", "is 10 times the last figure"),
        ("80000", "is a thousand times the last figure"),
        ("8", "is a tenth of the last figure or less"),
        ("0.08", "is a thousandth of the last figure"),
        ("-80", "was requested last time and is offered now"),
    ],
)
def test_unusual_figures_are_pointed_out(desk, bread, words):
    desk.write(bread=bread)

    text = desk.check().content.decode()

    assert "Look at this again" in text
    assert words in text
    assert desk.submit().status_code == 302  # It may be meant so.


@pytest.mark.parametrize("bread", ["79", "200", "700", "10"])
def test_usual_changes_are_not_commented_on(desk, bread):
    desk.write(bread=bread)
    assert b"Look at this again" not in desk.check().content


def test_more_than_the_entitlement_is_said(client):
    bread = make_good("bread")
    period = make_period(prices={bread: "2.5"})
    ada = make_seat(make_person("ada"))
    grant(council=ada.council, period=period, source="effort", amount=Decimal(100))
    open_period(period=period)
    desk = Desk(client, ada.council, period, ada.person)

    desk.write(bread="50")
    assert b"100.00 credits" in desk.check().content.replace(b",", b"")
    assert b"25.00 credits</strong>" in desk.check().content
    desk.write(bread="39")
    assert b"2.50 credits</strong>" in desk.check().content
    assert b"more than your entitlement" not in desk.check().content.lower()


def test_a_ratio_below_one_is_said_and_never_rounded_up(client):
    bread, flour = make_good("bread"), make_good("flour")
    period = make_open_period({bread: "1", flour: "1"})
    seat = make_seat(council=make_council("bakers", kind="worker"))
    desk = Desk(client, seat.council, period, seat.person)

    desk.write(bread="-9999", flour="10000")
    text = desk.check().content.decode()
    assert "below 1" in text
    assert "0.999" in text

    desk.write(bread="-10000", flour="10000")
    assert "below 1" not in desk.check().content.decode()

    desk.write(bread="-10000")
    assert "no inputs" in desk.check().content.decode()


def test_withdrawing_has_a_page_of_its_own_and_asks(desk):
    where = desk.address("withdraw")
    identity = {"public_id": str(uuid.uuid4())}

    assert desk.client.get(where).status_code == 200
    assert b"Tick the box" in desk.client.post(where, identity).content
    assert desk.proposals.count() == 1

    first = desk.client.post(where, identity | {"sure": "yes"})
    second = desk.client.post(where, identity | {"sure": "yes"})

    assert first.url == second.url == desk.address("receipt", 2)
    assert desk.proposals.get(revision=2).goods == []
    assert b"the council is withdrawn" in desk.client.get(first.url).content
    assert b"already withdrawn" in desk.client.get(where).content


def test_a_member_cannot_withdraw_the_council(desk):
    desk.client.force_login(make_seat(council=desk.council, role="member").person)
    desk.client.post(desk.address("withdraw"), {"sure": "yes"})
    assert desk.proposals.count() == 1


def test_a_receipt_that_was_replaced_says_so(desk):
    desk.write(bread="88")
    desk.submit()

    text = desk.client.get(desk.address("receipt", 1)).content.decode()

    assert "A later revision has replaced this one" in text


def test_a_receipt_of_a_proposal_after_the_cutoff_says_where_it_counts(desk):
    close_now(round=desk.period.rounds.get())
    bread = desk.period.goods.get(code="bread")
    make_proposal(desk.council, desk.period, {bread: 1_000})

    text = desk.client.get(desk.address("receipt", 2)).content.decode()

    assert "Round 1 had already closed" in text


@pytest.mark.parametrize("revision", [0, 7, 10**30])
def test_a_receipt_that_is_none_is_not_found(desk, revision):
    where = desk.address("receipt", revision)
    assert desk.client.get(where).status_code == 404


@pytest.mark.parametrize("stated", ["declaration", "instruction"])
def test_more_than_the_declared_most_is_doubted_with_a_way_to_its_field(client, stated):
    bread = make_good("bread")
    period = make_open_period({bread: "2.5"})
    seat = make_seat(council=make_council("bakers", kind="worker"))
    make_proposal(seat.council, period, {bread: -80_000})
    if stated == "declaration":
        declare(council=seat.council, capacity=Decimal(90))
    else:
        instruct(council=seat.council, mode="follow", capacity=Decimal(90))
    desk = Desk(client, seat.council, period, seat.person)

    desk.write(bread="-91")
    text = desk.check().content.decode()
    assert "declared to be its most" in text
    assert "?field=bread-offer#line-bread" in text

    desk.write(bread="-90")
    assert "declared to be its most" not in desk.check().content.decode()


def test_a_first_proposal_is_looked_at_beside_the_year_before(desk):
    bread = desk.period.goods.get(code="bread")
    following = make_open_period({bread: "2.5"})
    following.previous = desk.period
    following.save()
    desk.period = following

    desk.write(bread="800")
    text = desk.check().content.decode()

    assert "What changes against last year" in text
    assert "is 10 times the last figure" in text


def test_a_note_to_a_line_goes_with_the_proposal_and_not_into_the_digest(desk):
    save_draft(
        council=desk.council,
        period=desk.period,
        lines={"bread": {"request": "80", "offer": "", "note": "For <b>guests</b>."}},
        note="",
        version=0,
        saved_by=desk.person,
    )
    assert "For &lt;b&gt;guests" in desk.check().content.decode()

    reply = desk.submit()
    proposal = desk.proposals.get(revision=2)

    assert proposal.notes == {"bread": "For <b>guests</b>."}
    assert "For &lt;b&gt;guests" in desk.client.get(reply.url).content.decode()
    assert proposal.receipt == receipt(
        council=desk.council.slug,
        period=desk.period.code,
        revision=2,
        public_id=proposal.public_id,
        submitted_at=proposal.submitted_at,
        lines=[("bread", 80_000)],
    )
    # The next draft begins with it.
    assert (
        "For &lt;b&gt;guests" in desk.client.get(desk.address("draft")).content.decode()
    )


def test_the_letter_is_told_what_the_proposal_is_worth(desk, monkeypatch):
    told = []
    monkeypatch.setattr(
        letters, "receipt", lambda proposal, value: told.append((proposal, value))
    )
    desk.write(bread="88", cake="2")

    desk.submit()
    ((proposal, value),) = told

    assert proposal == desk.proposals.get(revision=2)
    assert value == (Decimal("240.00"), Decimal("0.00"), 1)
