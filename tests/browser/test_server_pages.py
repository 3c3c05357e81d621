"""Every page about servers fits, is accessible and silent; two servers meet there."""

import re

import pytest
from django.urls import resolve

from federation.meeting import find, join
from federation.models import PeerKey
from federation.pages.routes import urlpatterns
from federation.services import (
    current_key,
    end_peer,
    heard,
    pause_peer,
    prepare_key,
    show_keys,
)
from federation.services.reaching import not_reached
from federation.wire.keys import fingerprint, public_text
from ledger import clock
from tests.browser import test_shared_year_pages as shared_years
from tests.browser.test_console_pages import faults_of
from tests.factories import make_auditor, make_facilitator
from tests.federation.servers.town import SECRETS, Elsewhere, build

S = "/servers/"
WALK = [
    *(S, S + "add/", S + "add/?address=https%3A%2F%2Fb.example", S + "this/"),
    *(S + "this/use-key/", S + "this/keys/1/revoke/"),
    *(S + f"{{{name}}}/" for name in ("known", "asked", "paused", "ended")),
    *(S + "{known}/pause/", S + "{paused}/resume/", S + "{known}/end/"),
    *(S + "{known}/keys/{new}/compare/", S + "{asked}/keys/{waiting}/compare/"),
    *(S + "{known}/keys/{old}/end/", "/ns/plan"),
]
# Files, and what only takes a form; and what there is only without a next key.
NO_PAGES, ELSEWHERE = {"refresh", "statement", "history"}, {"next-key"}
NAMES = ("known", "asked", "paused", "ended")
LONG = "Wohnungsbaugenossenschaften des Nordwestlichen Binnenlandes"


@pytest.fixture
def town(monkeypatch):
    """Four servers, each in another state here; one has a new key, and trouble."""
    servers = [
        Elsewhere(f"https://{name}.example", name, SECRETS[number : number + 1])
        for number, name in enumerate(NAMES)
    ]
    servers[0].name = LONG
    return build(monkeypatch, *servers)


@pytest.fixture
def numbers(transactional_db, town):
    fay = make_facilitator("fay", first_name="Fay", last_name="Okafor")
    current_key()
    prepare_key(actor=fay, reason="Yearly.")
    peers = {}
    for name, server in zip(NAMES, town.servers.values(), strict=True):
        [public] = server.keys.values()
        peers[name] = join(
            found=find(server.origin),
            typed="" if name == "asked" else fingerprint(public),
            actor=fay,
            reason="Together.",
        )
    key = f"{peers['known'].origin}/api/v1/node#k9"
    show_keys(peer=peers["known"], keys={key: public_text(SECRETS[4])})
    now = clock.now()
    heard(peer=peers["known"], created=now.replace(microsecond=0), at=now)
    not_reached(peer=peers["known"], trouble="signature-key-unknown")
    not_reached(peer=peers["asked"], trouble="no_connection")
    pause_peer(peer=peers["paused"], actor=fay, reason="Two totals for one round.")
    end_peer(peer=peers["ended"], actor=fay, reason="It plans elsewhere.")
    keys = PeerKey.objects.filter(peer=peers["known"]).order_by("pk")
    return {
        **{name: peer.pk for name, peer in peers.items()},
        "old": keys[0].pk,
        "new": keys[1].pk,
        "waiting": peers["asked"].keys.get().pk,
        "fay": fay,
    }


@pytest.mark.parametrize(("language", "width"), [("de", 320), ("en", 1280)])
def test_every_page_about_servers(numbers, visit, client, language, width):
    visitor = visit(language=language, width=width)
    found = []
    for person in (numbers["fay"], make_auditor()):
        visitor.carry(client, person)
        may_change = person == numbers["fay"]
        walk = WALK if may_change else [S, S + "this/", S + "{known}/"]
        for where in walk:
            found += faults_of(visitor, where.format(**numbers))
    assert found == [], "\n".join(map(str, found))


def test_every_page_about_servers_is_visited_by_a_browser():
    anything = dict.fromkeys((*NAMES, "old", "new", "waiting"), 1)
    paths = [each.partition("?")[0].format(**anything) for each in WALK]
    visited = {resolve(path).url_name for path in paths}
    visited |= shared_years.visited()
    assert {route.name for route in urlpatterns} - visited == NO_PAGES | ELSEWHERE


@pytest.mark.parametrize("scripts", [True, False])
def test_two_servers_meet(transactional_db, visit, client, monkeypatch, scripts):
    """An address, a slip of the tongue, the right fingerprint, and what remains."""
    harbour = Elsewhere()
    build(monkeypatch, harbour)
    visitor = visit(width=320, scripts=scripts)
    visitor.carry(client, make_facilitator("fay"))
    visitor.go("/console/")
    page = visitor.page
    page.click("text=Servers")
    page.click("text=Add a server")
    page.fill("#id_address", "b.example")
    page.click("button[value=look]")
    assert page.locator("h2#found").inner_text() == "Harbour"
    page.fill("#id_fingerprint", fingerprint(public_text(SECRETS[1])))
    page.fill("#id_reason", "We plan the year together.")
    page.click("button[value=add]")
    assert "No key of the server has this fingerprint" in page.inner_text(".problems")
    assert page.input_value("#id_reason") == "We plan the year together."
    page.fill("#id_fingerprint", fingerprint(public_text(SECRETS[0])).lower())
    page.click("button[value=add]")
    page.wait_for_url(re.compile(r"/servers/\d+/$"))
    assert "What remains to be done there" in page.inner_text("main")
    if scripts:
        visitor.check(console=False)
    harbour.hears = True
    page.click("text=Look it up again")
    assert "It answers, and it hears this server." in page.inner_text("main")
