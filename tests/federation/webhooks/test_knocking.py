"""Tasks only knock: lost, doubled or killed with kill -9, each event arrives."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import F

from config.pruning import prune
from federation import tasks
from federation.models import Attempt, Delivery, Webhook
from federation.services.webhooks_sending import LEASE
from federation.webhooks import delivering
from ledger.services import record
from tests.databases import database_url
from tests.factories import make_bread_year, make_council
from tests.federation.webhooks.receiver import make_delivery, make_webhook, send

DELIVER = """
import django
django.setup()
from federation.webhooks.delivering import deliver
deliver([{key}])
"""


@pytest.fixture
def at_once(monkeypatch):
    """Tasks that are knocked for run at once, as often as they are knocked for."""
    task = tasks.tell_webhooks
    monkeypatch.setattr(task, "delay", lambda: task.apply())


@pytest.mark.django_db
def test_a_tick_tells_what_happened_and_another_one_nothing(receiver, at_once):
    make_webhook(receiver.at("200"), events=["round.opened"])
    make_bread_year()
    tasks.tick.apply()
    assert len(receiver.told) == 1
    tasks.tick.apply()
    assert len(receiver.told) == 1


def test_beat_ticks():
    entry = settings.CELERY_BEAT_SCHEDULE["federation"]
    assert entry["task"] == tasks.tick.name


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_anywhere_leaves_a_delivery_that_arrives(receiver):
    webhook = make_webhook(receiver.at("200"), events=["round.opened"])
    make_bread_year()
    delivery = make_delivery(webhook)
    heard = {"webhook.begun": 0, "webhook.sent": 1, "webhook.noted": 2}
    assert tuple(heard) == delivering.POINTS
    for point, times in heard.items():
        ended = deliver_in_a_process(delivery.pk, point)
        assert ended == -signal.SIGKILL, f"{point} was never reached"
        assert len(receiver.told) == times, point
        Delivery.objects.filter(pk=delivery.pk).update(due_at=F("due_at") - LEASE)
    assert send() == 0
    assert Delivery.objects.get().state == "delivered"
    ids = {headers["webhook-id"] for headers, _body in receiver.told}
    assert ids == {delivery.message_id}
    outcomes = Attempt.objects.order_by("pk").values_list("outcome", flat=True)
    assert list(outcomes) == ["", "", "taken"]


def deliver_in_a_process(key, fault):
    """Deliver in a process of its own, which dies at ``fault``; how it ended."""
    connection.close()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": database_url(),
        "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": "localhost",
        "BASE_URL": settings.BASE_URL,
        "DEBUG": "1",
        "FEDERATION_NETWORKS": "127.0.0.0/8",
        "COMMONPLAN_FAULT": fault,
    }
    code = DELIVER.format(key=key)
    return subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        cwd=settings.BASE_DIR,
        check=False,
    ).returncode


@pytest.mark.django_db
def test_the_log_is_kept_for_thirty_days():
    """What still waits stays, however old it is."""
    webhook = make_webhook("https://a.example/", make_council())
    over = {"state": "delivered", "due_at": None, "ended_at": webhook.added_at}
    for number, (days, fields) in enumerate(((29, over), (31, over), (31, {}))):
        written = record(kind="round.fixed", subject=f"2027/{number + 1}")
        made = make_delivery(webhook, record=written, **fields)
        Attempt.objects.create(delivery=made)
        age = F("made_at") - timedelta(days=days)
        Delivery.objects.filter(pk=made.pk).update(made_at=age)
    assert prune() == {"deliveries": 1}
    assert Delivery.objects.count() == Attempt.objects.count() == 2
    assert Webhook.objects.exists()
