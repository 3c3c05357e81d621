"""The pages about webhooks, as people use them."""

import re

import pytest
from django.urls import reverse

from federation.models import Delivery, Webhook
from federation.services.webhooks_secrets import shown_secret
from ledger.models import Record
from tests.factories import (
    make_auditor,
    make_bread_year,
    make_council,
    make_facilitator,
    make_person,
    make_seat,
)
from tests.federation.webhooks.receiver import make_delivery, make_webhook, send

pytestmark = pytest.mark.django_db
SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]{40,}")


@pytest.fixture
def council():
    make_bread_year(code="2027")
    return make_council("cooks", name="The cooks")


@pytest.fixture
def emma(client, council):
    """The browser of the council's delegate."""
    client.person = make_seat(make_person("emma"), council).person
    client.force_login(client.person)
    return client


def page(webhook, name="webhook", **more):
    return reverse(f"webhooks:{name}", kwargs={"webhook": webhook.public_id, **more})


def text(answer):
    return answer.content.decode()


def form_of(client, **fields):
    """The page's own form, filled in."""
    [key] = re.findall(
        r'name="key" value="([^"]+)"', text(client.get("/webhooks/add/"))
    )
    usual = {
        "key": key,
        "owner": "council/cooks",
        "name": "Stock",
        "address": "https://cooks.example/plan",
        "events": ["round.opened"],
    }
    return usual | fields


def test_a_delegate_adds_one_and_is_shown_its_secret_once(emma):
    answer = emma.post("/webhooks/add/", form_of(emma))
    webhook = Webhook.objects.get()
    assert SECRET.search(text(answer))[0] == shown_secret(webhook=webhook)
    assert "no-store" in answer["Cache-Control"]
    assert webhook.council.slug == "cooks"
    for address in ("/webhooks/", page(webhook), page(webhook, "change")):
        assert "Stock" in text(emma.get(address))
        assert not SECRET.search(text(emma.get(address)))
    written = Record.objects.get(kind="webhook.added")
    assert written.actor == str(emma.person.public_id)


def test_a_form_sent_twice_adds_one(emma):
    sent = form_of(emma)
    emma.post("/webhooks/add/", sent)
    again = emma.post("/webhooks/add/", sent)
    assert again["Location"] == page(Webhook.objects.get())


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"address": "http://cooks.example/"}, "id_address"),
        ({"address": "https://127.0.0.1/"}, "id_address"),
        ({"address": ""}, "id_address"),
        ({"events": []}, "id_events"),
        ({"events": ["plan.dreamt"]}, "id_events"),
        ({"owner": "facilitators"}, "id_owner"),
        ({"owner": "council/eaters"}, "id_owner"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(emma, fields, where):
    answer = emma.post("/webhooks/add/", form_of(emma, **fields))
    assert answer.status_code == 422
    assert f'href="#{where}"' in text(answer)
    assert f'id="{where}"' in text(answer)
    assert not Webhook.objects.exists()


def test_the_log_shows_every_try_and_sends_once_more(emma, council, receiver):
    webhook = make_webhook(receiver.at("500"), council)
    delivery = make_delivery(webhook)
    send()
    shown = text(emma.get(page(webhook)))
    assert delivery.message_id in shown
    assert "not taken" in shown
    assert "(500)" in shown
    answer = emma.post(page(webhook, "replay", delivery=delivery.public_id))
    assert answer["Location"] == page(webhook)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries) == ("waiting", 0)


def test_it_is_switched_off_and_on(emma, council):
    webhook = make_webhook("https://cooks.example/", council)
    delivery = make_delivery(webhook)
    emma.post(page(webhook, "disable"))
    shown = text(emma.get(page(webhook)))
    assert "Switched off: by a person" in shown
    assert "Send again" not in shown
    refused = emma.post(
        page(webhook, "replay", delivery=delivery.public_id), follow=True
    )
    assert "The webhook is switched off" in text(refused)
    emma.post(page(webhook, "enable"))
    assert "Send again" in text(emma.get(page(webhook)))


def test_a_new_secret_is_shown_once(emma, council):
    webhook = make_webhook("https://cooks.example/", council)
    before = shown_secret(webhook=webhook)
    assert before not in text(emma.get(page(webhook, "rotate")))
    answer = emma.post(page(webhook, "rotate"), {"overlap": "24"})
    assert SECRET.search(text(answer))[0] == shown_secret(webhook=webhook) != before
    assert emma.post(page(webhook, "rotate"), {"overlap": "7"}).status_code == 422


def test_it_is_changed_and_removed(emma, council):
    webhook = make_webhook("https://cooks.example/", council)
    fields = {"address": "https://other.example/", "events": ["plan.published"]}
    emma.post(page(webhook, "change"), fields)
    webhook.refresh_from_db()
    assert webhook.address == "https://other.example/"
    assert webhook.events == ["plan.published"]
    assert webhook.name == "cooks.example"
    assert "Remove a webhook" in text(emma.get(page(webhook, "remove")))
    emma.post(page(webhook, "remove"))
    assert not Webhook.objects.exists()
    assert not Delivery.objects.exists()


def test_somebody_elses_is_not_found(emma):
    foreign = make_webhook("https://a.example/", make_council())
    delivery = make_delivery(foreign)
    own = {"delivery": delivery.public_id}
    for name in ("webhook", "change", "rotate", "remove"):
        assert emma.get(page(foreign, name)).status_code == 404
    for name, more in (("disable", {}), ("enable", {}), ("replay", own)):
        assert emma.post(page(foreign, name, **more)).status_code == 404
    assert text(emma.get("/webhooks/")).count("a.example") == 0


def test_a_delivery_belongs_to_its_webhook(emma, council):
    own = make_webhook("https://cooks.example/", council)
    foreign = make_delivery(make_webhook("https://a.example/", make_council()))
    path = page(own, "replay", delivery=foreign.public_id)
    assert emma.post(path).status_code == 404


def test_offices_have_their_own(client, council):
    client.force_login(make_facilitator())
    sent = form_of(client, owner="facilitators")
    client.post("/webhooks/add/", sent)
    webhook = Webhook.objects.get()
    assert webhook.office == "facilitators"
    client.force_login(make_auditor())
    assert client.get(page(webhook)).status_code == 404


def test_a_key_of_somebody_elses_form_leads_nowhere(client, emma, council):
    sent = form_of(emma)
    emma.post("/webhooks/add/", sent)
    client.force_login(make_facilitator())
    answer = client.post(
        "/webhooks/add/", sent | {"owner": "facilitators"}, follow=True
    )
    assert answer.status_code == 404


def test_who_may_have_none_is_told_who_may(client):
    client.force_login(make_person())
    assert "Delegates and clerks" in text(client.get("/webhooks/"))
    assert client.get("/webhooks/add/").status_code == 404
