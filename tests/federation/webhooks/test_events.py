"""What webhooks are told: what is on record, each event once, ids and no content."""

import json
import threading

import pytest
from django.db import connection

from federation.models import Delivery, Webhook
from federation.services.webhooks import disable_webhook, enable_webhook
from federation.services.webhooks_hearing import hear_record
from iteration.services import (
    publish_plan,
    rehearse,
    resume_period,
    settle_period,
)
from iteration.services.practising import practise
from ledger.services import record, seal
from proposals.models import Period
from tests.factories import (
    make_bread_year,
    make_council,
    make_count,
    make_facilitator,
    make_good,
    make_period,
    make_proposal,
    reload,
)
from tests.federation.webhooks.receiver import hear, make_webhook, told_of

pytestmark = pytest.mark.django_db
ADDRESS = "https://receiver.example/hook"


def test_a_year_is_told_from_the_first_round_to_the_plan():
    webhook = make_webhook(ADDRESS)
    period, bread, eaters, _bakers = make_bread_year(code="2027")
    make_count(period)
    make_proposal(eaters, period, {bread: 60_000})
    make_count(period)
    settle_period(period=reload(period))
    publish_plan(period=reload(period))

    assert hear() == 8
    assert told_of(webhook) == [
        ("round.opened", "1"),
        ("round.closed", "1"),
        ("round.published", "1"),
        ("round.opened", "2"),
        ("round.closed", "2"),
        ("round.published", "2"),
        ("plan.agreed", "2"),
        ("plan.published", "2"),
    ]
    assert hear() == 0


def test_ids_are_told_and_no_content(settings):
    settings.BASE_URL = "https://a.example"
    webhook = make_webhook(ADDRESS, events=["round.opened"])
    make_bread_year(code="2027")
    hear()
    told = json.loads(Delivery.objects.get(webhook=webhook).body)
    assert told == {
        "type": "round.opened",
        "timestamp": told["timestamp"],
        "data": {
            "period": "2027",
            "round": 1,
            "practice": False,
            "href": "https://a.example/api/v1/periods/2027/rounds/1",
        },
    }


def test_a_stall_opens_no_round_and_going_on_opens_the_next():
    webhook = make_webhook(ADDRESS, events=["round.opened"])
    period, *_others = make_bread_year(max_rounds=1)
    make_count(period)
    hear()
    assert told_of(webhook) == [("round.opened", "1")]
    resume_period(period=reload(period), rounds=2)
    hear()
    assert told_of(webhook) == [("round.opened", "1"), ("round.opened", "2")]


def test_a_webhook_is_told_only_of_what_it_asked_for_and_from_then_on():
    """Also of what was not sealed yet when it was added, it hears nothing."""
    period, *_others = make_bread_year(code="2027")
    late = make_webhook(ADDRESS, events=["round.opened", "round.closed"])
    make_count(period)
    hear()
    assert told_of(late) == [("round.closed", "1"), ("round.opened", "2")]


def test_real_years_and_practice_years_are_told_to_different_webhooks():
    real = make_webhook(ADDRESS)
    practice = make_webhook(ADDRESS, practice=True)
    bread, work = make_good("bread"), make_good("hours", category="labour", unit="h")
    year = make_period("2027", prices={bread: 2, work: 20})
    make_council("eaters")
    make_council("bakers", kind="worker")
    copy = rehearse(period=year, actor=make_facilitator())
    practise(copy.pk)
    hear()
    assert told_of(real) == []
    assert ("round.opened", "1") in told_of(practice)
    bodies = Delivery.objects.values_list("body", flat=True)
    assert all('"practice":true' in body for body in bodies)


def test_while_it_is_off_nothing_is_told_nor_later_made_up_for():
    webhook = make_webhook(ADDRESS)
    disable_webhook(webhook=webhook)
    period, *_others = make_bread_year()
    assert hear() == 0
    enable_webhook(webhook=webhook, actor=None)
    make_count(period)
    hear()
    assert told_of(webhook)[0] == ("round.closed", "1")


def test_what_commits_late_is_told_all_the_same():
    """An older record that is sealed later than a newer one."""
    webhook = make_webhook(ADDRESS)
    period, *_others = make_bread_year(code="2027")
    hear()
    late = record(kind="round.fixed", subject="2027/1")
    make_count(period)
    seal()
    record(kind="round.fixed", subject="2027/9")
    hear()
    assert Delivery.objects.filter(webhook=webhook, record=late).count() == 1
    assert told_of(webhook)[-1] == ("round.closed", "9")


def test_records_of_a_year_that_is_gone_are_no_news():
    webhook = make_webhook(ADDRESS)
    record(kind="round.fixed", subject="1999/1")
    assert hear() == 0
    assert Webhook.objects.get(pk=webhook.pk).heard > 0


def test_a_reopened_round_is_open_again():
    webhook = make_webhook(ADDRESS, events=["round.opened"])
    make_bread_year(code="2027")
    record(kind="round.reopened", subject="2027/1", data={"to": "x", "taken_back": 0})
    hear()
    assert told_of(webhook) == [("round.opened", "1")] * 2


@pytest.mark.django_db(transaction=True)
def test_several_workers_at_once_make_each_delivery_once():
    webhooks = [make_webhook(ADDRESS) for _each in range(3)]
    period, *_others = make_bread_year()
    make_count(period)
    seal()
    begin, faults = threading.Barrier(4), []

    def work():
        try:
            begin.wait()
            hear_record()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert Period.objects.count() == 1
    for webhook in webhooks:
        assert len(told_of(webhook)) == 4
