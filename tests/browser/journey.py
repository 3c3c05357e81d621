"""A council's whole year as two people go it, one small step after the other.

Everything is found by its name, role or address, never by words, so that each step
goes in every language; and each step says itself that it has happened.
"""

import re
import subprocess
import sys

from django.conf import settings
from playwright.sync_api import expect

from councils.models import Ballot, Council, Membership
from iteration.models import Publication
from iteration.services import publish_plan, settle_period
from ledger.models import Message
from proposals.models import Draft, Proposal
from tests.browser.pair import EATERS, Pair
from tests.factories import PASSWORD, make_count, make_proposal, reload

LETTERBOX = "ben@example.org"
VERIFY = settings.BASE_DIR / "verify" / "verify_plan.py"


class Journey(Pair):
    """From the invitation to the proof; each step is gone from where the last ended."""

    # ---- Coming in

    def invite(self):
        self.ada.go("/councils/eaters/people/")
        self.ada.press("a[href$='/eaters/invite/']", "**/invite/")
        self.ada.write("#id_email", LETTERBOX)
        self.ada.press("main form button")
        expect(self.ada.page.locator("main")).to_contain_text(LETTERBOX)
        self.ada.look(whole=True)

    def join(self):
        letter = Message.objects.filter(to=LETTERBOX).latest("pk")
        words = letter.payload["body"].split()
        link = next(word for word in words if "/invitations/" in word)
        self.ben = ben = self.new_window()
        ben.go(link[link.index("/invitations/") :])
        ben.press("main a[href*='/signup/']", "**/signup/**")
        ben.write("#id_username", "ben")
        ben.write("#id_password1", PASSWORD)
        ben.press("main form button", re.compile(r"\w/invitations/"))
        ben.press("button[value=accept]", "**/people/")
        ben.look(whole=True)
        assert Membership.objects.open().filter(person__username="ben").exists()

    # ---- Deciding together

    def draft_on_two_devices(self, *, offline=False):
        for window in (self.ada, self.ben):
            self.open_draft(window)
        self.ada.write("#bread-request", "75")
        self.saved(self.ada, bread="75")
        if offline:
            self.type_without_a_connection()
        self.ben.write("#cake-request", "33")
        self.saved(self.ben, bread="75", cake="33")
        expect(self.ben.page.locator("#bread-request")).to_have_value("75")
        self.ben.look(whole=True)

    def vote(self):
        self.put_to_the_vote()
        for window in (self.ada, self.ben):
            self.cast(window)
        assert Ballot.objects.latest("pk").is_carried
        self.ben.look(whole=True)

    def submit(self):
        """What was carried waits for the delegate among what she has to do."""
        self.ada.go("/")
        self.ada.press(".duty a[role=button][href*='/ballots/']", "**/ballots/*/")
        self.ada.press("button[value=hand-in]", "**/revisions/*/")
        assert not Draft.objects.exists()

    def receipt(self, revision, **lines):
        """Ada sees the digest of what was submitted; it holds what was typed."""
        self.proposal = Proposal.objects.get(
            council__slug="eaters", period=self.period, revision=revision
        )
        assert self.ada.page.url.endswith(f"/revisions/{revision}/")
        digest = self.ada.page.locator(".receipt .digest")
        expect(digest).to_have_text(self.proposal.receipt)
        said = {good.code: n for good, n in self.proposal.by_good().items()}
        assert lines.items() <= said.items()
        self.ada.look(whole=True)

    def revise(self):
        """What was submitted is not for ever: the same way again."""
        self.ada.press(f"a[href='{EATERS}draft/']", "**/draft/")
        self.ada.write("#bread-request", "72")
        self.saved(self.ada, bread="72")
        self.vote()
        self.submit()

    # ---- What happens without them

    def cutoff(self):
        make_count(self.period)

    def new_prices(self):
        self.ada.go("/")
        self.ada.press(".duty a[href$='/rounds/3/']", "**/rounds/3/")
        expect(self.ada.page.locator("main tbody tr")).to_have_count(2)
        self.ada.look(whole=True)

    def accept_suggestion(self):
        self.open_draft(self.ada)
        self.ada.press("button[value=accept]")
        self.ada.page.locator("#suggested .done").first.wait_for()
        self.eventually(Draft.objects.exists)
        self.ada.look(whole=True)
        self.vote()
        self.submit()

    def agree(self):
        """The bakers offer what the eaters now request; then the year is settled."""
        bakers = Council.objects.get(slug="bakers")
        lines = {good: -units for good, units in self.proposal.by_good().items()}
        make_proposal(bakers, self.period, lines)
        self.cutoff()
        settle_period(period=reload(self.period))
        publish_plan(period=reload(self.period))

    # ---- What came of it

    def plan(self):
        self.ben.go("/")
        self.ben.press(".duty a[href$='/assignment/']", "**/assignment/")
        expect(self.ben.page.locator("main tbody tr")).to_have_count(2)
        self.ben.look(whole=True)
        self.ben.press("a[href$='/2027/plan/']", "**/plan/")
        self.ben.look(whole=True)

    def verify_receipt(self, folder):
        """Ben takes the proof with him, and another program agrees to it."""
        ben, revision = self.ben, self.proposal.revision
        ben.go(f"{EATERS}assignment/")
        ben.press(f"a[href$='/revisions/{revision}/']", "**/revisions/*/")
        ben.press(f"a[href$='/check/eaters/{revision}/']", "**/check/eaters/*/")
        expect(ben.page.locator(".lead .done")).to_be_visible()
        ben.look(whole=True)
        with ben.page.expect_download() as download:
            ben.press("a[href$='.json'][download]")
        download.value.save_as(folder / "receipt.json")
        for each in Publication.objects.filter(period=self.period):
            (folder / f"{each.number}.json").write_text(each.body, encoding="utf-8")
        files = sorted(map(str, folder.glob("*.json")))
        found = subprocess.run([sys.executable, VERIFY, *files], capture_output=True)
        assert found.returncode == 0, found.stdout.decode()
