from datetime import UTC

from django.db import connection, transaction

from ledger import faults
from ledger.canonical import canonical, digest
from ledger.merkle import root
from ledger.models import Record, Seal

GENESIS = "0" * 64
# Any number will do, as long as nothing else in the database uses it.
SEALING = 7_310_001
BATCH = 10_000


def unsealed() -> bool:
    """Say whether any record waits for its seal."""
    return Record.objects.filter(seal=None).exists()


@transaction.atomic
def seal() -> Seal | None:
    """Close the records that have no seal yet under the next; None if there are none.

    One sealer at a time; a second one that comes meanwhile leaves at once. A record
    whose transaction commits later than its neighbours simply falls under a later seal.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALING])
        if not cursor.fetchone()[0]:
            return None
    waiting = list(Record.objects.filter(seal=None).order_by("pk")[:BATCH])
    if not waiting:
        return None
    last = Seal.objects.order_by("-number").first()
    number = last.number + 1 if last else 1
    previous = last.digest if last else GENESIS
    merkle_root = root([leaf_of(record) for record in waiting])
    new = Seal.objects.create(
        number=number,
        records=len(waiting),
        root=merkle_root,
        previous=previous,
        digest=digest_of(number, merkle_root, previous),
    )
    Record.objects.filter(pk__in=[record.pk for record in waiting]).update(seal=new)
    faults.hit("record.before_sealing")
    return new


def leaf_of(record: Record) -> str:
    """A record as the text that is hashed under its seal."""
    return canonical(
        {
            "id": record.pk,
            "at": record.at.astimezone(UTC).isoformat(),
            "kind": record.kind,
            "subject": record.subject,
            "actor": record.actor,
            "reason": record.reason,
            "data": record.data,
        }
    )


def digest_of(number: int, merkle_root: str, previous: str) -> str:
    """What identifies a seal: its number, its root and the seal before."""
    return digest(
        canonical({"number": number, "root": merkle_root, "previous": previous})
    )
