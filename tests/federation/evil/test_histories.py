"""A server above tells another history than it sent; or what no server can have."""

import pytest

from federation.models import Head, SharedYear
from federation.services.heads import history_of
from federation.tasks import compare_heads
from federation.wire.keys import verifying_key
from federation.wire.proofs import answer_of
from federation.wire.signatures import verify_response
from iteration.models import Publication, Round
from iteration.settling_here import SettlingHere
from tests.federation.evil.documents import document
from tests.federation.evil.effects import anybody_reads, figures, on_record
from tests.federation.evil.test_answers import MANNERS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
OTHER = "fe" * 32


@pytest.fixture
def followed(led, evil):
    """A year planned under the evil server, with its document of round 1."""
    own = led.open().count()
    says = document(evil, led.year, own)
    assert evil.say("POST", "records", says).status_code == 200
    led.go()
    assert history_of(led.period)
    evil.says = head([OTHER])
    return led


def head(documents):
    newest = documents[-1] if documents else None
    return {"year": "2027", "round": 2, "head": newest, "documents": documents}


def ask_again(year):
    SharedYear.objects.update(compared_at=None)
    compare_heads(year.pk)


def test_another_history_above_is_found_and_changes_nothing(followed, evil):
    before = figures()
    for _time in range(3):
        ask_again(followed.year)
    assert figures() == before
    kept = Head.objects.evidence().get()
    assert (kept.peer, kept.differs_at, kept.other) == (evil.peer, 1, OTHER)
    key = evil.peer.keys.get()
    keys = {key.key_id: verifying_key(key.public)}
    assert verify_response(answer_of(kept.proof, kept.body), keys=keys, at=evil.now())
    [found] = on_record("heads.differ")
    [ours] = history_of(followed.period)
    assert found.data == {"server": evil.origin, "digest": OTHER, "other": ours}
    assert "has another document of round 1" in anybody_reads()


@pytest.mark.parametrize("manner", [each for each in MANNERS if each != "drop_by_drop"])
def test_what_proves_nothing_is_not_kept(followed, evil, manner):
    evil.manner, evil.elsewhere = manner, "http://127.0.0.1:9/"
    ask_again(followed.year)
    assert evil.heard[-1].url.endswith("/years/2027/head")
    assert not Head.objects.exists()


def test_many_more_documents_than_a_year_can_have_are_no_history(followed, evil):
    evil.says = head([f"{number:064d}" for number in range(9_000)])
    ask_again(followed.year)
    assert not Head.objects.exists()


def test_one_that_says_first_the_one_and_then_the_other_is_caught(followed, evil):
    evil.says = head(history_of(followed.period))
    ask_again(followed.year)
    assert not Head.objects.evidence().exists()
    evil.says = head([OTHER])
    ask_again(followed.year)
    evil.says = head(history_of(followed.period))
    ask_again(followed.year)
    assert Head.objects.evidence().get().other == OTHER
    assert Head.objects.newest().get().differs_at is None


def test_a_plan_is_the_head_and_none_of_the_documents(followed, evil):
    ours = history_of(followed.period)
    alone = SettlingHere(Round.objects.get()).settle(lambda _name, _question: [])
    accord = {"kind": "accord", "year": "2027", "round": 1, "salted": False} | alone
    kept = evil.say("POST", "plans", accord).json()
    published = {"kind": "published", "year": "2027"} | kept
    assert evil.say("POST", "plans", published).status_code == 200
    plan = Publication.objects.get(round=None)
    says = evil.say("GET", "years/2027/head", b"").json()
    assert (says["head"], says["documents"]) == (plan.digest, ours)
    evil.says = says
    ask_again(followed.year)
    assert Head.objects.get().differs_at is None
