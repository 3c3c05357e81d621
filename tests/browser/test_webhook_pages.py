"""Every page about webhooks fits, is accessible and silent; one is added by hand."""

import uuid

import pytest
from django.urls import resolve

from federation.models import Attempt, Webhook
from federation.services.webhooks import disable_webhook
from federation.webhooks.routes import urlpatterns
from ledger.services import record
from tests.browser.test_console_pages import faults_of
from tests.factories import make_council, make_person, make_seat
from tests.federation.webhooks.receiver import make_delivery, make_webhook

W = "/webhooks/"
WALK = [
    *(W, W + "add/", W + "{on}/", W + "{off}/", W + "{on}/change/"),
    *(W + "{on}/secret/", W + "{on}/remove/"),
]
# What only takes a form.
NO_PAGES = {"disable", "enable", "replay"}
LONG = "https://wohnungsbaugenossenschaften-des-nordwestens.example/" + "plan/" * 40


@pytest.fixture
def emma(transactional_db):
    """A delegate whose council has a webhook that is on, and one that is off."""
    council = make_council("cooks", name="The cooks of the two rivers")
    person = make_seat(make_person("emma"), council).person
    on = make_webhook(LONG, council)
    states = [{}, {"state": "delivered", "due_at": None, "ended_at": on.added_at}]
    for number, fields in enumerate(states, start=1):
        written = record(kind="round.fixed", subject=f"2027/{number}")
        body = '{"type":"round.closed","data":{"href":"' + LONG + '"}}'
        delivery = make_delivery(on, record=written, body=body, **fields)
        Attempt.objects.create(delivery=delivery)
        when = {"begun_at": on.added_at, "ended_at": on.added_at}
        Attempt.objects.create(delivery=delivery, outcome="refused", status=500, **when)
    off = make_webhook("https://a.example/", council)
    disable_webhook(webhook=off, why="gone")
    return {"person": person, "on": on.public_id, "off": off.public_id}


@pytest.mark.parametrize(("language", "width"), [("de", 320), ("en", 1280)])
def test_every_page_about_webhooks(emma, visit, client, language, width):
    visitor = visit(language=language, width=width)
    visitor.carry(client, emma["person"])
    found = [
        fault for where in WALK for fault in faults_of(visitor, where.format(**emma))
    ]
    assert found == [], "\n".join(map(str, found))


def test_every_page_about_webhooks_is_visited_by_a_browser():
    anything = {"on": uuid.UUID(int=1), "off": uuid.UUID(int=2)}
    visited = {resolve(each.format(**anything)).url_name for each in WALK}
    assert {route.name for route in urlpatterns} - visited == NO_PAGES


@pytest.mark.parametrize("scripts", [True, False])
def test_one_is_added_and_its_secret_shown_once(emma, visit, client, scripts):
    visitor = visit(language="en", width=320, scripts=scripts)
    visitor.carry(client, emma["person"])
    page = visitor.page
    visitor.go(W + "add/")
    page.get_by_label("Address").fill("http://a.example/")
    page.get_by_role("button", name="Add this webhook").click()
    page.get_by_text("An address of a server begins with https://").first.wait_for()
    page.get_by_label("Address").fill("https://new.example/")
    page.get_by_role("button", name="Add this webhook").click()
    secret = page.locator("code.digest").inner_text()
    assert secret.startswith("whsec_")
    page.get_by_role("button", name="I have copied it").click()
    page.wait_for_url(f"**/{Webhook.objects.latest('pk').public_id}/")
    assert secret not in page.content()
