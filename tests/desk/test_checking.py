"""Check it yourself: the public page, and what a council can show for itself."""

import hashlib
import json

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from iteration.models import Publication, Round
from iteration.proof import prove
from ledger import merkle
from proposals.models import Proposal
from tests.factories import (
    make_bread_year,
    make_council,
    make_count,
    make_proposal,
    make_seat,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(client):
    """Two counted rounds; the eaters, of whom Ada is one, revised after the first."""
    period, bread, eaters, bakers = make_bread_year(code="2027")
    make_proposal(make_council("guests"), period, {bread: 12_345})
    make_count(period)
    make_proposal(eaters, period, {bread: 70_000})
    make_count(period)
    client.force_login(make_seat(council=eaters).person)
    return period, bread, eaters, bakers


def address(name, council, revision, *more):
    return reverse(f"desk:{name}", args=["2027", council.slug, revision, *more])


def read(client, where):
    page = client.get(where)
    assert page.status_code == 200, where
    return page.content.decode()


def test_anybody_finds_the_chain_the_program_and_the_commands(client, year):
    client.logout()
    text = read(client, "/years/2027/check/")

    for publication in Publication.objects.all():
        assert publication.digest in text
        assert f'href="/documents/{publication.digest}/" download' in text
    assert "python3 verify_plan.py http://testserver/years/2027/check/" in text
    assert 'href="/verify_plan.py"' in text
    program = (settings.BASE_DIR / "verify" / "verify_plan.py").read_bytes()
    assert hashlib.sha256(program).hexdigest() in text


def test_the_program_is_served_byte_for_byte_as_a_file(client):
    response = client.get("/verify_plan.py")
    program = (settings.BASE_DIR / "verify" / "verify_plan.py").read_bytes()
    assert b"".join(response) == program
    assert "attachment" in response["Content-Disposition"]


def test_a_year_without_a_count_says_so(client):
    make_bread_year(code="2027")
    assert "Nothing is published yet" in read(client, "/years/2027/check/")


def test_the_list_for_programs_names_every_document_in_order(client, year):
    listing = json.loads(read(client, "/years/2027/check/documents.json"))
    published = Publication.objects.order_by("number")
    assert [each["digest"] for each in listing["documents"]] == [
        publication.digest for publication in published
    ]


def test_the_pages_lead_to_it(client, year):
    _period, _bread, eaters, _bakers = year
    assert "/years/2027/check/" in read(client, "/years/2027/rounds/1/")
    receipt = read(client, address("receipt", eaters, 2))
    assert address("check-receipt", eaters, 2) in receipt


def test_a_member_sees_that_the_revision_was_counted_and_by_which_path(client, year):
    _period, _bread, eaters, _bakers = year
    proposal = Proposal.objects.get(council=eaters, revision=2)
    proof = prove(proposal, Round.objects.get(number=2))

    text = read(client, address("check-receipt", eaters, 2))

    assert "Round 2 counted exactly these figures" in text
    assert "70\N{NARROW NO-BREAK SPACE}kg" in text or "70\N{NO-BREAK SPACE}kg" in text
    for shown in (
        proposal.receipt,
        proof.root,
        *(digest for _side, digest in proof.steps),
    ):
        assert shown in text
    assert str(proposal.public_id) in text


def test_nothing_of_another_council_is_shown(client, year):
    _period, _bread, eaters, bakers = year
    others = Proposal.objects.exclude(council=eaters)
    where = address("check-file", eaters, 1, 1)

    for text in (
        read(client, address("check-receipt", eaters, 1)),
        read(client, where),
    ):
        for other in others:
            assert other.receipt not in text
            assert str(other.public_id) not in text
        assert "12345" not in text
        assert bakers.slug not in text


def test_a_revision_that_was_replaced_counts_in_the_round_before(client, year):
    _period, _bread, eaters, _bakers = year
    assert "Round 1 counted" in read(client, address("check-receipt", eaters, 1))
    assert client.get(address("check-file", eaters, 1, 2)).status_code == 404


def test_one_counted_in_several_rounds_can_be_looked_up_in_each(client, year):
    _period, _bread, _eaters, bakers = year
    client.force_login(make_seat(council=bakers).person)
    where = address("check-receipt", bakers, 1)
    assert "Round 2 counted" in read(client, where)
    assert "Round 1 counted" in read(client, where + "?round=1")
    assert "Round 2 counted" in read(client, where + "?round=%00")


def test_one_no_round_has_counted_says_so(client, year):
    period, bread, eaters, _bakers = year
    make_proposal(eaters, period, {bread: 60_000})
    text = read(client, address("check-receipt", eaters, 3))
    assert "No published round has counted this revision" in text


def test_a_silent_council_that_the_year_leaves_out_is_told(client):
    period, _bread, eaters, _bakers = make_bread_year(code="2027", silence="exclude")
    make_count(period)
    make_count(period)
    client.force_login(make_seat(council=eaters).person)
    assert "Round 2 did not count it" in read(
        client, address("check-receipt", eaters, 1)
    )


def test_figures_changed_behind_the_services_are_seen(client, year):
    _period, _bread, eaters, _bakers = year
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE proposals_proposal SET quantities[1] = 1 WHERE council_id = %s",
            [eaters.pk],
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    text = read(client, address("check-receipt", eaters, 2))
    assert "does not lead to what round 2 published" in text


@pytest.mark.parametrize("name", ["check-receipt", "check-file"])
def test_other_councils_and_strangers_find_nothing(client, year, name):
    _period, _bread, eaters, bakers = year
    more = [2] if name == "check-file" else []
    assert client.get(address(name, eaters, 2, *more)).status_code == 200
    assert client.get(address(name, bakers, 1, *more)).status_code == 404
    assert client.get(address(name, eaters, 9, *more)).status_code == 404
    client.logout()
    assert client.get(address(name, eaters, 2, *more)).status_code == 302


def test_the_file_is_what_the_path_says(client, year):
    _period, _bread, eaters, _bakers = year
    response = client.get(address("check-file", eaters, 2, 2))
    says = json.loads(response.content)
    assert merkle.follows(says["receipt"], says["path"], says["root"])
    assert hashlib.sha256(says["text"].encode()).hexdigest() == says["receipt"]
    assert says["digest"] == Round.objects.get(number=2).publication.digest
    assert "attachment" in response["Content-Disposition"]
