"""The way of a proposal from the login to its receipt, as somebody goes it."""

import pytest
from playwright.sync_api import expect

from proposals.models import Draft, Proposal
from proposals.services import save_draft
from tests.factories import PASSWORD, make_person, make_seat

DRAFT = "/years/2027/councils/eaters/draft/"
SAVED = "#status .pill.done"


def log_in(page, username="ada"):
    page.fill("#id_username", username)
    page.fill("#id_password", PASSWORD)
    page.click("main form button")


def last_revision():
    return Proposal.objects.filter(council__slug="eaters", period__code="2027").latest(
        "revision"
    )


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize(("language", "width"), [("de", 320), ("en", 1280)])
def test_from_the_login_to_the_receipt(year, visit, language, width, scripts):
    visitor = visit(language=language, width=width, scripts=scripts)
    page = visitor.page
    look = visitor.check if scripts else lambda: None

    visitor.go(DRAFT)
    assert page.get_attribute("html", "lang") == language
    look()
    log_in(page)
    expect(page.locator("#bread-request")).to_have_value("80")
    look()

    # What can be read in two ways is asked back; the answer is taken.
    page.fill("#bread-request", "1.500")
    if not scripts:
        visitor.press("save")
    reading = page.locator("[name=bread-request-reading][value='1500']")
    reading.wait_for()
    look()
    reading.check()
    if not scripts:
        visitor.press("save")
    expect(page.locator("#bread-request")).to_have_value("1500")
    expect(page.locator("#bread-request-answer")).to_contain_text("500 kg")

    # A good is added by a part of its name.
    page.fill("#good", "cak")
    visitor.press("add")
    page.wait_for_selector("#cake-request")
    expect(page.locator("#cake-request")).to_be_focused()
    page.fill("#cake-request", "12")
    if scripts:
        expect(page.locator("#cake-request-answer")).to_contain_text("12")
        expect(page.locator(SAVED)).to_be_visible()
    visitor.press("check")

    page.wait_for_url("**/draft/check/")
    look()
    expect(page.locator(".doubt")).to_contain_text("Bread")
    page.click("aside form button")

    page.wait_for_url("**/revisions/2/")
    look()
    proposal = last_revision()
    assert sorted(proposal.quantities)[:2] == [12, 1_500_000]
    expect(page.locator(".digest")).to_have_text(proposal.receipt)
    assert not Draft.objects.exists()


def test_the_whole_way_by_keyboard_alone(year, visit):
    visitor = visit()
    page, keys = visitor.page, visitor.page.keyboard

    def tab_to(selector):
        for _ in range(80):
            if page.evaluate("s => document.activeElement?.matches(s)", selector):
                return
            keys.press("Tab")
        raise AssertionError(f"the keyboard does not reach {selector}")

    visitor.go("/words/")
    keys.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    visitor.go("/login/")
    tab_to("#id_username")
    keys.type("ada")
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    page.wait_for_selector(".duty")
    tab_to(f".duty a[href='{DRAFT}']")
    keys.press("Enter")
    page.wait_for_url(f"**{DRAFT}")
    tab_to("#bread-request")
    keys.press("Control+a")
    keys.type("70")
    expect(page.locator("#bread-request-answer")).to_contain_text("70 kg")
    tab_to("button[value=check]")
    keys.press("Enter")
    page.wait_for_url("**/check/")
    tab_to("aside form button")
    keys.press("Enter")
    page.wait_for_url("**/revisions/2/")
    assert 70_000 in last_revision().quantities


def test_what_is_typed_after_the_session_ended_comes_back_after_the_login(year, visit):
    visitor = visit()
    page = visitor.page
    visitor.go(DRAFT)
    log_in(page)
    page.wait_for_selector("#bread-request")

    visitor.context.clear_cookies(name="sessionid")
    page.fill("#bread-request", "77")
    page.locator("[data-signed-out]").wait_for()
    page.click("[data-signed-out] a")
    log_in(page)

    expect(page.locator("#bread-request")).to_have_value("77")
    expect(page.locator("#restored")).to_be_visible()
    expect(page.locator(SAVED)).to_be_visible()
    assert Draft.objects.get().lines["bread"]["request"] == "77"
    assert page.evaluate("localStorage.length") == 0
    visitor.check(console=False)


def test_what_is_typed_without_a_network_is_said_to_be_kept(year, visit):
    visitor = visit()
    page = visitor.page
    visitor.go(DRAFT)
    log_in(page)
    page.wait_for_selector("#bread-request")

    visitor.context.set_offline(True)
    page.fill("#bread-request", "77")
    page.locator("[data-offline]").wait_for()
    visitor.context.set_offline(False)
    page.fill("#bread-request", "78")

    expect(page.locator("#trouble")).to_be_hidden()
    # What was kept is sent first, what was typed since after it.
    for _wait in range(100):
        if Draft.objects.get().lines["bread"]["request"] == "78":
            break
        page.wait_for_timeout(100)
    assert Draft.objects.get().lines["bread"]["request"] == "78"
    expect(page.locator(SAVED)).to_be_visible()


def test_logging_out_leaves_nothing_typed_behind(year, visit):
    visitor = visit()
    page = visitor.page
    visitor.go(DRAFT)
    log_in(page)
    page.wait_for_selector("#bread-request")
    visitor.context.set_offline(True)
    page.fill("#bread-request", "77")
    page.locator("[data-offline]").wait_for()
    assert page.evaluate("localStorage.length") == 1
    visitor.context.set_offline(False)

    page.click("form[data-forget] button")
    page.wait_for_url("**/")
    assert page.evaluate("localStorage.length") == 0


def test_two_writers_see_both_versions_and_neither_is_lost(year, visit, client):
    visitor = visit(width=320)
    page = visitor.page
    visitor.go(DRAFT)
    log_in(page)
    page.wait_for_selector("#bread-request")
    eaters = last_revision().council
    save_draft(
        council=eaters,
        period=year,
        lines={"bread": {"request": "66", "offer": ""}},
        note="",
        version=0,
        saved_by=make_seat(make_person("ben"), eaters).person,
    )

    page.fill("#bread-request", "77")
    page.locator("#status .pill.bad").wait_for()
    page.click("#status button")
    expect(page.locator("#conflict-title")).to_be_visible()
    expect(page.locator(".problems")).to_contain_text("66")
    expect(page.locator("#bread-request")).to_have_value("77")
    visitor.check()
    visitor.press("mine:1")

    expect(page.locator(SAVED)).to_be_visible()
    assert Draft.objects.get().lines["bread"]["request"] == "77"


def test_the_language_is_switched_in_place_without_scripts(year, visit):
    visitor = visit(scripts=False)
    visitor.go("/years/2027/rounds/2/?sort=good")

    visitor.page.click("button[name=language][value=de]")

    assert visitor.page.url.endswith("/years/2027/rounds/2/?sort=good")
    assert visitor.page.get_attribute("html", "lang") == "de"


def test_a_round_is_filtered_without_scripts(year, visit):
    visitor = visit(scripts=False)
    visitor.go("/years/2027/rounds/2/")

    visitor.page.select_option("#category", "public")
    visitor.page.click(".filter button")

    expect(visitor.page.locator("tbody tr")).to_have_count(1)
