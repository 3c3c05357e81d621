"""Servers that plan a year compare its history by themselves, and keep what differs."""

import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from federation.models import MOST_EVIDENCE, Head, Post, SharedYear
from federation.services.heads import history_of
from federation.tasks import compare_heads, tick
from federation.together.course import advance
from federation.together.heads import Beside, years_to_compare
from federation.wire.keys import verifying_key
from federation.wire.proofs import answer_of
from federation.wire.sending import Unreachable
from federation.wire.signatures import Unverified, verify_response
from ledger import clock
from ledger.models import Record
from proposals.models import Good
from tests.factories import make_council, make_due, make_facilitator, make_proposal
from tests.federation.servers.league import (
    Answering,
    make_peer,
    make_shared,
    open_shared,
    take_in,
)
from tests.federation.servers.town import build
from tests.federation.together.speaking import make_part

pytestmark = pytest.mark.django_db
OTHER = "fe" * 32
FIVE = timedelta(minutes=5)


@pytest.fixture
def harbour(db):
    return make_peer("harbour", make_facilitator("ann"))


@pytest.fixture
def year(harbour):
    """A year led here, of which two rounds are published; the harbour takes part."""
    ann = make_facilitator("fay")
    shared = make_shared("2027", ann, tolerance="0.001", silence="zero")
    take_in(shared, harbour, actor=ann)
    year = open_shared(shared, ann)
    bread = Good.objects.get(code="bread")
    make_proposal(make_council("eaters"), year.period, {bread: 9000})
    for number in (1, 2):
        publish(year, harbour, number)
    Post.objects.all().delete()
    return year


def publish(year, harbour, number):
    part = make_part(year.period, number, server=harbour.peer.origin)
    assert harbour.put_part(part).status_code == 200
    make_due(year.period)
    while advance(year.pk):
        pass


@pytest.fixture
def there(monkeypatch, harbour, year):
    """The harbour's server; it answers as told, and with the documents here."""
    server = Answering(harbour, announcements={"round": 3})
    build(monkeypatch, server)
    tell(server, history_of(year.period))
    return server


def tell(server, documents, changes=()):
    server.says["head"] = {
        "year": "2027",
        "round": len(documents) + 1,
        "head": documents[-1] if documents else None,
        "documents": documents,
    } | dict(changes)


def again(year):
    """Ask as if five minutes had passed."""
    SharedYear.objects.update(compared_at=clock.now() - FIVE)
    compare_heads(year.pk)


def on_record():
    return Record.objects.filter(kind="heads.differ")


def test_another_document_of_a_round_is_kept_once_as_proof(year, there, harbour):
    ours = history_of(year.period)
    tell(there, [ours[0], OTHER])
    compare_heads(year.pk)
    for later in ([ours[0], OTHER, "ab" * 32], [ours[0], OTHER]):
        tell(there, later)
        again(year)
    kept = Head.objects.evidence().get()
    assert (kept.peer, kept.differs_at, kept.other) == (harbour.peer, 2, OTHER)
    assert kept.documents == [ours[0], OTHER]
    found = on_record().get()
    assert found.subject == "2027/2"
    said = {"server": harbour.peer.origin, "digest": OTHER, "other": ours[1]}
    assert found.data == said

    keys = {harbour.key_id: verifying_key(harbour.peer.keys.get().public)}
    answer = answer_of(kept.proof, kept.body)
    assert verify_response(answer, keys=keys, at=clock.now()).key_id == harbour.key_id
    answer.body = answer.body.replace(OTHER.encode(), ours[1].encode())
    with pytest.raises(Unverified):
        verify_response(answer, keys=keys, at=clock.now())
    answer = answer_of(kept.proof, kept.body)
    answer.request.headers["Signature"] = answer.headers["Signature"]
    with pytest.raises(Unverified):
        verify_response(answer, keys=keys, at=clock.now())


def test_the_same_history_and_one_that_ends_earlier_or_later_differ_in_nothing(
    year, there
):
    ours = history_of(year.period)
    for documents in (ours, ours[:1], [], [*ours, OTHER]):
        tell(there, documents)
        again(year)
        kept = Head.objects.get()
        assert (kept.documents, kept.differs_at) == (documents, None)
    assert not on_record().exists()


def test_what_was_said_ahead_of_us_is_compared_once_we_are_there(year, there, harbour):
    tell(there, [*history_of(year.period), OTHER])
    compare_heads(year.pk)
    said = Head.objects.get()
    there.broken = Unreachable("slow")
    publish(year, harbour, 3)
    Post.objects.all().delete()
    compare_heads(year.pk)
    kept = Head.objects.evidence().get()
    assert (kept.differs_at, kept.other, kept.at) == (3, OTHER, said.at)
    assert on_record().count() == 1


def test_with_its_plan_published_a_server_has_the_same_rounds(year, there):
    tell(there, history_of(year.period), {"head": OTHER})
    compare_heads(year.pk)
    assert Head.objects.get().differs_at is None


@pytest.mark.parametrize("trouble", [Unreachable("slow"), None])
def test_who_does_not_answer_changes_nothing(year, there, trouble):
    ours = history_of(year.period)
    compare_heads(year.pk)
    [before] = Head.objects.values()
    there.broken = trouble
    there.says["head"] = (503, "unavailable")
    again(year)
    assert len(there.asked) == 2
    assert list(Head.objects.values()) == [before]
    assert before["documents"] == ours


