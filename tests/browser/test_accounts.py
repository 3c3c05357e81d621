"""From the invitation to a passkey, and every page about accounts and seats."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from councils.models import Council, Membership, Person
from councils.services import ask_to_join
from ledger.models import Message
from tests.factories import (
    PASSWORD,
    make_council,
    make_facilitator,
    make_person,
    make_seat,
)

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def ada(transactional_db):
    """Ada is the delegate of the eaters."""
    person = make_person("ada", first_name="Ada", email="ada@example.org")
    return make_seat(person, make_council("eaters"))


def give_passkeys(visitor):
    """A browser with a device that says yes to everything."""
    cdp = visitor.context.new_cdp_session(visitor.page)
    cdp.send("WebAuthn.enable")
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})


def link_to(address, path):
    """The address that the last letter to somebody leads to."""
    letter = Message.objects.filter(to=address).latest("pk")
    line = next(each for each in letter.payload["body"].split() if path in each)
    return line[line.index(path) :]


def code_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_from_the_invitation_to_logging_in_by_passkey(ada, visit, client):
    delegate = visit(width=1280)
    delegate.carry(client, ada.person)
    delegate.go("/councils/eaters/people/")
    delegate.check()
    delegate.page.get_by_role("button", name="Invite people").click()
    delegate.page.fill("#id_email", "ben@example.org")
    delegate.check()
    delegate.page.click("main form button")
    expect(delegate.page.locator("h1")).to_contain_text("Invited")

    ben = visit(width=320)
    page = ben.page
    give_passkeys(ben)
    ben.go(link_to("ben@example.org", "/invitations/"))
    expect(page.locator("h1")).to_contain_text("Eaters")
    ben.check()
    page.get_by_role("button", name="Open an account").click()
    expect(page.locator("#id_email")).to_have_value("ben@example.org")
    ben.check()
    page.fill("#id_username", "ben")
    page.fill("#id_password1", PASSWORD)
    page.click("main form button")
    ben.check()
    page.get_by_role("button", name="Accept").click()
    expect(page.locator("main")).to_contain_text("You sit in Eaters now, as member.")
    ben.check()

    set_up_an_app(ben)
    add_a_passkey_and_come_back_by_it(ben)
    person = Person.objects.get(username="ben")
    assert Council.objects.of(person).get().slug == "eaters"


def set_up_an_app(ben):
    page = ben.page
    page.get_by_role("link", name="Account", exact=True).click()
    ben.check()
    page.get_by_role("link", name="Passkeys, app and recovery codes").click()
    ben.check()
    page.get_by_role("button", name="Set up an app").click()
    expect(page.locator("h1")).to_have_text("Is it you?")
    ben.check()
    page.fill("#id_password", PASSWORD)
    page.click("main form button")
    ben.check()
    page.fill("#id_code", code_of(page.locator("code.digest").inner_text().strip()))
    page.click("main form button")
    expect(page.locator(".codes li")).to_have_count(10)
    ben.check()


def add_a_passkey_and_come_back_by_it(ben):
    page = ben.page
    ben.go("/account/second/webauthn/add/")
    ben.check()
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/account/second/")
    expect(page.locator("main")).to_contain_text("You have one passkey.")
    ben.check()

    page.click(".tools form[data-forget] button")
    page.get_by_role("link", name="Log in").click()
    ben.check()
    page.click("#passkey_login")
    page.wait_for_url(lambda url: "/login/" not in url)
    expect(page.locator("h1")).to_contain_text("To do")


def test_the_other_pages_of_an_account_and_of_seats(ada, visit, client):
    ben = make_person("ben", first_name="Ben", email="ben@example.org")
    seat = make_seat(ben, ada.council, Membership.Role.MEMBER)
    asked, _new = ask_to_join(
        council=ada.council, person=make_person("cem"), message="I live here."
    )
    stranger = visit(width=320)
    for where in (
        "/councils/",
        "/account/signup/",
        "/account/password/reset/",
    ):
        assert stranger.go(where).status == 200, where
        stranger.check()

    visitor = visit(width=320, language="de")
    visitor.go("/login/")
    visitor.page.fill("#id_username", "ada")
    visitor.page.fill("#id_password", PASSWORD)
    visitor.page.click("main form button")
    for where in (
        "/",
        "/account/profile/",
        "/account/email/",
        "/account/data/",
        "/account/delete/",
        f"/councils/eaters/requests/{asked.pk}/",
        f"/councils/eaters/people/{seat.person.public_id}/",
    ):
        assert visitor.go(where).status == 200, where
        if visitor.page.locator("#id_password").count():
            visitor.page.fill("#id_password", PASSWORD)
            visitor.page.click("main form button")
        visitor.check()


def test_a_facilitator_without_a_second_step_is_told_what_to_do(visit, client, ada):
    visitor = visit(width=320)
    visitor.carry(client, make_facilitator(second_step=False))
    visitor.go("/admin/")
    assert visitor.page.url.endswith("/account/second-step/")
    visitor.check()
    visitor.go("/words/")
    visitor.check()


def test_everything_but_passkeys_works_without_scripts(ada, visit):
    cem = make_person("cem", email="cem@example.org")
    visitor = visit(width=320, scripts=False)
    page = visitor.page
    visitor.go("/councils/eaters/join/")
    page.fill("#id_username", "cem@example.org")
    page.fill("#id_password", PASSWORD)
    page.click("main form button")
    page.fill("#id_message", "I live here.")
    page.click("main form button")
    expect(page.locator("main")).to_contain_text("The delegates have been told")
    visitor.go("/account/second/totp/activate/")
    page.fill("#id_password", PASSWORD)
    page.click("main form button")
    page.fill("#id_code", code_of(page.locator("code.digest").inner_text().strip()))
    page.click("main form button")
    expect(page.locator(".codes li")).to_have_count(10)
    codes = page.locator(".codes li").all_inner_texts()

    page.click(".tools form[data-forget] button")
    visitor.go("/login/")
    page.fill("#id_username", "cem")
    page.fill("#id_password", PASSWORD)
    page.click("main form button")
    page.fill("#id_code", codes[0])
    page.click("main form button")
    expect(page.locator("h1")).to_contain_text("To do")
    assert cem.join_requests.get().message == "I live here."
