"""Counting again finds whatever does not follow from the rows, and nothing else."""

import json

import pytest
from django.db import connection

from iteration.models import Publication
from iteration.recount import faults
from iteration.services import publish_plan, settle_period
from ledger.canonical import canonical, digest
from ledger.services import record, seal
from tests.factories import (
    make_bread_year,
    make_council,
    make_count,
    make_proposal,
    reload,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    """A year with a seal before each of its rounds, and later ones."""
    record(kind="test.begun", subject="before")
    seal()
    period, bread, _eaters, bakers = make_bread_year(code="2027")
    make_proposal(make_council("guests"), period, {bread: 20_000})
    seal()
    make_count(period)
    make_proposal(bakers, period, {bread: -98_000})
    seal()
    make_count(period)
    settle_period(period=reload(period))
    seal()
    publish_plan(period=reload(period))
    seal()
    return reload(period)


def behind_the_services(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        assert cursor.rowcount == 1
        cursor.execute("SET LOCAL session_replication_role = origin")


def forge(number, **changes):
    """Publish another document in the place of one, with a digest of its own."""
    document = json.loads(Publication.objects.get(number=number).body)
    body = canonical(document | changes)
    behind_the_services(
        "UPDATE iteration_publication SET body = %s, digest = %s WHERE number = %s",
        body,
        digest(body),
        number,
    )


def test_an_honest_year_has_none(year):
    assert Publication.objects.filter(seal=None).count() == 0
    assert list(faults(year)) == []


@pytest.mark.parametrize(
    ("number", "changes", "path"),
    [
        (1, {"seal": None}, "seal"),
        (2, {"seal": {"number": 1, "digest": "0" * 64}}, "seal.digest"),
        (1, {"receipts": {"count": 4, "root": "0" * 64}}, "receipts.root"),
        (3, {"tolerance": "0.04000"}, "tolerance"),
        (3, {"round": 1}, "round"),
        (3, {"finish": "model"}, "finish"),
        (3, {"accepted": ["eaters"]}, "accepted"),
    ],
)
def test_another_document_with_a_fitting_digest_is_found(year, number, changes, path):
    forge(number, **changes)
    assert any(f" {path} is not what the rows give" in fault for fault in faults(year))


def test_a_document_under_another_ones_seal_is_found(year):
    behind_the_services("UPDATE iteration_publication SET seal_id = 1 WHERE number = 2")
    assert any("seal" in fault for fault in faults(year))


def test_a_document_that_follows_another_is_found(year):
    forge(2, previous="0" * 64)
    sentences = list(faults(year))
    assert (
        sum("does not follow the publication before it" in each for each in sentences)
        == 2
    )


@pytest.mark.parametrize("body", ["", "[", "[]", "null", '"x"'])
def test_a_body_that_is_no_document_is_found_in_words(year, body):
    behind_the_services(
        "UPDATE iteration_publication SET body = %s WHERE number = 1", body
    )
    assert any("is not the one of its digest" in fault for fault in faults(year))


def test_a_next_price_may_differ_in_the_last_digits_of_a_float(year):
    document = json.loads(Publication.objects.get(number=1).body)
    [bread] = document["goods"]
    near = f"{float(bread['next_price']) * (1 + 5e-7):.9f}"
    far = f"{float(bread['next_price']) * (1 + 2e-6):.9f}"

    forge(1, goods=[bread | {"next_price": near}])
    assert not any("next_price" in fault for fault in faults(year))
    forge(1, goods=[bread | {"next_price": far}])
    assert any("next_price" in fault for fault in faults(year))
