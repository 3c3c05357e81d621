"""The record as everybody reads it: sentences, filters, pages, files, proofs."""

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.urls import reverse

from councils.services import unseat
from ledger import clock
from ledger.canonical import canonical
from ledger.merkle import follows
from ledger.models import Record
from ledger.services import record, seal
from tests.factories import (
    make_bread_year,
    make_council,
    make_facilitator,
    make_person,
    make_seat,
)

pytestmark = pytest.mark.django_db
WHERE = "/record/"


def make_records(number, **fields):
    said = {"kind": "council.changed", "subject": "eaters"} | fields
    return [record(**said) for _ in range(number)]


def shown(client, **asked):
    answer = client.get(WHERE, asked)
    assert answer.status_code == 200
    return [row.pk for row, _said, _who in answer.context["entries"]]


@pytest.fixture
def year():
    """A year in which bread was asked for and offered, and one that came after."""
    period, _bread, eaters, bakers = make_bread_year(code="2027")
    return SimpleNamespace(period=period, eaters=eaters, bakers=bakers)


def test_an_empty_record_says_so(client):
    assert "Nothing is on record yet." in client.get(WHERE).content.decode()


def test_everybody_reads_what_when_who_and_why(client, year):
    written = record(
        kind="round.extended",
        subject="2027/1",
        actor=make_facilitator(),
        reason="Flood in the valley.",
        data={"to": "2027-03-01T10:00:00+00:00"},
    )
    page = client.get(WHERE).content.decode()
    assert "Round 1 of Year 2027 was extended to 1 March 2027, 11:00 CET." in page
    assert "Flood in the valley." in page
    assert f"facilitator (id {written.actor[:8]})" in page
    assert "UTC)" in page
    assert reverse("console:record-entry", args=[written.pk]) in page


def test_german_readers_get_german_formats(client, year):
    record(kind="round.extended", subject="2027/1", data={"to": "2027-03-01T10:00Z"})
    page = client.get(WHERE, headers={"Accept-Language": "de"}).content.decode()
    assert 'lang="de"' in page
    assert "Jahr 2027" in page


def test_members_stand_there_by_the_role_they_had_then(client):
    seat = make_seat(make_person("ada", first_name="Ada"), make_council("eaters"))
    acted = record(kind="ballot.closed", subject="eaters", actor=seat.person)
    unseat(membership=seat)
    later = record(kind="ballot.closed", subject="eaters", actor=seat.person)
    entries = client.get(WHERE).context["entries"]
    said = {row.pk: who for row, _said, who in entries}
    assert said[acted.pk] == f"delegate of Eaters (id {acted.actor[:8]})"
    assert said[later.pk] in (
        # Both happened in the moment of one transaction.
        f"delegate of Eaters (id {acted.actor[:8]})",
        f"a person (id {acted.actor[:8]})",
    )
    assert "Ada" not in client.get(WHERE).content.decode()


def test_a_facilitator_with_a_seat_votes_as_a_member(client):
    facilitator, eaters = make_facilitator(), make_council("eaters")
    make_seat(facilitator, eaters)
    record(kind="proposal.submitted", subject="eaters", actor=facilitator)
    record(kind="council.changed", subject="eaters", actor=facilitator)
    whos = [who for _row, _said, who in client.get(WHERE).context["entries"]]
    assert whos[0].startswith("facilitator ")
    assert whos[1].startswith("delegate of Eaters ")


def test_topics_years_councils_and_callers_filter(client, year):
    facilitator = make_facilitator()
    named = record(kind="good.changed", subject="bread", actor=facilitator)
    member = record(kind="ballot.closed", subject="eaters", actor=make_person())
    assert shown(client, topic="good") == [named.pk]
    assert set(shown(client, year="2027")) == {
        each.pk for each in Record.objects.all() if each.subject.split("/")[0] == "2027"
    }
    of_eaters = shown(client, council="eaters")
    assert member.pk in of_eaters
    assert {each.subject for each in Record.objects.filter(pk__in=of_eaters)} == {
        "eaters",
        "2027/eaters",
    }
    assert shown(client, council="EATERS") == of_eaters
    assert shown(client, who="offices") == [named.pk]
    assert shown(client, who="members") == [member.pk]
    assert named.pk not in shown(client, who="service")


def test_days_filter_by_the_readers_midnight(client):
    made = make_records(3)
    moments = ["2027-03-28T21:59:59Z", "2027-03-28T22:00Z", "2027-03-29T21:59:59Z"]
    dated(dict(zip([each.pk for each in made], moments, strict=True)))
    keys = [each.pk for each in made]
    assert shown(client, since="2027-03-29", until="2027-03-29") == keys[:0:-1]
    assert shown(client, until="2027-03-28") == keys[:1]


