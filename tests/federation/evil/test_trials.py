"""A server above asks what makes no sense, too much, or what would show a council."""

import base64
import json

import numpy as np
import pytest
from django.core.cache import cache

from federation.models import Exchange
from federation.together.child import NONE
from federation.together.children import Children
from federation.together.trials import Trials
from federation.together.vectors import encode, encode_all
from iteration.models import Round
from iteration.sharing import Here
from tests.federation.evil.documents import document
from tests.federation.evil.effects import figures, on_record
from tests.federation.evil.peer import said_of

pytestmark = pytest.mark.django_db

ONE = encode(np.zeros(1))
ASK = {"ask": "answers", "prices": ONE}


def ask(led, **question):
    says = {"year": "2027", "round": 1} | question
    return led.evil.say("POST", "trials", json.dumps(says).encode())


NONSENSE = [
    {"ask": "everything"},
    {"ask": None},
    {"ask": ["answers"]},
    {"ask": "answers"},
    {"ask": "answers", "prices": encode(np.zeros(2))},
    {"ask": "answers", "prices": encode(np.zeros(50_000))},
    {"ask": "answers", "prices": encode(np.array([np.nan]))},
    {"ask": "answers", "prices": encode(np.array([np.inf]))},
    {"ask": "answers", "prices": encode(np.array([1e300]))},
    {"ask": "answers", "prices": "not base64!"},
    {"ask": "answers", "prices": 5},
    {"ask": "answers", "prices": [0.0]},
    {"ask": "answers", "prices": None},
    {"ask": "turned", "prices": ONE},
    {"ask": "turned", "prices": ONE, "directions": base64.b64encode(b"abc").decode()},
    {"ask": "turned", "prices": ONE, "directions": encode(np.array([np.nan]))},
    {"ask": "turned", "prices": ONE, "directions": {"0": ONE}},
    {"ask": "part"},
    {"ask": "part", "name": "halves"},
    {"ask": "part", "name": "halves", "sums": []},
    {"ask": "part", "name": "halves", "sums": "x"},
    {"ask": "part", "name": "halves", "sums": {"halves": ["x"]}},
    {"ask": "part", "name": {"a": 1}, "sums": {}},
    {"ask": "part", "name": "no such sum", "sums": {}},
    {"ask": "heard", "sums": {"halves": ONE}},
    {"ask": "heard", "sums": {"halves": encode(np.zeros(7))}},
    {"ask": "heard", "sums": {"": 1}},
    {"ask": "heard", "sums": None},
    {"ask": "heard"},
    {"ask": "heard", "sums": {}, "prices": 5},
    {"ask": "heard", "sums": {}, "prices": "not base64!"},
    {"ask": "heard", "sums": {}, "prices": encode(np.zeros(4000))},
    {"ask": "heard", "sums": {}, "prices": encode(np.array([np.nan]))},
]


def test_questions_that_make_no_sense_are_refused(led_by_trials, evil):
    led_by_trials.open().count()
    round = Round.objects.get()
    here, before = Here(round), figures()
    nobody = Children(round, here.catalogue.goods, here.order, [])
    trials = Trials(led_by_trials.year, round, nobody)
    for question in NONSENSE:
        with pytest.raises((*NONE, Exchange.DoesNotExist)):
            trials.answer(question)
    for question in NONSENSE[-3:]:
        assert said_of(ask(led_by_trials, **question))[0] == "message-malformed"
    assert figures() == before
    assert not Exchange.objects.exclude(sums={}).exists()
    assert {each.subject for each in on_record("peer.refused")} == {evil.origin}


def test_nested_without_end_it_is_not_even_read(led_by_trials, evil):
    led_by_trials.open().count()
    deep = b'{"year":"2027","round":1,"ask":"heard","sums":' + b"[" * 90_000
    answer = evil.say("POST", "trials", deep)
    assert (answer.status_code, said_of(answer)[0]) == (400, "malformed-json")
    long = b'{"year":"2027","round":1,"ask":"' + b"a" * 2**20 + b'"}'
    assert evil.say("POST", "trials", long).status_code == 413


