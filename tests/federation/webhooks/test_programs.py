"""Webhooks by program: added, read, changed by ETag, replayed, removed."""

import threading

import pytest
from django.db import connection

from federation.models import Delivery, IdempotencyKey, Webhook
from federation.services.webhooks_secrets import shown_secret
from federation.webhooks.signing import secret_of
from ledger.models import Record
from tests.factories import make_auditor, make_council, make_facilitator, make_seat
from tests.federation.webhooks.receiver import make_delivery, make_webhook, send
from tests.federation.world import Caller, caller, problem

PATH = "/api/v1/webhooks"
ADDRESS = "https://eaters.example/plan?key=hidden"
NEW = {"council": "eaters", "address": ADDRESS, "events": ["plan.published"]}


@pytest.fixture
def added(world):
    """A webhook of the eaters, as it was answered when it was added."""
    return world.ours.post(PATH, NEW)


def one(added, more=""):
    return added.json()["href"] + more


def test_it_is_added_with_a_secret_that_is_shown_once(world, added):
    assert added.status_code == 201
    shown = added.json()
    assert added["Location"] == shown["href"]
    assert added["Cache-Control"] == "no-store"
    assert len(secret_of(shown.pop("secret"))) == 32
    assert shown["name"] == "eaters.example"
    assert shown["events"] == ["plan.published"]
    assert shown["state"] == "active"
    read = world.ours.get(one(added))
    assert read.json() == shown
    assert read["ETag"] == added["ETag"]
    assert world.ours.get(PATH).json() == {"items": [shown], "next": None}


def test_on_record_is_neither_the_address_nor_the_secret(world, added):
    written = Record.objects.get(kind="webhook.added")
    assert written.subject == "eaters"
    assert written.actor == str(world.eater.public_id)
    assert "example" not in str(written.data)
    assert added.json()["secret"] not in str(written.data)


def test_the_same_request_twice_adds_one_and_shows_the_same_secret(world):
    first = world.ours.post(PATH, NEW, key="key-of-mine-1")
    again = world.ours.post(PATH, NEW, key="key-of-mine-1")
    assert again["Idempotent-Replayed"] == "true"
    assert again.json() == first.json()
    assert Webhook.objects.count() == 1
    assert "whsec_" not in IdempotencyKey.objects.get().body


@pytest.mark.parametrize(
    ("change", "place", "code"),
    [
        ({"council": "bakers"}, "/council", "unknown-owner"),
        ({"council": "none"}, "/council", "unknown-owner"),
        ({"council": "eaters", "office": "auditors"}, "/council", "unknown-owner"),
        ({"address": "http://eaters.example/"}, "/address", "not-an-address"),
        ({"address": "https://127.0.0.1/"}, "/address", "not-an-address"),
        ({"address": 1}, "/address", "not-text"),
        ({"events": []}, "/events", "not-a-list"),
        ({"events": "plan.published"}, "/events", "not-a-list"),
        ({"events": ["plan.published", {}]}, "/events", "unknown-event"),
        ({"events": ["plan.dreamt"]}, "/events", "unknown-event"),
        ({"practice": "yes"}, "/practice", "not-boolean"),
        ({"secret": "x"}, "/secret", "unknown-member"),
        ({"name": "x" * 101}, "/name", "too-long"),
    ],
)
def test_what_cannot_be_added_is_refused_with_its_place(world, change, place, code):
    answer = world.ours.post(PATH, NEW | change)
    [fault] = problem(answer, 400, "invalid")["errors"]
    assert (fault["pointer"], fault["code"]) == (place, code)
    assert not Webhook.objects.exists()


def test_members_without_a_say_add_none_and_see_none(world, added):
    make_seat(world.baker, world.eaters, role="member")
    answer = world.theirs.post(PATH, NEW)
    [fault] = problem(answer, 400, "invalid")["errors"]
    assert fault["code"] == "unknown-owner"
    problem(world.theirs.get(one(added)), 404, "not-found")


def test_a_council_has_twenty_at_most(world):
    for _each in range(20):
        make_webhook(ADDRESS, world.eaters)
    make_webhook(ADDRESS, world.bakers)
    answer = world.ours.post(PATH, NEW)
    [fault] = problem(answer, 400, "invalid")["errors"]
    assert fault["code"] == "too-many-webhooks"


def test_offices_have_webhooks_of_their_own(world):
    facilitator, auditor = caller(make_facilitator()), caller(make_auditor())
    body = {**NEW, "office": "facilitators"}
    del body["council"]
    added = facilitator.post(PATH, body)
    assert added.json()["council"] is None
    assert facilitator.get(added.json()["href"]).status_code == 200
    problem(auditor.get(added.json()["href"]), 404, "not-found")
    problem(auditor.post(PATH, body), 400, "invalid")
    assert auditor.post(PATH, body | {"office": "auditors"}).status_code == 201
    problem(world.ours.post(PATH, body | {"office": "auditors"}), 400, "invalid")


# ---- Changing


