import pytest
from django.db import DatabaseError, IntegrityError, connection

from ledger.canonical import canonical
from ledger.merkle import EMPTY, follows, path, root
from ledger.models import Record, Seal
from ledger.services import record, seal
from ledger.verify import faults

pytestmark = pytest.mark.django_db


@pytest.fixture
def decided():
    """Three things that were decided, none of them sealed yet."""
    return [record(kind="test", subject=f"thing {n}", data={"n": n}) for n in range(3)]


def past_the_triggers(statement, key):
    """Do what only the owner of the database can do."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, [key])
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_a_record_cannot_be_changed(decided):
    with pytest.raises(IntegrityError, match="never changed"):
        Record.objects.filter(pk=decided[0].pk).update(subject="another")


def test_a_record_cannot_be_deleted(decided):
    with pytest.raises(IntegrityError, match="never changed or deleted"):
        decided[0].delete()


def test_a_fraction_is_refused_before_it_is_written():
    with pytest.raises(TypeError, match=r"\$\.share is 0\.5"):
        record(kind="test", subject="x", data={"share": 0.5})
    assert not Record.objects.exists()


def test_sealing_takes_all_that_waits_and_then_nothing(decided):
    first = seal()

    assert (first.number, first.records) == (1, 3)
    assert seal() is None
    assert list(faults()) == []


def test_each_seal_carries_the_digest_of_the_one_before(decided):
    first = seal()
    record(kind="test", subject="later")
    second = seal()

    assert second.previous == first.digest
    assert list(faults()) == []


def test_a_sealed_record_cannot_be_moved_to_another_seal(decided):
    seal()
    record(kind="test", subject="later")
    other = seal()

    with pytest.raises(IntegrityError, match="only sealed"):
        Record.objects.filter(pk=decided[0].pk).update(seal=other)


def test_a_seal_that_skips_a_number_is_refused():
    with pytest.raises(DatabaseError, match="does not follow"):
        Seal.objects.create(
            number=2, records=1, root="r", previous="0" * 64, digest="d"
        )


def test_a_forged_record_is_found(decided):
    seal()
    past_the_triggers(
        "UPDATE ledger_record SET subject = 'forged' WHERE id = %s", decided[1].pk
    )

    first, last = decided[0].pk, decided[-1].pk
    assert list(faults()) == [
        f"a record under seal 1 is not what was sealed: one of {first} to {last}"
    ]


def test_a_lost_record_is_found(decided):
    seal()
    past_the_triggers("DELETE FROM ledger_record WHERE id = %s", decided[1].pk)

    assert list(faults()) == ["seal 1 holds 3 records, not 2"]


@pytest.mark.parametrize("size", range(1, 18))
def test_every_leaf_has_a_short_path_to_the_root(size):
    leaves = [f"leaf {n}" for n in range(size)]
    for place, text in enumerate(leaves):
        steps = path(leaves, place)
        assert follows(text, steps, root(leaves))
        assert not follows(text + "!", steps, root(leaves))
        assert len(steps) <= (size - 1).bit_length()


def test_nothing_has_a_root_of_its_own():
    assert root([]) == EMPTY != root([""])


def test_equal_documents_are_equal_bytes():
    assert canonical({"b": 1, "a": {"d": 2, "c": 3}}) == canonical(
        {"a": {"c": 3, "d": 2}, "b": 1}
    )