def dated(moments):
    """Say when records were written, as nobody but a test can."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for key, at in moments.items():
            cursor.execute("UPDATE ledger_record SET at = %s WHERE id = %s", [at, key])
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def test_search_finds_words_of_reason_subject_and_sentence_and_ids(client):
    person = make_person()
    by_reason = record(kind="odd.one", subject="x", reason="Hochwasser im Tal")
    by_subject = record(kind="odd.one", subject="2027/north-mill-27")
    by_sentence = record(kind="plan.withdrawn", subject="1999")
    by_id = record(kind="odd.one", subject="y", actor=person)
    assert shown(client, q="hochw tal") == [by_reason.pk]
    assert shown(client, q="north-mill 27") == [by_subject.pk]
    assert shown(client, q="withdrawn plan") == [by_sentence.pk]
    assert shown(client, q=str(person.public_id)) == [by_id.pk]
    assert shown(client, q="no such thing") == []


@pytest.mark.parametrize("words", ["'", "!&|()", ":*", "a\\", "x" * 200, "%"])
def test_no_search_breaks_the_page(client, words):
    make_records(1)
    assert client.get(WHERE, {"q": words}).status_code == 200


@pytest.mark.parametrize(
    "asked",
    [
        {"topic": "none"},
        {"year": "none"},
        {"council": "none"},
        {"who": "none"},
        {"since": "2027-02-30"},
        {"since": "2027-03-02", "until": "2027-03-01"},
        {"q": "x" * 201},
    ],
)
@pytest.mark.parametrize("page", ["record", "record-lines", "record-table"])
def test_what_cannot_be_asked_is_refused_with_a_reason(client, asked, page):
    answer = client.get(reverse(f"console:{page}"), asked)
    assert answer.status_code == 422
    if page == "record":
        assert "There is a problem" in answer.content.decode()


@pytest.mark.parametrize("mark", ["", "x", "-1", "9" * 30, "٣", "1.5", "4"])
def test_a_page_that_begins_nowhere_is_the_first(client, mark):
    made = make_records(2)
    for name in ("before", "after"):
        if not Record.objects.filter(pk=mark if mark == "4" else 0).exists():
            assert shown(client, **{name: mark}) == [made[1].pk, made[0].pk]


def test_pages_follow_each_other_there_and_back(client):
    keys = [each.pk for each in make_records(120)][::-1]
    first = client.get(WHERE)
    assert [row.pk for row, *_ in first.context["entries"]] == keys[:50]
    assert first.context["newer"] is None
    older = first.context["older"].pk
    second = client.get(WHERE, {"before": older})
    assert [row.pk for row, *_ in second.context["entries"]] == keys[50:100]
    third = client.get(WHERE, {"before": second.context["older"].pk})
    assert [row.pk for row, *_ in third.context["entries"]] == keys[100:]
    assert third.context["older"] is None
    back = client.get(WHERE, {"after": third.context["newer"].pk})
    assert [row.pk for row, *_ in back.context["entries"]] == keys[50:100]


def test_a_page_asks_no_more_the_longer_the_record_is(
    client, django_assert_max_num_queries
):
    for _ in range(30):
        seat = make_seat()
        record(kind="ballot.closed", subject=seat.council.slug, actor=seat.person)
    with django_assert_max_num_queries(12):
        assert len(shown(client)) == 50


def test_an_entry_shows_its_way_to_the_seal(client):
    made = make_records(5, reason="So.")
    seal()
    page = client.get(reverse("console:record-entry", args=[made[2].pk]))
    proof = page.context["proof"]
    assert proof.holds
    assert follows(proof.text, proof.steps, proof.seal.root)
    text = page.content.decode()
    assert proof.seal.digest in text
    assert all(sibling in text for _side, sibling in proof.steps)
    saved = client.get(reverse("console:record-proof", args=[made[2].pk]))
    assert saved.json()["seal"]["root"] == proof.seal.root
    assert canonical(saved.json()).encode() == saved.content


def test_an_entry_that_waits_for_its_seal_says_so(client):
    waiting = record(kind="odd.one", subject="x")
    page = client.get(reverse("console:record-entry", args=[waiting.pk]))
    assert "not sealed yet" in page.content.decode()


@pytest.mark.parametrize("number", [0, 10**18, 2**63, 10**30])
def test_no_entry_is_no_page(client, number):
    assert client.get(f"/record/{number}/").status_code == 404


def lines(client, **asked):
    answer = client.get(reverse("console:record-lines"), asked)
    return [json.loads(line) for line in b"".join(answer).splitlines()]


def test_the_file_holds_all_in_the_order_of_the_seals(client):
    make_records(3)
    seal()
    make_records(2, subject="bakers")
    seal()
    waiting = make_records(1)
    found = lines(client)
    assert [(each["seal"], each["place"]) for each in found] == [
        *((1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (None, None)),
    ]
    assert found[-1]["record"]["id"] == waiting[0].pk


def test_files_hold_what_was_asked_for(client):
    make_council("eaters")
    make_council("bakers")
    make_records(2)
    make_records(1, subject="bakers", reason="=HYPERLINK(1)")
    assert len(lines(client, council="bakers")) == 1
    asked = {"council": "bakers"}
    answer = client.get(reverse("console:record-table"), asked)
    text = b"".join(answer).decode()
    assert len(text.splitlines()) == 2
    assert "What is known of Bakers was changed: –." in text
    assert "'=HYPERLINK" in text  # No program computes it.


def test_the_seals_are_one_document_in_canonical_form(client):
    make_records(2)
    seal()
    make_records(1)
    seal()
    body = b"".join(client.get(reverse("console:record-seals")))
    assert canonical(json.loads(body)).encode() == body
    assert [each["number"] for each in json.loads(body)["seals"]] == [1, 2]


def test_the_program_is_served_as_it_is(client):
    body = b"".join(client.get("/verify_record.py"))
    assert body.startswith(b'"""Check the record of a commonplan service')


def test_the_database_decides_what_is_newer(client):
    """Order is by moment; who wrote in the same moment, by number."""
    made = make_records(3)
    now = clock.now()
    dated({made[0].pk: now + timedelta(hours=1)})
    assert shown(client) == [made[0].pk, made[2].pk, made[1].pk]
