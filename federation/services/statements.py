"""What a server above says of rounds: once, and otherwise as evidence."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from federation.models import SharedYear, Statement
from ledger.canonical import digest
from ledger.services import record

Kind = Statement.Kind
CONTRADICTS = "contradicts "
# Of each sort of fault: a few prove it, and whoever sends more wants room.
MOST_FAULTS = 3


class Otherwise(Exception):
    """A server signed something else about the same before; both are kept."""

    def __init__(self, first: Statement) -> None:
        super().__init__(first.digest)
        self.first = first


def keep_statement(
    *,
    year: SharedYear,
    number: int,
    kind: str,
    body: str,
    fixed: str,
    proof: Mapping[str, str],
) -> Statement:
    """Keep what the server above said; the same again is the same row.

    ``fixed`` is the part of it that cannot be said otherwise. Raises Otherwise if it
    was: then both stay, with what was signed, for anybody to check.
    """
    place: dict[str, Any] = {"year": year, "number": number, "kind": kind}
    row: dict[str, Any] = {"body": body, "digest": digest(fixed), "proof": dict(proof)}
    try:
        with transaction.atomic():
            return Statement.objects.create(**place, **row)
    except IntegrityError:
        first = Statement.objects.get(**place, fault="")
    if first.digest == row["digest"]:
        return first
    _keep_fault(place, row, f"{CONTRADICTS}{first.digest}", first.digest)
    raise Otherwise(first)


def keep_fault(
    *,
    year: SharedYear,
    number: int,
    kind: str,
    body: str,
    proof: Mapping[str, str],
    why: str,
) -> None:
    """Keep what the server above signed and what does not hold, as evidence."""
    place: dict[str, Any] = {"year": year, "number": number, "kind": kind}
    row: dict[str, Any] = {"body": body, "digest": digest(body), "proof": dict(proof)}
    _keep_fault(place, row, why[:300] or "does not hold")


@transaction.atomic
def _keep_fault(
    place: dict[str, Any], row: dict[str, Any], why: str, other: str = ""
) -> None:
    year = SharedYear.objects.select_for_update().get(pk=place["year"].pk)
    known = Statement.objects.filter(**place).exclude(fault="")
    if known.filter(digest=row["digest"]).exists():
        return
    # What was merely wrong takes no room from what contradicts.
    contradicting = Q(fault__startswith=CONTRADICTS)
    if known.filter(contradicting if other else ~contradicting).count() >= MOST_FAULTS:
        return
    Statement.objects.create(**place, **row, fault=why)
    data = {"server": year.parent.origin, "digest": row["digest"]}
    record(
        kind=f"told.{place['kind']}" if other else "told.wrong",
        subject=f"{year.period.code}/{place['number']}",
        data=data | ({"other": other} if other else {"why": why}),
    )
