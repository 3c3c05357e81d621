"""The header Idempotency-Key: the same request twice is one revision."""

import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.models.functions import Now

from federation.models import IdempotencyKey
from federation.views import proposals as view
from ledger.models import Record
from proposals.models import Proposal
from tests.factories import make_seat
from tests.federation.world import Caller, caller, make_world, problem

KEY = "a-key-of-mine-0001"


def revisions(world):
    return Proposal.objects.filter(council=world.eaters, period=world.period)


def test_the_same_request_twice_is_one_revision_and_one_answer(world):
    first = world.ours.post(world.path, world.body(), key=KEY)
    again = world.ours.post(world.path, world.body(), key=KEY)

    assert again.status_code == 201
    assert again.content == first.content
    assert again["Location"] == first["Location"]
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert revisions(world).count() == 2
    assert Record.objects.filter(kind="proposal.submitted").count() == 3


def test_quotes_and_the_order_of_names_make_no_other_request(world):
    body = world.body(note="x")
    world.ours.post(world.path, body, key=KEY)

    turned = dict(reversed(body.items()))
    again = world.ours.post(world.path, turned, key=f'"{KEY}"')
    assert again["Idempotent-Replayed"] == "true"


def test_the_key_with_another_request_is_refused(world):
    make_seat(world.eater, world.bakers)
    world.ours.post(world.path, world.body(), key=KEY)

    other = world.body(lines={"bread": "71"})
    answer = world.ours.post(world.path, other, key=KEY)
    problem(answer, 422, "idempotency-key-reused")
    elsewhere = world.ours.post(
        "/api/v1/councils/bakers/proposals", world.body(), key=KEY
    )
    problem(elsewhere, 422, "idempotency-key-reused")
    assert Proposal.objects.count() == 3


def test_a_key_belongs_to_its_person(world):
    world.ours.post(world.path, world.body(), key=KEY)
    theirs = {"period": "2027", "lines": {"bread": "-1"}}

    answer = world.theirs.post("/api/v1/councils/bakers/proposals", theirs, key=KEY)
    assert answer.status_code == 201
    assert answer.json()["council"] == "bakers"
    # The same person with a new token is still the same.
    renewed = caller(world.eater).post(world.path, world.body(), key=KEY)
    assert renewed["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize(
    "key", ["short", "a b c d e f", "ümlaut-key", '"half-quoted', "x" * 129]
)
def test_a_key_that_cannot_be_read_is_refused(world, key):
    answer = world.ours.post(world.path, world.body(), key=key)
    problem(answer, 400, "idempotency-key-malformed")


def test_without_a_key_nothing_is_submitted(world):
    answer = world.ours.post(world.path, world.body(), key=None)
    problem(answer, 400, "idempotency-key-missing")
    assert revisions(world).count() == 1


def test_a_refused_body_does_not_use_up_the_key(world):
    world.ours.post(world.path, world.body(lines={"bread": "1,5"}), key=KEY)

    assert world.ours.post(world.path, world.body(), key=KEY).status_code == 201


def test_a_request_in_flight_is_not_begun_again(world, monkeypatch):
    submit, seen = view.submit, []

    def submit_while_the_same_request_arrives(**asked):
        monkeypatch.setattr(view, "submit", submit)
        seen.append(world.ours.post(world.path, world.body(), key=KEY))
        return submit(**asked)

    monkeypatch.setattr(view, "submit", submit_while_the_same_request_arrives)
    first = world.ours.post(world.path, world.body(), key=KEY)

    problem(seen[0], 409, "idempotency-in-flight")
    assert int(seen[0]["Retry-After"]) >= 1
    assert first.status_code == 201
    assert revisions(world).count() == 2
    again = world.ours.post(world.path, world.body(), key=KEY)
    assert again["Idempotent-Replayed"] == "true"


class Killed(BaseException):
    """What no handler catches, like the end of the process."""


@pytest.mark.parametrize("where", ["before", "after"])
def test_a_process_that_dies_leaves_one_revision(world, monkeypatch, where):
    submit = view.submit

    def die(**asked):
        if where == "after":
            submit(**asked)
        raise Killed

    monkeypatch.setattr(view, "submit", die)
    with pytest.raises(Killed):
        world.ours.post(world.path, world.body(), key=KEY)
    monkeypatch.setattr(view, "submit", submit)

    waiting = world.ours.post(world.path, world.body(), key=KEY)
    problem(waiting, 409, "idempotency-in-flight")
    IdempotencyKey.objects.update(claimed_until=Now() - timedelta(seconds=1))
    answer = world.ours.post(world.path, world.body(), key=KEY)

    assert answer.status_code == 201
    assert answer.json()["revision"] == 2
    assert revisions(world).count() == 2


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [(OperationalError, 503, "unavailable"), (RuntimeError, 500, "internal")],
)
def test_a_failure_is_not_kept_and_what_it_wrote_counts_once(
    world, monkeypatch, error, status, code
):
    world.ours.client.raise_request_exception = False
    keep = view.ProposalOut

    def fail(proposal):
        raise error

    monkeypatch.setattr(view, "ProposalOut", fail)
    failed = world.ours.post(world.path, world.body(), key=KEY)
    problem(failed, status, code)
    assert status != 503 or failed["Retry-After"]
    monkeypatch.setattr(view, "ProposalOut", keep)

    answer = world.ours.post(world.path, world.body(), key=KEY)
    assert answer.status_code == 201
    assert revisions(world).count() == 2


def test_after_a_day_a_key_is_forgotten(world):
    world.ours.post(world.path, world.body(), key=KEY)
    IdempotencyKey.objects.update(created_at=Now() - timedelta(hours=23))
    again = world.ours.post(world.path, world.body(), key=KEY)
    assert again["Idempotent-Replayed"] == "true"

    IdempotencyKey.objects.update(created_at=Now() - timedelta(hours=25))
    answer = world.ours.post(world.path, world.body(), key=KEY)
    assert "Idempotent-Replayed" not in answer
    assert revisions(world).count() == 3


def test_a_key_is_forgotten_however_many_others_are_old(world):
    IdempotencyKey.objects.bulk_create(
        IdempotencyKey(
            person=world.baker,
            key=f"{KEY}-{number}",
            fingerprint="0" * 64,
            claimed_until=Now(),
        )
        for number in range(150)
    )
    world.ours.post(world.path, world.body(), key=KEY)
    IdempotencyKey.objects.update(created_at=Now() - timedelta(hours=25))

    answer = world.ours.post(world.path, world.body(), key=KEY)
    assert "Idempotent-Replayed" not in answer
    assert IdempotencyKey.objects.count() == 51  # A hundred are swept at a time.


def test_old_keys_of_everybody_are_swept(world):
    for number in range(3):
        world.ours.post(world.path, world.body(), key=f"{KEY}-{number}")
    IdempotencyKey.objects.update(created_at=Now() - timedelta(hours=25))

    world.theirs.post(
        "/api/v1/councils/bakers/proposals", world.body(lines={"bread": "-1"})
    )
    assert IdempotencyKey.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_are_one_revision():
    world = make_world()
    answers, start = [], threading.Barrier(10)

    def send():
        try:
            start.wait()
            program = Caller(world.ours.token)
            answers.append(program.post(world.path, world.body(), key=KEY))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert revisions(world).count() == 2
    assert {answer.status_code for answer in answers} <= {201, 409}
    done = [answer for answer in answers if answer.status_code == 201]
    assert len({answer.content for answer in done}) == 1
    assert sum("Idempotent-Replayed" not in answer for answer in done) == 1
