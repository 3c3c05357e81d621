"""From the draft to the vote to the receipt, as a council goes it together."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from councils.models import Ballot
from councils.services import set_rule
from proposals.models import Proposal
from proposals.services import save_draft
from tests.factories import make_person, make_seat

NAMES = {"ben": ("Ben", "member"), "cem": ("Cem", "member"), "dot": ("Dot", "clerk")}


@pytest.fixture
def together(year):
    """Ada (delegate), Ben, Cem and Dot (clerk) decide by majority, result hidden."""
    council = year.proposals.filter(council__slug="eaters").first().council
    people = {"ada": council.seats.get(person__username="ada").person}
    for name, (first, role) in NAMES.items():
        people[name] = make_person(name, first_name=first)
        make_seat(people[name], council, role)
    set_rule(
        council=council,
        set_by=people["ada"],
        method="majority",
        quorum=50,
        hidden=True,
        closes_early=True,
    )
    save_draft(
        council=council,
        period=year,
        lines={
            "bread": {"request": "70", "offer": ""},
            "ride": {"request": "9000000000", "offer": ""},
        },
        note="We are fewer this year.",
        version=0,
        saved_by=people["ben"],
    )
    return people


class Council:
    """A window each for the four, and what they do in them."""

    def __init__(self, people, visit, *, width, scripts):
        self.scripts, self.windows = scripts, {}
        for name, person in people.items():
            self.windows[name] = window = visit(width=width, scripts=scripts)
            window.carry(Client(), person)
            setattr(self, name, window.page)

    def look(self, name):
        window = self.windows[name]
        window.check() if self.scripts else window.check_width()

    def put_to_the_vote(self):
        """Ada, the delegate, cannot submit alone: Ben puts the draft to the vote."""
        self.ada.goto("/years/2027/councils/eaters/draft/check/")
        self.look("ada")
        self.ada.get_by_role("button", name="Put it to the vote").click()
        self.ada.wait_for_url("**/draft/vote/")
        self.ben.goto("/years/2027/councils/eaters/draft/vote/")
        self.look("ben")
        self.ben.get_by_role("button", name="Put it to the vote").click()
        self.ben.wait_for_url("**/ballots/*/")
        self.look("ben")

    def amend(self):
        """Cem finds it among what is to do, and sees the effect of other figures."""
        cem = self.cem
        cem.goto("/")
        self.look("cem")
        cem.get_by_role("link", name="Look and vote").first.click()
        cem.get_by_role("link", name="Move an amendment").click()
        cem.fill("#bread-request", "60")
        cem.get_by_role("button", name="Show the effect").click()
        effect = cem.locator("#effect ~ table")
        expect(effect).to_contain_text("exactly as much requested")
        self.look("cem")
        cem.get_by_role("button", name="Put the amendment to the vote").click()
        cem.wait_for_url("**/ballots/*/")
        self.look("cem")
        return cem.url

    def vote_in_secret(self, where):
        """Ben sees nothing but that he has voted; Dot enters what Ada says."""
        self.vote("ben", where)
        expect(self.ben.locator("section:has(#result)")).to_contain_text("stays hidden")
        self.look("ben")
        self.dot.goto(where)
        self.dot.get_by_role("link", name="came in person").click()
        self.dot.wait_for_url("**/enter/")
        self.look("dot")
        self.dot.get_by_role("button", name="Ada Nowak: against").click()
        expect(self.dot.locator(".messages")).to_contain_text("Ada Nowak")
        self.ada.goto(where)
        marked = "The clerk has entered a vote for you"
        expect(self.ada.locator("main")).to_contain_text(marked)
        self.look("ada")

    def vote(self, name, where):
        page = getattr(self, name)
        page.goto(where)
        page.get_by_label("For it", exact=True).check()
        page.locator("section:has(#vote) button").click()
        expect(page.locator(".messages")).to_contain_text("Your vote counts")


@pytest.mark.parametrize(
    ("width", "scripts"), [(320, True), (1280, True), (320, False)]
)
def test_from_the_draft_to_the_vote_to_the_receipt(together, visit, width, scripts):
    council = Council(together, visit, width=width, scripts=scripts)
    council.put_to_the_vote()
    change = council.amend()
    council.vote_in_secret(change)
    for name in ("cem", "dot"):
        council.vote(name, change)
    expect(council.dot.locator("main")).to_contain_text("carried")
    council.look("dot")

    # The vote on the amended figures has begun anew; carried, they are submitted.
    whole = Ballot.objects.get(closed_at=None)
    for name in together:
        council.vote(name, f"/councils/eaters/ballots/{whole.pk}/")
    expect(council.dot.locator("main")).to_contain_text("It was submitted")
    council.look("dot")
    council.dot.get_by_role("link", name="See the receipt").click()
    council.dot.wait_for_url("**/revisions/2/")
    proposal = Proposal.objects.get(council__slug="eaters", revision=2)
    assert 60_000 in proposal.quantities
    for page in ("decisions/", "decisions/rule/"):
        council.ada.goto(f"/councils/eaters/{page}")
        council.look("ada")
