from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.fields import in_units, plain, smallest
from planning.package import (
    ChangeRow,
    CouncilRow,
    GoodRow,
    PriceRow,
    ProposalRow,
    StandingRow,
    read,
    write,
)
from tests.planning.packages import TABLES, describe, edited, make_package


@pytest.fixture
def package(tmp_path):
    return read(make_package(tmp_path / "small"))


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_every_row_is_read_with_exact_numbers(package):
    assert package.goods[0] == GoodRow(
        "bread",
        "Bread",
        "Brot",
        "consumption",
        "kg",
        3,
        "CPA 10.7",
        "Weighed, not counted",
    )
    assert package.councils[0] == CouncilRow(
        "bakery",
        "Bakery",
        "worker",
        "",
        12,
        Decimal("52.5"),
        Decimal("13.4"),
        "Bäckerei",
    )
    assert package.councils[1].parent == "town"
    assert package.councils[1].latitude is None
    assert package.proposals[0] == ProposalRow("bakery", "bread", -1000500)
    assert package.proposals[7] == ProposalRow("mill", "flour", -8005)
    assert package.prices[2] == PriceRow("hours", Decimal("1.000001"))
    assert package.standing[0] == StandingRow(
        "bakery", "follow", Decimal("0.5"), Decimal("1.2"), Decimal("1200.5")
    )
    assert package.standing[1].capacity is None
    assert package.entitlements[1].amount == Decimal("990.5")
    assert package.changes[0] == ChangeRow(
        "bakery", "flour", Decimal("1.1"), "Wholemeal", "Vollkorn"
    )


def test_the_package_names_its_year_and_the_year_before(package):
    assert (package.period.code, package.period.ends) == ("2027", date(2027, 12, 31))
    assert package.previous.name_de == "Jahr 2026"
    assert (package.tolerance, package.silence) == (Decimal("0.03"), "carry")


def test_a_package_comes_back_byte_for_byte(package, tmp_path):
    write(package, tmp_path / "again")
    assert content(tmp_path / "again") == content(tmp_path / "small")


def test_a_package_without_its_optional_parts_comes_back_byte_for_byte(tmp_path):
    tables = {
        "goods.csv": "code,name_en,name_de,category,unit,decimals,classification\n"
        "bread,Bread,Brot,consumption,kg,3,\n",
        "councils.csv": "slug,name,kind,parent,members,latitude,longitude\n"
        "east,East,consumer,,1,,\n",
        "proposals.csv": "council,good,quantity\n",
        "prices.csv": "good,price\nbread,2\n",
        "standing.csv": "council,mode,substitution,supply_response,capacity\n",
        "entitlements.csv": "council,source,amount\n",
    }
    description = describe(tables)
    del description["commonplan"]["previous"]
    folder = make_package(
        tmp_path / "bare",
        changed=tables | {"changes.csv": None},
        description=description,
    )
    package = read(folder)
    assert package.previous is None
    assert package.changes == []
    write(package, tmp_path / "again")
    assert content(tmp_path / "again") == content(folder)


def test_other_entries_of_the_description_are_kept(tmp_path):
    description = describe()
    description["licenses"] = [{"name": "CC-BY-4.0"}]
    folder = make_package(tmp_path / "small", description=description)
    write(read(folder), tmp_path / "again")
    again = read(tmp_path / "again")
    assert again.descriptor.extra == {"licenses": [{"name": "CC-BY-4.0"}]}


def test_rows_and_numbers_are_written_in_one_way(package, tmp_path):
    shuffled = replace(
        package,
        proposals=package.proposals[::-1],
        goods=package.goods[::-1],
        prices=[
            replace(row, price=row.price * Decimal("1.000")) for row in package.prices
        ],
    )
    write(shuffled, tmp_path / "again")
    assert content(tmp_path / "again") == content(tmp_path / "small")


def test_changes_that_are_gone_take_their_file_along(package, tmp_path):
    write(package, tmp_path / "again")
    write(replace(package, changes=[]), tmp_path / "again")
    assert not (tmp_path / "again" / "changes.csv").exists()
    assert read(tmp_path / "again").changes == []


