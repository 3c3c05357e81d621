"""Ada at her desk and Ben on his telephone: what the two do again and again."""

from django.test import Client
from playwright.sync_api import expect

from proposals.models import Draft, Period
from tests.browser.hands import Pointer
from tests.browser.window import AT_THE_ENDS, Window

EATERS = "/years/2027/councils/eaters/"
SAVED, LOCAL = "#status .pill.done", "#status [data-state=local]"


class Pair:
    """The delegate of the eaters, and the member she invites."""

    def __init__(self, ada, visit, *, hands=Pointer, looks=AT_THE_ENDS, **how):
        self.scripts = how.get("scripts", True)
        self.new_window = lambda: Window(visit(**how), hands, looks)
        self.ada = self.new_window()
        self.ada.visitor.carry(Client(), ada)
        self.period = Period.objects.get(code="2027")

    def open_draft(self, window):
        window.go("/")
        window.press(f".duty a[href='{EATERS}draft/']", "**/draft/")

    def type_without_a_connection(self):
        page, context = self.ben.page, self.ben.visitor.context
        context.set_offline(True)
        self.ben.write("#cake-request", "31")
        expect(page.locator(LOCAL)).to_be_visible()
        page.locator("[data-offline]").wait_for()
        self.ben.visitor.check(console=False)
        context.set_offline(False)
        self.eventually(lambda: drafted()["cake"] == "31")
        expect(page.locator("#trouble")).to_be_hidden()
        self.ben.visitor.complaints.clear()  # Of the network, as they should.
        self.saved(self.ben, cake="31")

    def saved(self, window, **requests):
        """The draft says so on the page, and it is so."""
        if not self.scripts:
            window.press("button[value=save]")
        self.eventually(lambda: requests.items() <= drafted().items())
        expect(window.page.locator(SAVED)).to_be_visible()
        window.look()

    def put_to_the_vote(self):
        self.ada.press("button[value=check]", "**/draft/check/")
        self.ada.press("a[href$='/draft/vote/']", "**/draft/vote/")
        self.ada.press("form:has([name=ends]) button", "**/ballots/*/")

    def cast(self, window):
        window.go("/")
        window.press(".duty a[href*='/ballots/']", "**/ballots/*/")
        window.choose("option", "0")
        window.press("section:has(#vote) button")
        window.page.locator(".messages").wait_for()
        window.look()

    def eventually(self, happened):
        for _each in range(100):
            if happened():
                return
            self.ada.page.wait_for_timeout(100)
        raise AssertionError("it does not happen")


def drafted():
    """What the draft requests, as it was typed, by the good's code."""
    draft = Draft.objects.filter(council__slug="eaters").first()
    lines = draft.lines if draft else {}
    return {code: line.get("request", "") for code, line in lines.items()}
