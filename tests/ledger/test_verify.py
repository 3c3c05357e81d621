"""`manage.py ledger verify` proves the record, and says how far."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from ledger.models import Seal
from ledger.services import record, seal
from ledger.verify import examine, faults

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed():
    """Three seals over six records, and one record that waits."""
    made = []
    for batch in (1, 2, 3):
        made += [record(kind="test", subject=f"thing {n}") for n in range(batch)]
        seal()
    record(kind="test", subject="late")
    return made


def forge(*statements):
    """Do what only the owner of the database can do."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


def said(**how):
    out, wrong = io.StringIO(), io.StringIO()
    call_command("ledger", "verify", stdout=out, stderr=wrong, **how)
    return out.getvalue().splitlines()


def test_it_says_in_plain_words_what_holds_and_what_waits(sealed):
    last = Seal.objects.get(number=3).digest
    assert said() == [
        "3 seals hold.",
        "6 records are what was sealed; none is missing between.",
        "1 record waits for its seal and is not proved yet.",
        f"The last seal has the digest {last}: keep it elsewhere.",
    ]


def test_an_empty_record_holds():
    assert said()[0] == "0 seals hold."


def test_a_digest_kept_elsewhere_is_found_in_the_chain(sealed):
    kept = Seal.objects.get(number=2).digest
    assert said(digest=kept)[-1] == "The digest that was kept is one of this chain."


def test_a_chain_that_was_cut_off_is_found_by_a_digest_kept_elsewhere(sealed):
    kept = Seal.objects.get(number=3).digest
    forge(
        "DELETE FROM ledger_record WHERE seal_id = 3",
        "DELETE FROM ledger_seal WHERE number = 3",
    )
    assert list(faults()) == []
    assert examine(kept).faults == [f"no seal has the digest {kept}"]
    with pytest.raises(CommandError, match="1 fault"):
        said(digest=kept)


FORGED = {
    "UPDATE ledger_record SET reason = 'x' WHERE id = (SELECT max(id) FROM "
    "ledger_record WHERE seal_id = 3)": "a record under seal 3 is not what was sealed",
    "DELETE FROM ledger_record WHERE id = (SELECT min(id) FROM ledger_record "
    "WHERE seal_id = 2)": "seal 2 holds 2 records, not 1",
    "UPDATE ledger_record SET seal_id = 3 WHERE seal_id IS NULL": (
        "seal 3 holds 3 records, not 4"
    ),
    "DELETE FROM ledger_record WHERE seal_id = 2": "seal 2 holds 2 records, not 0",
    "UPDATE ledger_seal SET root = repeat('b', 64) WHERE number = 2": (
        "a record under seal 2 is not what was sealed"
    ),
    "UPDATE ledger_seal SET digest = repeat('b', 64) WHERE number = 2": (
        "seal 2 has another digest"
    ),
    "UPDATE ledger_seal SET previous = repeat('b', 64) WHERE number = 3": (
        "seal 3 does not follow the seal before it"
    ),
}


@pytest.mark.parametrize(("statement", "sentence"), FORGED.items())
def test_whatever_is_forged_is_named(sealed, statement, sentence):
    forge(statement)
    assert any(each.startswith(sentence) for each in faults())


def test_a_lost_seal_is_named_once(sealed):
    forge(
        "DELETE FROM ledger_record WHERE seal_id = 2",
        "DELETE FROM ledger_seal WHERE number = 2",
    )
    assert list(faults()) == [
        "seal 2 is missing",
        "seal 3 does not follow the seal before it",
    ]


def test_it_asks_two_questions_however_many_seals(sealed, django_assert_num_queries):
    with django_assert_num_queries(3):
        examine()
