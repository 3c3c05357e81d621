"""A real browser against the live server.

Chromium comes from the system and playwright only drives it. Without a browser these
tests are skipped; with REQUIRE_BROWSER=1, as in continuous integration, they fail: a
skip hides a broken screen.
"""

import os
import shutil
from decimal import Decimal

import pytest
from playwright.sync_api import expect, sync_playwright

from iteration.services import publish_plan, settle_period
from proposals.services import grant
from tests.browser.looking import FONT_SIZE, LOST, SMALL, TOO_WIDE, violations
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
    reload,
)

# The driver's event loop makes Django take these tests for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

NAMES = ["chromium", "chromium-browser", "google-chrome"]
FOUND = [path for name in NAMES if (path := shutil.which(name))]
CHROMIUM = os.environ.get("CHROMIUM") or next(iter(FOUND), None)
PATIENCE = 20_000  # Milliseconds; machines that test are busy.
expect.set_options(timeout=PATIENCE)


LARGE = 32  # Pixels; twice the usual.


@pytest.fixture(scope="session")
def launch():
    """Start a browser, with settings of its own."""
    if not CHROMIUM:
        reason = "no chromium on the PATH: apt-get install chromium"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    arguments = ["--disable-dev-shm-usage"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium refuses to start as root without.
    with sync_playwright() as driver:
        start = driver.chromium.launch
        yield lambda *more: start(executable_path=CHROMIUM, args=[*arguments, *more])


@pytest.fixture(scope="session")
def browser(launch):
    browser = launch()
    yield browser
    browser.close()


@pytest.fixture
def enlarging(launch):
    """A browser of somebody who has set text twice as large."""
    browser = launch(f"--blink-settings=defaultFontSize={LARGE}")
    yield browser
    browser.close()


class Visitor:
    """Somebody with a browser window, whose every complaint is kept."""

    def __init__(self, browser, base, *, language="en", width=1280, scripts=True):
        self.base, self.width, self.scripts = base, width, scripts
        self.context = browser.new_context(
            base_url=base,
            java_script_enabled=scripts,
            locale=language,
            reduced_motion="reduce",
            viewport={"width": width, "height": 900},
        )
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.complaints = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, message):
        if message.type in ("error", "warning"):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def carry(self, client, person):
        """Be logged in as somebody, without the form."""
        client.force_login(person)
        cookie = client.cookies["sessionid"].value
        self.context.add_cookies(
            [{"name": "sessionid", "value": cookie, "url": self.base}]
        )

    def go(self, where):
        return self.page.goto(where)

    def press(self, do):
        """Press a button of the draft form."""
        self.page.click(f"button[name=do][value='{do}']")

    def check(self, *, console=True):
        """The page fits the window, is accessible in light and dark, and is silent."""
        page = self.page
        self.check_width()
        small = page.evaluate(SMALL)
        assert small == [], f"{page.url}: too small to press: {small}"
        found = violations(page)
        assert found == [], f"{page.url}: {found}"
        if console:
            assert self.complaints == []

    def check_width(self):
        # A link may have been followed so far only that the window is empty.
        self.page.wait_for_load_state()
        too_wide = self.page.evaluate(TOO_WIDE)
        assert too_wide <= 0, f"{self.page.url} is {too_wide} pixels too wide"

    def check_nothing_lost(self):
        self.page.wait_for_load_state()
        lost = self.page.evaluate(LOST)
        assert lost == [], f"{self.page.url}: cannot be read: {lost}"

    def close(self):
        self.context.close()


@pytest.fixture
def visit(request, live_server):
    """Open a window; all windows are closed in the end."""
    visitors = []

    def open_window(*, large_text=False, **how):
        browser = request.getfixturevalue("enlarging" if large_text else "browser")
        visitors.append(Visitor(browser, live_server.url, **how))
        if large_text:
            assert visitors[-1].page.evaluate(FONT_SIZE) == f"{LARGE}px"
        return visitors[-1]

    yield open_window
    for visitor in visitors:
        visitor.close()


@pytest.fixture
def year(transactional_db):
    """Round 2 of 2027 is open; 2026 has its plan, 2025 an offer; Ada may submit.

    Her eaters have an entitlement, less what the town's park costs, and proposed 80 kg
    of bread, and many rides, whose unit has a long name.
    """
    bread, cake = make_good("bread"), make_good("cake", unit="{meal}", decimals=0)
    park = make_good("park", category="public", unit="m2", decimals=0)
    ride = make_good("ride", unit="{person}.km", decimals=0)
    period = make_period(
        "2027",
        {bread: "2.5", cake: "10", park: "3", ride: "0.000001"},
        rule="calibrated",
        silence="impute",
    )
    town = make_council("town", kind="consumer_federation", members=0)
    ada = make_person("ada", first_name="Ada", last_name="Nowak")
    eaters = make_seat(ada, make_council("eaters", parent=town)).council
    grant(council=eaters, period=period, source="effort", amount=Decimal(5000))
    open_period(period=period)
    bakers = make_council("bakers", kind="worker")
    make_seat(ada, bakers)
    make_proposal(eaters, period, {bread: 80_000, ride: 9_000_000_000})
    make_proposal(bakers, period, {bread: -60_000, ride: -8_000_000_000})
    make_proposal(town, period, {park: 500})
    make_count(period)

    before = make_open_period({bread: "2"}, code="2026")
    make_proposal(eaters, before, {bread: 80_000})
    make_proposal(bakers, before, {bread: -79_000})
    make_count(before)
    settle_period(period=reload(before))
    publish_plan(period=reload(before))

    offered = make_open_period({bread: "2"}, code="2025", rule="calibrated")
    make_proposal(eaters, offered, {bread: 80_000})
    make_proposal(bakers, offered, {bread: -79_000})
    make_count(offered)
    settle_period(period=reload(offered), finish="model")
    return period