def test_it_is_changed_by_its_etag(world, added):
    tag = added["ETag"]
    body = {"events": ["round.opened"], "name": "ours"}
    changed = world.ours.send("PATCH", one(added), body, If_Match=tag)
    assert changed.status_code == 200
    assert changed.json()["events"] == ["round.opened"]
    assert changed.json()["address"] == ADDRESS
    assert changed["ETag"] != tag
    late = world.ours.send("PATCH", one(added), {"name": "mine"}, If_Match=tag)
    problem(late, 412, "changed-meanwhile")
    problem(world.ours.send("PATCH", one(added), body), 428, "if-match-missing")
    for tag in ("x", '"0"', f"W/{changed['ETag']}"):
        late = world.ours.send("PATCH", one(added), body, If_Match=tag)
        problem(late, 412, "changed-meanwhile")
    anyhow = world.ours.send("PATCH", one(added), {"name": "mine"}, If_Match="*")
    assert anyhow.json()["name"] == "mine"


def test_it_is_switched_off_and_on(world, added):
    off = world.ours.send(
        "PATCH", one(added), {"state": "disabled"}, If_Match=added["ETag"]
    )
    assert (off.json()["state"], off.json()["why"]) == ("disabled", "by_hand")
    on = world.ours.send("PATCH", one(added), {"state": "active"}, If_Match=off["ETag"])
    assert (on.json()["state"], on.json()["why"]) == ("active", "")
    odd = world.ours.send("PATCH", one(added), {"state": "asleep"}, If_Match="*")
    [fault] = problem(odd, 400, "invalid")["errors"]
    assert fault["code"] == "unknown-state"


def test_it_is_removed_with_its_log(world, added):
    webhook = Webhook.objects.get()
    make_delivery(webhook)
    problem(world.ours.send("DELETE", one(added)), 428, "if-match-missing")
    gone = world.ours.send("DELETE", one(added), If_Match=added["ETag"])
    assert gone.status_code == 200
    problem(world.ours.get(one(added)), 404, "not-found")
    assert not Delivery.objects.exists()
    assert Record.objects.filter(kind="webhook.removed").exists()
    again = world.ours.send("DELETE", one(added), If_Match=added["ETag"])
    problem(again, 404, "not-found")


def test_a_new_secret_is_shown_once_and_twice_is_once(world, added):
    path = one(added, "/secret")
    first = world.ours.post(path, {}, key="new-secret-1")
    again = world.ours.post(path, {}, key="new-secret-1")
    webhook = Webhook.objects.get()
    assert first.json()["secret"] == again.json()["secret"]
    assert first.json()["secret"] == shown_secret(webhook=webhook)
    assert first.json()["secret"] != added.json()["secret"]
    assert webhook.secrets.count() == 2


# ---- Deliveries


def test_the_log_says_what_was_tried_and_what_is_next(world, receiver):
    webhook = make_webhook(receiver.at("500"), world.eaters)
    delivery = make_delivery(webhook)
    send()
    path = f"{PATH}/{webhook.public_id}/deliveries"
    [shown] = world.ours.get(path).json()["items"]
    assert shown["id"] == delivery.message_id
    assert shown["state"] == "waiting"
    assert shown["next_try"] is not None
    [attempt] = shown["attempts"]
    assert (attempt["outcome"], attempt["status"]) == ("refused", 500)
    assert world.ours.get(f"{path}?state=delivered").json()["items"] == []
    assert len(world.ours.get(f"{path}?event=round.closed").json()["items"]) == 1
    problem(world.ours.get(f"{path}?state=x"), 400, "invalid-parameters")


def test_one_delivery_is_replayed_once_for_each_key(world, receiver):
    webhook = make_webhook(receiver.at("200"), world.eaters)
    delivery = make_delivery(webhook)
    send()
    path = f"{PATH}/{webhook.public_id}/deliveries/{delivery.message_id}/replay"
    for _twice in range(2):
        answer = world.ours.post(path, {}, key="replay-once-1")
        assert answer.json()["state"] == "waiting"
        send()
    assert len(receiver.told) == 2
    problem(world.theirs.post(path, {}), 404, "not-found")
    other = path.replace(delivery.message_id, "msg_none")
    problem(world.ours.post(other, {}), 404, "not-found")
    elsewhere = make_delivery(make_webhook(receiver.at("200"), world.bakers))
    other = path.replace(delivery.message_id, elsewhere.message_id)
    problem(world.ours.post(other, {}), 404, "not-found")


def test_while_it_is_off_nothing_is_replayed(world, receiver):
    webhook = make_webhook(receiver.at("200"), world.eaters)
    delivery = make_delivery(webhook)
    path = f"{PATH}/{webhook.public_id}"
    world.ours.send("PATCH", path, {"state": "disabled"}, If_Match="*")
    path += f"/deliveries/{delivery.message_id}/replay"
    problem(world.ours.post(path, {}), 409, "webhook-switched-off")


def test_webhooks_of_others_answer_like_none(world, added):
    foreign = make_webhook(ADDRESS, make_council())
    bodies = {
        (answer.status_code, answer.content)
        for key in (foreign.public_id, "00000000-0000-4000-8000-000000000000")
        for answer in [world.ours.get(f"{PATH}/{key}")]
    }
    assert len(bodies) == 1
    assert world.theirs.get(PATH).json()["items"] == []
    assert Caller().get(PATH).status_code == 401


@pytest.mark.django_db(transaction=True)
def test_two_changes_at_once_are_not_both_made(world):
    webhook = make_webhook(ADDRESS, world.eaters)
    path, statuses = f"{PATH}/{webhook.public_id}", []
    begin = threading.Barrier(4)

    def work(number):
        program = Caller(world.ours.token)
        body = {"name": f"name {number}"}
        try:
            begin.wait()
            answer = program.send("PATCH", path, body, If_Match='"1"')
            statuses.append(answer.status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[each]) for each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 412, 412, 412]