NO_HEADS = [
    {"year": "2028"},
    {"round": None},
    {"round": True},
    {"documents": None},
    {"documents": ["fe"]},
    {"documents": [5]},
    {"documents": [OTHER.upper()]},
    {"documents": [OTHER] * 1001},
    {"documents": []},
    {"head": None},
    {"head": 5},
]


@pytest.mark.parametrize("changes", NO_HEADS, ids=str)
def test_what_is_no_head_is_not_kept(year, there, changes):
    tell(there, [OTHER, OTHER], changes)
    compare_heads(year.pk)
    assert len(there.asked) == 1
    assert not Head.objects.exists()
    assert not on_record().exists()


def test_only_a_few_proofs_of_a_server_are_kept(year, there):
    for number in range(MOST_EVIDENCE + 2):
        tell(there, [f"{number:064d}"])
        again(year)
    assert Head.objects.evidence().count() == on_record().count() == MOST_EVIDENCE
    assert Head.objects.newest().get().other == f"{number:064d}"


def test_what_is_no_proof_cannot_be_kept_as_one(year, there):
    tell(there, [OTHER])
    compare_heads(year.pk)
    [row] = Head.objects.evidence().values()
    del row["id"]
    for name, changes in {
        "head_has_a_place_of_its_own": {"place": 1, "other": "ab" * 32},
        "head_few_are_kept_of_a_peer": {"place": MOST_EVIDENCE + 1, "other": "7"},
        "head_as_evidence_once": {"place": 2},
        "head_as_evidence_differs": {"place": 2, "differs_at": None, "other": ""},
        "head_differs_in_a_round_by_a_document": {"place": 2, "differs_at": 2},
    }.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Head.objects.create(**row | changes)
    for change in (Head.objects.evidence().delete, lambda: rewrite(body="{}")):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            change()


def rewrite(**row):
    Head.objects.evidence().update(**row)


def due_after(**time):
    """The years to compare so long after the last were."""
    [last] = SharedYear.objects.values_list("compared_at", flat=True)
    due = SharedYear.objects.to_compare(last + timedelta(**time))
    return list(due.values_list("period__code", flat=True))


class TestWhen:
    def test_nothing_goes_out_within_five_minutes(self, year, there):
        for _time in range(2):
            compare_heads(year.pk)
        assert len(there.asked) == 1
        assert due_after(seconds=299) == []
        assert due_after(seconds=300) == ["2027"]
        again(year)
        assert len(there.asked) == 2

    def test_once_a_round_is_published_it_is_asked_again(self, year, there, harbour):
        compare_heads(year.pk)
        publish(year, harbour, 3)
        Post.objects.all().delete()
        for _time in range(2):
            compare_heads(year.pk)
        assert len(there.asked) == 2

    @pytest.mark.parametrize(
        ("status", "days", "is_due"),
        [
            *(("open", 30, True), ("stalled", 30, True), ("agreed", 30, True)),
            *(("settled", 30, True), ("published", 6, True), ("published", 8, False)),
            *(("in_force", 1, False), ("closed", 1, False)),
        ],
    )
    def test_it_is_asked_while_the_year_goes_on_and_a_week_longer(
        self, year, there, status, days, is_due
    ):
        compare_heads(year.pk)
        type(year.period).objects.update(status=status)
        assert due_after(days=days) == ["2027"] * is_due

    def test_nobody_asks_before_there_is_a_document(self, harbour):
        ann = make_facilitator("fay")
        open_shared(make_shared("2027", ann), ann)
        assert years_to_compare() == []

    @pytest.mark.parametrize(
        ("answer", "times"), [("no_connection: gone", 0), ("503 unavailable: ", 1)]
    )
    def test_whom_no_message_reaches_is_not_asked(
        self, year, there, harbour, answer, times
    ):
        waits = {"peer": harbour.peer, "path": "/", "key": "a", "tries": 1}
        Post.objects.create(**waits, answer=answer)
        compare_heads(year.pk)
        assert len(there.asked) == times

    def test_the_tick_knocks_for_what_is_due(self, year, there, monkeypatch):
        knocked = []
        monkeypatch.setattr(compare_heads, "delay", knocked.append)
        tick()
        assert knocked == [year.pk]
        compare_heads(year.pk)
        tick()
        assert knocked == [year.pk]


class TestWithoutAWorker:
    def test_what_is_due_is_compared(self, year, there):
        tell(there, [OTHER])
        call_command("shared_year", "work")
        assert Head.objects.evidence().get().differs_at == 1
        call_command("shared_year", "work")
        asked = [each for each in there.asked if each.url.endswith("/2027/head")]
        assert len(asked) == 1

    def test_nothing_waits_for_an_answer(self, year, there, monkeypatch):
        may_answer, answer = threading.Event(), there.answer

        def slowly(request):
            may_answer.wait(30)
            return answer(request)

        monkeypatch.setattr(there, "answer", slowly)
        beside = Beside()
        for _time in range(2):
            beside.go_on()
        assert not Head.objects.exists()
        may_answer.set()
        beside.end()
        assert Head.objects.get().documents == history_of(year.period)
        assert len(there.asked) == 1
