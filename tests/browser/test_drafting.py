"""Writing a draft together, without a network, on a phone, without scripts."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from councils.models import Council, Person
from proposals.models import Comment, Draft, Good
from tests.factories import make_person, make_seat

DRAFT = "/years/2027/councils/eaters/draft/"
SAVED = "#status .pill.done"
LOCAL = "#status [data-state=local]"


@pytest.fixture
def writer(year, visit):
    """Open the draft of the eaters for a member, logged in."""

    def open_draft(name="ada", **how):
        visitor = visit(**how)
        person = Person.objects.filter(username=name).first()
        if person is None:
            person = make_person(name, first_name=name.title())
            make_seat(person, Council.objects.get(slug="eaters"))
        visitor.carry(Client(), person)
        visitor.go(DRAFT)
        visitor.page.wait_for_selector("#bread-request")
        return visitor

    return open_draft


def drafted():
    return Draft.objects.get().lines


def test_two_windows_are_put_together_and_both_see_it(writer):
    ada, ben = writer("ada"), writer("ben", width=320)

    ada.page.fill("#bread-request", "77")
    expect(ada.page.locator(SAVED)).to_be_visible()
    ben.page.fill("#ride-request", "8000000000")

    expect(ben.page.locator("#bread-request")).to_have_value("77")
    expect(ben.page.locator("#others")).to_contain_text("Ada Nowak is writing here")
    ben.check()
    assert drafted()["bread"]["request"] == "77"
    assert drafted()["ride"]["request"] == "8000000000"

    # A line the other adds appears, too, and one the other removes goes.
    ada.page.fill("#good", "cake")
    ada.press("add")
    expect(ada.page.locator("#ride-request")).to_have_value("8000000000")
    ada.press("remove:bread")
    expect(ada.page.locator("#bread-request")).to_have_count(0)
    ben.page.fill("#ride-request", "7000000000")
    expect(ben.page.locator("#cake-request")).to_be_visible()
    expect(ben.page.locator("#bread-request")).to_have_count(0)
    ben.check()
    assert ada.complaints == []


def test_a_line_both_have_changed_is_chosen(writer):
    ada, ben = writer("ada"), writer("ben", width=320)
    ada.page.fill("#bread-request", "77")
    expect(ada.page.locator(SAVED)).to_be_visible()

    ben.page.fill("#bread-request", "66")
    ben.page.locator("#status .pill.bad").wait_for()
    ben.page.click("#status button")
    expect(ben.page.locator("#conflict-title")).to_be_visible()
    ben.check()
    ben.page.check("[name=keep-bread][value=theirs]")
    ben.page.click("button[value^=settle]")

    expect(ben.page.locator("#bread-request")).to_have_value("77")
    expect(ben.page.locator(SAVED)).to_be_visible()
    assert drafted()["bread"]["request"] == "77"


def test_what_is_typed_without_a_connection_survives_and_is_sent_again(writer):
    visitor = writer()
    page = visitor.page

    visitor.context.set_offline(True)
    page.fill("#bread-request", "77")
    expect(page.locator(LOCAL)).to_be_visible()
    page.locator("[data-offline]").wait_for()
    visitor.check(console=False)
    assert page.evaluate("localStorage.length") == 1
    visitor.context.set_offline(False)

    # By itself, as soon as the connection is back.
    expect(page.locator(SAVED)).to_be_visible()
    expect(page.locator("#trouble")).to_be_hidden()
    assert drafted()["bread"]["request"] == "77"
    assert page.evaluate("localStorage.length") == 0


def test_a_reload_in_the_middle_keeps_what_was_typed(writer):
    visitor = writer()
    page = visitor.page

    page.route("**/autosave/", lambda route: route.abort())
    page.fill("#bread-request", "77")
    page.fill("#note", "Guests in June.")
    page.locator("[data-offline]").wait_for()
    page.unroute("**/autosave/")
    visitor.go(DRAFT)

    expect(page.locator("#bread-request")).to_have_value("77")
    expect(page.locator("#note")).to_have_value("Guests in June.")
    expect(page.locator("#restored")).to_be_visible()
    expect(page.locator(SAVED)).to_be_visible()
    visitor.check(console=False)
    assert drafted()["bread"]["request"] == "77"
    assert page.evaluate("localStorage.length") == 0


def test_by_keyboard_alone_a_good_is_found_noted_and_undone(writer):
    Good.objects.filter(code="cake").update(synonyms_en="tart, gateau")
    visitor = writer(width=320)
    page, keys = visitor.page, visitor.page.keyboard

    def tab_to(selector):
        for _ in range(80):
            if page.evaluate("s => document.activeElement?.matches(s)", selector):
                return
            keys.press("Tab")
        raise AssertionError(f"the keyboard does not reach {selector}")

    tab_to("#good")
    keys.type("gatau")
    expect(page.locator("#found button")).to_contain_text("Cake")
    visitor.check()
    tab_to("#found button")
    keys.press("Enter")
    expect(page.locator("#cake-request")).to_be_focused()
    keys.type("12")
    expect(page.locator("#cake-request-answer")).to_contain_text("12")
    tab_to("#line-cake summary")
    keys.press("Enter")
    tab_to("#cake-note")
    keys.type("For the summer feast.")
    expect(page.locator(SAVED)).to_be_visible()
    visitor.check()
    tab_to("#comment")
    keys.type("Is this enough?")
    tab_to("button[value=comment]")
    keys.press("Enter")
    expect(page.locator(".comment .quoted")).to_have_text("Is this enough?")
    visitor.check()
    assert drafted()["cake"]["note"] == "For the summer feast."
    assert Comment.objects.count() == 1


def test_what_is_typed_while_a_page_is_put_in_place_is_saved(writer):
    visitor = writer()
    page = visitor.page
    page.fill("#good", "cake")
    expect(page.locator("#found button")).to_contain_text("Cake")
    page.evaluate(TYPE_AT_ONCE)

    page.click("#found button")

    expect(page.locator("#cake-request-answer")).to_contain_text("12")
    expect(page.locator(SAVED)).to_be_visible()
    assert drafted()["cake"]["request"] == "12"


# The new field is there, and htmx has not begun to listen to it.
TYPE_AT_ONCE = """
document.addEventListener("htmx:afterSwap", () => {
    const field = document.getElementById("cake-request");
    field.value = "12";
    field.dispatchEvent(new Event("input", { bubbles: true }));
}, { once: true });
"""


def test_without_scripts_a_draft_is_written_discussed_and_put_together(writer):
    ada = writer("ada", scripts=False, width=320)
    ben = writer("ben", scripts=False)

    ada.page.fill("#bread-request", "77")
    ada.page.fill("#good", "ckae")
    ada.press("save")
    ada.page.click("#found button")
    ada.page.fill("#cake-request", "3")
    ada.page.fill("#comment", "<b>ten</b> minutes")
    ada.press("comment")
    ada.page.click("#undo button")
    ben.page.fill("#ride-request", "8000000000")
    ben.press("save")

    assert "ten</b> minutes" in ben.page.inner_text(".comment .quoted")
    assert drafted()["ride"]["request"] == "8000000000"
    assert drafted()["bread"]["request"] == "77"
    ada.check_width()


def test_a_suggestion_is_ignored_shown_again_and_taken_over(writer, monkeypatch):
    bread = Good.objects.get(code="bread")
    monkeypatch.setattr("desk.drafting.suggestion", lambda *_who: {bread: 72_000})
    visitor = writer(width=320)
    page = visitor.page

    visitor.press("ignore")
    page.locator("button[value='ignore:no']").wait_for()
    visitor.check()
    visitor.press("ignore:no")
    visitor.press("accept:bread")
    expect(page.locator("#bread-request")).to_have_value("72")
    visitor.check()
    page.click("#undo button")
    expect(page.locator("#bread-request")).to_have_value("80")