def test_prices_at_the_end_of_the_world_are_answered_by_numbers(led_by_trials):
    """Whatever prices are asked about, an answer has numbers, or is none."""
    led_by_trials.open().count()
    _hear(led_by_trials)
    for price in (-1e60, -700.0, 0.0, 700.0, 1e60):
        answer = ask(led_by_trials, ask="answers", prices=encode(np.array([price])))
        assert answer.status_code in (200, 422), price
        if answer.status_code == 200:
            raw = base64.b64decode(answer.json()["values"])
            assert np.isfinite(np.frombuffer(raw, "<f8")).all(), price
            assert answer.json()["counted"] is False


def test_a_question_that_comes_before_the_sums_waits(led_by_trials):
    led_by_trials.open().count()
    answer = ask(led_by_trials, **ASK)
    assert (answer.status_code, said_of(answer)[0]) == (409, "not-in-this-order")


def test_nothing_is_asked_of_a_round_that_is_open_or_none(led_by_trials):
    led_by_trials.open()
    for number in (1, 2, 0, -1, 10**30, True, "1", None, [1]):
        answer = ask(led_by_trials, **ASK, round=number)
        assert said_of(answer)[0] == "not-in-this-order", number


def test_who_said_no_to_trials_answers_none(led_by_trials):
    led_by_trials.open().count()
    led_by_trials.year.answers_trials = False
    led_by_trials.year.save()
    answer = ask(led_by_trials, **ASK)
    assert (answer.status_code, said_of(answer)[0]) == (403, "no-trials")


def test_a_flood_of_questions_is_slowed_down(led_by_trials, monkeypatch):
    led_by_trials.open().count()
    cache.clear()
    monkeypatch.setattr("federation.throttles.PeerThrottle.rate", "3/min")
    before, found = figures(), [ask(led_by_trials, **ASK) for _time in range(8)]
    assert [each.status_code for each in found[3:]] == [429] * 5
    assert all(int(each["Retry-After"]) > 0 for each in found[3:])
    assert figures() == before
    cache.clear()


SETTLING = [
    {"name": "everything", "question": {}},
    {"name": "remaining", "question": None},
    {"name": "remaining", "question": {"dead": "0101", "turns": []}},
    {"name": "remaining", "question": {"dead": "2", "turns": []}},
    {"name": "remaining", "question": {"dead": "0", "turns": [5]}},
    {"name": "spread", "question": {"dead": "0", "size": "9" * 40, "turns": []}},
    {"name": "spread", "question": {"dead": "0", "size": "1", "turns": []}},
    {"name": "at", "question": {"terms": "x"}},
    {"name": 5, "question": {}},
    {"question": {}},
]


def test_a_settlement_is_asked_only_once_the_year_agrees(led, evil):
    """Not before: who asks about a single good at a time learns what sums say."""
    own = led.open().count()
    question = {"name": "remaining", "question": {"dead": "0", "turns": []}}
    early = ask(led, ask="settle", salted=False, **question)
    assert (early.status_code, said_of(early)[0]) == (409, "not-in-this-order")

    evil.say("POST", "records", document(evil, led.year, own))
    led.go()
    before = figures()
    for nonsense in SETTLING:
        answer = ask(led, ask="settle", salted=False, **nonsense)
        assert said_of(answer)[0] == "message-malformed", nonsense
    assert figures() == before


def test_what_a_settlement_shows_of_a_small_server_is_what_its_sums_show(led, evil):
    """No question names a council. Of one council alone, though, sums are its lines:
    that is why few councils on a server are warned before they share a year."""
    own = led.open().count()
    evil.say("POST", "records", document(evil, led.year, own))
    led.go()
    question = {"name": "remaining", "question": {"dead": "0", "turns": []}}
    answer = ask(led, ask="settle", salted=False, **question)
    values = answer.json()["values"]
    assert (values["others"], values["recipes"]) == ("900 0", "0 880")
    assert "eaters" not in answer.content.decode()


def _hear(led):
    """The sums as a server above tells them."""
    here, sums = Here(Round.objects.get()), {}

    def pool(name, part):
        sums[name] = part
        return part

    here._listen(here.balance, pool)
    heard = ask(led, ask="heard", sums=encode_all(sums))
    assert heard.status_code == 200, heard.content
