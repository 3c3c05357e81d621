"""The rows of the data package: councils, their year, and how this year differs."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from demo import incomes, tables, whole
from demo.costs import prices
from demo.final_use import final_use
from demo.levels import flows
from demo.whole import Units
from planning.package import (
    ChangeRow,
    CouncilRow,
    Descriptor,
    EntitlementRow,
    GoodRow,
    Package,
    PeriodRow,
    PriceRow,
    ProposalRow,
    StandingRow,
)

# Hours that a member of a worker council works there in a year; many work in two.
HOURS_PER_MEMBER = 1200
FEWEST_MEMBERS = 3
CONSUMER = "consumer"


def region() -> Package:
    """The whole region as a data package."""
    price = prices()
    flow = flows(final_use())
    requested = whole.requests(flow)
    accounts = incomes.accounts(requested, price)
    offered = whole.offers({**flow, **incomes.labour(requested, accounts)}, requested)
    units = {**requested, **offered}
    return Package(
        descriptor=_descriptor(),
        goods=[
            GoodRow(
                code=row["code"],
                name_en=row["name_en"],
                name_de=row["name_de"],
                category=row["category"],
                unit=row["unit"],
                decimals=int(row["decimals"]),
                classification=row["classification"],
                synonyms_en=row["synonyms_en"],
                synonyms_de=row["synonyms_de"],
            )
            for row in tables.rows("goods")
        ],
        councils=_councils(units),
        proposals=[
            ProposalRow(council, good, quantity)
            for (council, good), quantity in units.items()
        ],
        prices=[PriceRow(good, amount) for good, amount in price.items()],
        standing=_standing(units, price),
        entitlements=[
            EntitlementRow(council, source, Decimal(amount))
            for council, source, amount in incomes.entitlements(units, accounts)
        ],
        changes=_changes(units),
    )


def _descriptor() -> Descriptor:
    return Descriptor(
        name="tessach-valley",
        title="Tessach Valley / Tessachtal",
        period=_year(2027),
        previous=_year(2026),
        tolerance=Decimal("0.03"),
        silence="carry",
        extra={
            "description": "An invented river valley with physical coefficients from"
            " published sources and stated assumptions; demo/README.md says how."
        },
    )


def _year(year: int) -> PeriodRow:
    return PeriodRow(
        code=str(year),
        name_en=f"Plan year {year}",
        name_de=f"Planjahr {year}",
        starts=date(year, 1, 1),
        ends=date(year, 12, 31),
    )


def _councils(units: Units) -> list[CouncilRow]:
    members = _members(units)
    return [
        CouncilRow(
            slug=row["slug"],
            name=row["name"],
            name_de=row["name_de"],
            kind=row.get("kind", CONSUMER),
            parent=row["parent"] if "parent" in row else row["federation"],
            members=members[row["slug"]],
            latitude=Decimal(row["latitude"]),
            longitude=Decimal(row["longitude"]),
        )
        for row in _all_councils()
    ]


def _all_councils() -> list[dict[str, str]]:
    return [*tables.rows("councils"), *tables.rows("neighbourhoods")]


def _members(units: Units) -> dict[str, int]:
    """Heads: who lives there, who works there, whose commons or whose wells it is."""
    hours: dict[str, float] = defaultdict(float)
    for (council, good), quantity in units.items():
        if tables.goods()[good]["category"] == "labour" and quantity > 0:
            hours[council] += quantity / tables.scale(good)
    heads = {slug: tables.heads(slug, "member") for slug in tables.neighbourhoods()}
    people: dict[str, int] = defaultdict(int, heads)
    for slug, row in tables.neighbourhoods().items():
        people[row["federation"]] += heads[slug]
    people["groundwater-community"] = people["lower-tessach"]
    for row in tables.rows("councils"):
        if row["kind"] == "worker":
            at_work = round(hours[row["slug"]] / HOURS_PER_MEMBER)
            people[row["slug"]] = max(FEWEST_MEMBERS, at_work)
            people[row["parent"]] += people[row["slug"]]
        elif row["kind"] in ("commons", "community") and not people[row["slug"]]:
            people[row["slug"]] = sum(heads.values())
    return people


def _standing(units: Units, price: dict[str, Decimal]) -> list[StandingRow]:
    return [
        StandingRow(
            council=row["slug"],
            mode=row["mode"] or "keep",
            substitution=Decimal(row["substitution"] or 0),
            supply_response=Decimal(row["supply_response"] or 0),
            capacity=_capacity(row, units, price),
        )
        for row in _all_councils()
    ]


def _capacity(
    row: dict[str, str], units: Units, price: dict[str, Decimal]
) -> Decimal | None:
    """The largest output a plant could give: last year's, times the factor stated."""
    if not row.get("capacity"):
        return None
    offers = {
        good: Decimal(-quantity) / tables.scale(good)
        for (council, good), quantity in units.items()
        if council == row["slug"] and quantity < 0
    }
    main = max(offers, key=lambda good: offers[good] * price[good])
    return Decimal(round(offers[main] * Decimal(row["capacity"])))


def _changes(units: Units) -> list[ChangeRow]:
    """This year's changes, line by line; a recipe stands for all who run it."""
    runners: dict[str, list[str]] = defaultdict(list)
    for operation in tables.operations():
        runners[operation.recipe].append(operation.council)
    slugs = {row["slug"] for row in _all_councils()}
    result = []
    for row in tables.rows("changes"):
        councils = [row["who"]] if row["who"] in slugs else runners[row["who"]]
        lines = [
            (council, good)
            for council, good in units
            if council in councils and row["good"] in ("", good)
        ]
        if not lines:
            raise ValueError(f"nobody has the line {row['who']} {row['good']}")
        for council, good in lines:
            factor = Decimal(row["factor"])
            change = ChangeRow(council, good, factor, row["note_en"], row["note_de"])
            result.append(change)
    return result