def test_a_byte_order_mark_and_windows_line_ends_are_read_but_never_written(
    package, tmp_path
):
    text = TABLES["goods.csv"].replace("\n", "\r\n")
    marked = {"goods.csv": b"\xef\xbb\xbf" + text.encode()}
    folder = make_package(tmp_path / "marked", changed=marked)
    assert read(folder) == package
    write(read(folder), tmp_path / "again")
    assert content(tmp_path / "again") == content(tmp_path / "small")


def test_blank_lines_are_passed_over(package, tmp_path):
    changed = edited("prices.csv", "flour,", "\nflour,")
    assert read(make_package(tmp_path / "gaps", changed=changed)) == package


def test_columns_may_stand_in_any_order(package, tmp_path):
    lines = [line.split(",") for line in TABLES["prices.csv"].splitlines()]
    turned = "".join(f"{price},{good}\n" for good, price in lines)
    folder = make_package(tmp_path / "turned", changed={"prices.csv": turned})
    assert read(folder) == package


@given(st.integers(-(10**15) + 1, 10**15 - 1).filter(bool), st.integers(0, 3))
def test_a_quantity_comes_back_from_its_decimal_form(units, decimals):
    units %= 10 ** (12 + decimals)
    if units:
        assert smallest(in_units(units, decimals), decimals) == units


@given(st.decimals(-(10**12), 10**12, places=6))
def test_a_number_is_written_plainly_and_comes_back(value):
    written = plain(value)
    assert Decimal(written) == value
    assert "E" not in written.upper()
    assert written != "-0"
    assert "." not in written or not written.endswith(("0", "."))


def test_the_economy_has_its_goods_and_councils_in_order(package):
    economy = package.economy()
    assert economy.goods == ("bread", "flour", "hours", "park")
    assert economy.councils == (
        "bakery",
        "east",
        "gardeners",
        "mill",
        "town",
        "west",
    )
    assert economy.parent.tolist() == [-1, 4, -1, -1, -1, 4]
    assert economy.consumer.tolist() == [False, True, False, False, False, True]
    assert economy.federation.tolist() == [False] * 4 + [True, False]
    assert economy.slack.tolist() == [False, False, True, False]
    assert economy.entitlement.tolist() == [0, 1290.5, 0, 0, 0, 860]
    assert economy.book.whole.tolist() == [True, False, True, True, False, False]


def test_the_economy_counts_smallest_units_and_takes_up_the_changes(package):
    economy = package.economy()
    assert economy.prices == pytest.approx([0.002, 0.075, 1.000001, 3.0])
    bakery = slice(0, 3)
    assert economy.book.quantity[bakery].tolist() == [-1000500, 8800, 900]
    east = economy.book.council == 1
    assert economy.book.quantity[east].tolist() == [570238, -1000]


def test_the_economy_takes_up_the_standing_instructions(package):
    declared = package.economy().flexibility
    assert declared.follow.tolist() == [True, True, False, True, False, True]
    assert declared.substitution[0] == 0.5
    assert declared.supply_response[3] == 0.8
    assert declared.capacity[0] == 1200500
    assert np.isinf(declared.capacity[1:]).all()


def test_a_council_without_standing_instruction_keeps_its_proposal(tmp_path):
    changed = edited("standing.csv", "bakery,follow,0.5,1.2,1200.5\n", "")
    economy = read(make_package(tmp_path / "small", changed=changed)).economy()
    assert not economy.flexibility.follow[0]


def test_one_price_for_all_is_entitlements_over_primary_supply(package):
    economy = package.economy()
    level = (1290.5 + 860) / 1600
    assert economy.equal_prices() * economy.unit == pytest.approx(np.full(4, level))


def test_without_entitlements_the_one_price_is_a_credit(tmp_path):
    changed = {"entitlements.csv": "council,source,amount\n"}
    economy = read(make_package(tmp_path / "small", changed=changed)).economy()
    assert economy.equal_prices() * economy.unit == pytest.approx(np.ones(4))


def test_an_economy_without_proposals_has_an_empty_book(tmp_path):
    changed = {"proposals.csv": "council,good,quantity\n"}
    economy = read(make_package(tmp_path / "small", changed=changed)).economy()
    assert economy.book.n_lines == 0
