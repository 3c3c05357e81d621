"""Many rows at once, from a package into the tables."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models.functions import Now

from councils.models import Council
from planning.package import CouncilRow, GoodRow, Package, StandingRow
from proposals.models import Change, Entitlement, Good, Period, StandingInstruction
from proposals.services import Line

BATCH = 2_000
GOOD = [*("name_en", "name_de", "category", "unit", "decimals"), "classification"]
COUNCIL = ["name", "name_de", "kind", "members", "latitude", "longitude"]
INSTRUCTION = ("mode", "substitution", "supply_response", "capacity")


def store_goods(rows: Iterable[GoodRow]) -> dict[str, Good]:
    """Create or update goods; return them by their codes."""
    columns = [*GOOD, "note", "synonyms_en", "synonyms_de"]
    goods = [
        Good(code=row.code, **{name: getattr(row, name) for name in columns})
        for row in rows
    ]
    Good.objects.bulk_create(
        goods,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=columns,
    )
    codes = {good.code for good in goods}
    return {good.code: good for good in Good.objects.all() if good.code in codes}


def store_councils(rows: Iterable[CouncilRow]) -> dict[str, Council]:
    """Create or update councils with their federations; return them by their slugs."""
    rows = {row.slug: row for row in rows}
    councils = [
        Council(slug=slug, **{name: getattr(row, name) for name in COUNCIL})
        for slug, row in rows.items()
    ]
    # First under nobody: a new order may turn an old one upside down.
    _upsert(councils, [*COUNCIL, "parent"])
    stored = {each.slug: each for each in Council.objects.all() if each.slug in rows}
    below = [stored[slug] for slug, row in rows.items() if row.parent]
    for council in below:
        council.parent = stored[rows[council.slug].parent]
    _move(below)
    return stored


def _upsert(councils: list[Council], columns: list[str]) -> None:
    Council.objects.bulk_create(
        councils,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=columns,
    )


def _move(councils: list[Council]) -> None:
    """One statement a federation: there are far fewer of them than councils."""
    below = defaultdict(list)
    for council in councils:
        below[council.parent_id].append(council.pk)
    for parent, keys in below.items():
        Council.objects.filter(pk__in=keys).update(parent=parent)


def store_instructions(
    rows: Iterable[StandingRow], councils: dict[str, Council]
) -> int:
    """Give standing instructions; one that says something else is ended.

    Return how many are new.
    """
    wanted = {councils[row.council].pk: row for row in rows}
    # Whoever instructs meanwhile waits, as in the service for a single council.
    waiting = Council.objects.filter(pk__in=wanted).order_by("pk")
    list(waiting.select_for_update(no_key=True).values_list("pk"))
    standing = StandingInstruction.objects.filter(until=None, council__in=wanted)
    same = {
        each.council_id
        for each in standing
        if _figures(each) == _figures(wanted[each.council_id])
    }
    standing.exclude(council__in=same).update(until=Now())
    new = [
        StandingInstruction(
            council_id=key, **{name: getattr(row, name) for name in INSTRUCTION}
        )
        for key, row in wanted.items()
        if key not in same
    ]
    return len(StandingInstruction.objects.bulk_create(new, batch_size=BATCH))


def _figures(instruction: StandingInstruction | StandingRow) -> tuple[object, ...]:
    return tuple(getattr(instruction, name) for name in INSTRUCTION)


def store_entitlements(
    package: Package, period: Period, councils: dict[str, Council]
) -> None:
    """What councils may use in the new year."""
    Entitlement.objects.bulk_create(
        [
            Entitlement(
                council=councils[row.council],
                period=period,
                source=row.source,
                amount=row.amount,
            )
            for row in package.entitlements
        ],
        batch_size=BATCH,
    )


def store_changes(
    package: Package,
    period: Period,
    councils: dict[str, Council],
    goods: dict[str, Good],
) -> None:
    """How the new year is expected to differ, with the reasons."""
    Change.objects.bulk_create(
        [
            Change(
                period=period,
                council=councils[row.council],
                good=goods[row.good],
                factor=row.factor,
                note_en=row.note_en,
                note_de=row.note_de,
            )
            for row in package.changes
        ],
        batch_size=BATCH,
    )


def lines_of(
    quantities: Iterable[tuple[str, str, int]],
    councils: dict[str, Council],
    goods: dict[str, Good],
) -> list[Line]:
    """Quantities by council and good as lines, in the order of the councils' keys."""
    lines: dict[int, dict[int, int]] = defaultdict(dict)
    for council, good, units in quantities:
        lines[councils[council].pk][goods[good].pk] = units
    return [
        Line(council, sorted(mine), [mine[good] for good in sorted(mine)])
        for council, mine in sorted(lines.items())
    ]
