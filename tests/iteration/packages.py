"""A small economy as a package, with everything a package can say."""

from datetime import date
from decimal import Decimal

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
    write,
)


def make_package(code="2027", before="2026", **tables):
    """Two streets, their federation, a bakery and a commons that says nothing."""
    previous = before and make_year(before)
    descriptor = Descriptor(
        name="two-streets",
        title="Two streets / Zwei Straßen",
        period=make_year(code),
        previous=previous,
        tolerance=Decimal("0.025"),
        silence="zero",
        extra={"zulu": 1.50, "licenses": [{"name": "CC0-1.0"}], "alpha": "ä, \u0000"},
    )
    rows = {
        "goods": [
            GoodRow("bread", "Bread", "Brot", "consumption", "kg", 3, "CPA 10.71"),
            GoodRow("hours", "Hours", "Stunden", "labour", "h", 2, "", "Of any work."),
            GoodRow("park", "Park", "Park", "public", "{park}", 0, ""),
        ],
        "councils": [
            CouncilRow(
                *("bakery", "Bakery", "worker", "", 4),
                *(Decimal("48.59"), Decimal("9.79283"), "Bäckerei"),
            ),
            CouncilRow("green", "Village green", "commons", "", 0, None, None),
            CouncilRow("north", 'North, "Street"', "consumer", "town", 30, None, None),
            CouncilRow("south", "South Street", "consumer", "town", 20, None, None),
            CouncilRow("town", "Town", "consumer_federation", "", 0, None, None),
        ],
        "proposals": [
            ProposalRow("bakery", "bread", -103_001),
            ProposalRow("bakery", "hours", 8_000),
            ProposalRow("north", "bread", 62_001),
            ProposalRow("north", "hours", -5_000),
            ProposalRow("south", "bread", 41_000),
            ProposalRow("south", "hours", -3_000),
            ProposalRow("town", "park", 1),
        ],
        "prices": [
            PriceRow("bread", Decimal("2.5")),
            PriceRow("hours", Decimal("12")),
            PriceRow("park", Decimal("0.000000000000001")),
        ],
        "standing": [
            StandingRow(*("bakery", "follow"), *(Decimal("0.2"), Decimal("1.3"), None)),
            StandingRow("green", "keep", Decimal(1), Decimal(1), None),
            StandingRow("north", "follow", Decimal(12), Decimal(0), Decimal("50.125")),
        ],
        "entitlements": [
            EntitlementRow("north", "allowance", Decimal("900.5")),
            EntitlementRow("north", "effort", Decimal(0)),
            EntitlementRow("south", "effort", Decimal("600.01")),
        ],
        "changes": [
            ChangeRow("north", "bread", Decimal("0.5"), "A picnic, less", "Ein Fest"),
            ChangeRow("south", "bread", Decimal("1.000001")),
            ChangeRow("town", "park", Decimal("0.5")),
        ],
    }
    if not before:
        rows["changes"] = []
    return Package(descriptor=descriptor, **(rows | tables))


def make_year(code):
    start = date(int(code[:4]), 1, 1)
    ends = date(int(code[:4]), 12, 31)
    return PeriodRow(code, f"Year {code}", f"Jahr {code}", start, ends)


def make_folder(path, package=None):
    """A package written to a folder; return the folder."""
    write(package or make_package(), path)
    return path


def contents(folder):
    """The bytes of every file in a folder, by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}
