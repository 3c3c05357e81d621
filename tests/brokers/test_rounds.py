"""A round that is due is worked off by real workers, over each broker."""

import inspect
from datetime import timedelta

import pytest
from amqp.exceptions import PreconditionFailed

from config.celery import app
from councils.models import Notice
from councils.services import open_ballot, set_rule
from councils.services.letters_writing import unspread
from iteration.models import Plan, Publication, Round, Simulation
from iteration.recount import faults
from iteration.scenarios import Scenario
from iteration.services import ask_what_if, close_now, extend_round, settle_period
from ledger import verify
from ledger.models import Message, Record
from ledger.services import seal
from proposals.models import Need, Proposal, Review
from proposals.services import draw_reviewers, file_need
from tests.brokers.running import TICK, letters
from tests.factories import (
    later,
    make_council,
    make_count,
    make_good,
    make_open_period,
    make_period,
    make_person,
    make_proposal,
    make_seat,
    reload,
    time_passes,
)

pytestmark = pytest.mark.slow

CLOSE = "iteration.tasks.close_round"
ONCE = ("round.fixed", "round.published", "plan.settled", "plan.published")


def test_a_due_round_is_closed_settled_and_published_after_one_tick(broker, bread_year):
    broker.worker(pool="prefork")
    broker.send(TICK)

    broker.until(lambda: reload(bread_year).status == "published")

    assert list(faults(bread_year)) == []


def test_every_task_delivered_three_times_to_eight_workers_has_one_effect(
    broker, bread_year
):
    round = Round.objects.get(number=2)
    offer = make_due_offer()
    asked = ask_what_if(period=bread_year, scenarios=[Scenario(tolerance="0.5")])
    keys = {
        "round_id": round.pk,
        "period_id": bread_year.pk,
        "offer_id": offer.pk,
        "ballot_id": make_due_ballot().pk,
        "need_id": make_drawn_need().pk,
        "simulation_id": asked.pk,
    }
    before = Proposal.objects.count()
    for _worker in range(2):
        broker.worker(pool="prefork", processes=4)

    sent = [broker.send(*task, times=3) for task in our_tasks("iteration", keys)]
    broker.until(lambda: reload(bread_year).status == "published")
    sent += [broker.send(*task, times=3) for task in our_tasks("ledger", keys)]
    broker.until_done(*sent, times=3)

    assert not any(worker.has_ended() for worker in broker.workers)
    fixed = Record.objects.get(kind="round.fixed", subject=f"{bread_year.code}/2")
    assert Proposal.objects.count() == before + fixed.data["imputed"]
    assert Publication.objects.filter(period=bread_year).count() == 3
    assert list(faults(bread_year)) == []
    assert Plan.objects.filter(offer=offer).count() == 1
    # One of each in this round; the first round has its own two.
    subjects = [f"{bread_year.code}/2", bread_year.code]
    records = Record.objects.filter(kind__in=ONCE, subject__in=subjects)
    assert sorted(records.values_list("kind", flat=True)) == sorted(ONCE)
    assert Record.objects.filter(kind="ballot.closed").count() == 1
    assert Simulation.objects.get(pk=asked.pk).status == "done"
    assert Record.objects.filter(kind="simulation.finished").count() == 1
    assert Record.objects.filter(kind="need.replaced").count() == 3
    assert list(verify.faults()) == []
    broker.send(TICK)
    # Nothing waits before the letters about the plan are written, either.
    broker.until(lambda: plan_letters().exists() and nothing_waits())
    sent = Message.objects.exclude(sent_at=None).values_list("key", flat=True)
    assert letters(broker.said()) == sorted(sent)


def plan_letters():
    return Message.objects.filter(key__startswith="plan-")


def make_due_offer():
    """An offer for another year, its window passed, and nobody has signed it."""
    rolls = make_good("rolls")
    period = make_open_period({rolls: 1}, rule="calibrated", tolerance="0.3")
    make_proposal(make_council("guests"), period, {rolls: 900})
    make_proposal(make_council("rollers", kind="worker"), period, {rolls: -1_000})
    make_count(period)
    window = timedelta(microseconds=1)
    return settle_period(period=reload(period), finish="model", window=window)


def make_due_ballot():
    """A question to the members of a council; its time is over."""
    seat = make_seat(council=make_council("savers"))
    set_rule(council=seat.council, set_by=seat.person, method="majority")
    ballot = open_ballot(
        council=seat.council,
        question="Shall we save?",
        options=["yes", "no"],
        closes_at=later(days=1),
        actor=seat.person,
    )
    time_passes(ballot)
    return ballot


def make_drawn_need():
    """A need whose three reviewers have been silent for too long; one can follow."""
    for n in range(4):
        person = make_person(f"reviewer-{n}", email=f"reviewer-{n}@example.org")
        make_seat(person, make_council(f"others-{n}"))
    seat = make_seat(council=make_council("street"))
    need = file_need(
        council=seat.council, period=make_period("2040"), text="A lift.", amount=900
    )
    seal()
    need = Need.objects.get(pk=need.pk)
    draw_reviewers(need=need)
    Review.objects.update(drawn_at=later(days=-15))
    return need


def nothing_waits():
    """Whether everything is known to everybody, and every letter is on its way."""
    waiting = Notice.objects.waiting().exists() or Message.objects.waiting().exists()
    return not (waiting or unspread())


def our_tasks(package, keys):
    """Every task of a package, with the arguments its parameters ask for by name."""
    app.loader.import_default_modules()
    return [
        (name, *(keys[asked] for asked in inspect.signature(task.run).parameters))
        for name, task in sorted(app.tasks.items())
        if name.startswith(f"{package}.")
    ]


def test_a_lost_message_costs_one_tick_only(broker, bread_year):
    knocking = broker.worker(queue=broker.aside)
    broker.until_done(broker.send(TICK, queue=broker.aside))
    knocking.kill()

    assert broker.purge() >= 1

    assert Publication.objects.count() == 1
    broker.worker()
    broker.send(TICK)
    broker.until(lambda: reload(bread_year).status == "published")


def test_a_message_for_a_round_extended_since_is_harmless(broker, bread_year):
    round = Round.objects.get(number=2)
    knock = broker.send(CLOSE, round.pk)
    extend_round(round=round, cutoff=later(days=1))
    broker.worker()

    broker.until_done(knock)

    round.refresh_from_db()
    assert round.status == Round.Status.OPEN
    assert not Proposal.objects.filter(submitted_at__gt=round.opened_at).exists()
    close_now(round=round)
    broker.send(TICK)
    broker.until(lambda: reload(bread_year).status == "published")


def test_rabbitmq_keeps_messages_in_a_quorum_queue(transactional_db, open_broker):
    with open_broker("rabbitmq") as broker:
        broker.send(TICK)
        other = {"durable": True, "auto_delete": False, "arguments": {}}

        with pytest.raises(PreconditionFailed, match=r"type.* 'quorum'"):
            broker.connection.channel().queue_declare(broker.queue, **other)
