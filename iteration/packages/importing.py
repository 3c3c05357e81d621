"""A data package into the database: all of it or nothing."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models.functions import Now

from councils.models import Council, Person
from iteration.packages import rows
from iteration.packages.exporting import concerned
from iteration.packages.faults import Refusal, Refused
from iteration.packages.fingerprint import fingerprint
from iteration.packages.fitting import DESCRIPTOR, changed, misfits
from iteration.packages.years import before, beginning
from ledger.services import record
from planning.package import Package, PeriodRow
from proposals.models import Good, Period, Proposal
from proposals.services import Line, fill_catalogue, submit_many

# Any number will do, as long as nothing else in the database uses it.
IMPORTING = 7_310_002


@dataclass(frozen=True)
class ImportReport:
    """What an import did. ``new`` is False if the same package was here already."""

    period: Period
    new: bool
    goods: int
    councils: int
    proposals: int
    instructions: int
    entitlements: int
    changes: int


@dataclass(frozen=True)
class Named:
    """The goods and councils of the package, as they are in the database."""

    goods: dict[str, Good]
    councils: dict[str, Council]

    def lines(self, quantities: Iterable[tuple[str, str, int]]) -> list[Line]:
        return rows.lines_of(quantities, self.councils, self.goods)


def import_package(*, package: Package, actor: Person | None = None) -> ImportReport:
    """Create the package's year, in preparation, and the closed year before it.

    Goods and councils are created or brought up to date. The first proposals are last
    year's, times the changes expected. One transaction: an error leaves nothing. The
    same package again changes nothing.

    Raises Refused, with every fault, if the package does not fit what is here.
    """
    try:
        with transaction.atomic():
            return _import(package, actor)
    except (ValidationError, IntegrityError, DataError) as error:
        words = getattr(error, "messages", None) or str(error).splitlines()
        refusal = Refusal(DESCRIPTOR, None, None, "refused", {"detail": words[0]})
        raise Refused([refusal]) from error


def _import(package: Package, actor: Person | None) -> ImportReport:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORTING])
    mark = fingerprint(package)
    if known := Period.objects.filter(code=package.period.code).first():
        if json.loads(known.package or "{}").get("fingerprint") == mark:
            return ImportReport(known, False, 0, 0, 0, 0, 0, 0)
        raise Refused([_taken(known)])
    if faults := misfits(package):
        raise Refused(faults)
    named = Named(
        rows.store_goods(package.goods), rows.store_councils(package.councils)
    )
    previous = _year_before(package, named)
    period = _year(package.period, previous)
    period.tolerance, period.silence = package.tolerance, package.silence
    period.full_clean()
    period.save()
    report = _fill(package, period, named)
    _remember(package, period, named, mark)
    record(
        kind="package.imported",
        subject=period.code,
        actor=actor,
        data={
            "package": package.descriptor.name,
            "fingerprint": mark,
            "previous": previous.code if previous else None,
            "councils": report.councils,
            "proposals": report.proposals,
        },
    )
    return report


def _taken(known: Period) -> Refusal:
    code = "begun" if known.frozen_at else "taken"
    shown = {"value": known.code, "status": known.get_status_display()}
    return Refusal(DESCRIPTOR, None, "commonplan.period", code, shown)


def _year(row: PeriodRow, previous: Period | None) -> Period:
    return Period(
        code=row.code,
        name_en=row.name_en,
        name_de=row.name_de,
        starts=row.starts,
        ends=row.ends,
        previous=previous,
    )


def _year_before(package: Package, named: Named) -> Period | None:
    """Last year, closed; one that is here already is the same, or it would not fit."""
    if package.previous is None:
        return None
    if known := Period.objects.filter(code=package.previous.code).first():
        return known
    period = _year(package.previous, None)
    period.full_clean()
    period.save()
    _fill_catalogue(package, period, named)
    quantities = ((row.council, row.good, row.quantity) for row in package.proposals)
    submit_many(
        period=period, lines=named.lines(quantities), origin=Proposal.Origin.FILE
    )
    Period.objects.filter(pk=period.pk).update(
        status=Period.Status.CLOSED, frozen_at=Now()
    )
    return period


def _fill(package: Package, period: Period, named: Named) -> ImportReport:
    _fill_catalogue(package, period, named)
    rows.store_entitlements(package, period, named.councils)
    rows.store_changes(package, period, named.councils, named.goods)
    first = submit_many(
        period=period,
        lines=named.lines(changed(package)),
        origin=Proposal.Origin.FILE,
    )
    return ImportReport(
        period=period,
        new=True,
        goods=len(named.goods),
        councils=len(named.councils),
        proposals=first,
        instructions=rows.store_instructions(package.standing, named.councils),
        entitlements=len(package.entitlements),
        changes=len(package.changes),
    )


def _fill_catalogue(package: Package, period: Period, named: Named) -> None:
    prices = {named.goods[row.good]: row.price for row in package.prices}
    fill_catalogue(period=period, prices=prices)


def _remember(package: Package, period: Period, named: Named, mark: str) -> None:
    """Keep what has no other place here, so that an export can give it back."""
    descriptor = package.descriptor
    found = concerned(period, before(period) or beginning(period))
    silent = [slug for slug, each in named.councils.items() if each.pk not in found]
    period.package = json.dumps(
        {
            "name": descriptor.name,
            "title": descriptor.title,
            "extra": dict(descriptor.extra),
            "councils": silent,
            "fingerprint": mark,
        }
    )
    period.save(update_fields=["package"])
