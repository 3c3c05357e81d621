"""The committed region: what anyone may rely on who plans with it."""

from collections import Counter, defaultdict
from fractions import Fraction

import pytest

from demo import build, tables
from demo.incomes import CARED, UNPAID
from demo.region import region
from planning.package import read, write
from planning.rows import CATEGORIES, KINDS, RECIPES

SOURCED = (
    "recipes",
    "final_use",
    "public_use",
    "primary_prices",
    "ways",
    "skills",
)


@pytest.fixture(scope="module")
def package():
    """The region as committed; reading it is the validation."""
    return read(build.FOLDER)


@pytest.fixture(scope="module")
def lines(package):
    """Smallest units by council and good."""
    result = defaultdict(dict)
    for row in package.proposals:
        result[row.council][row.good] = row.quantity
    return result


@pytest.fixture(scope="module")
def worth(package):
    """Exact credits of a number of smallest units of a good."""
    decimals = {good.code: good.decimals for good in package.goods}
    price = {row.good: Fraction(row.price) for row in package.prices}
    return lambda good, units: price[good] * units / 10 ** decimals[good]


def of_kind(package, *kinds):
    return [council for council in package.councils if council.kind in kinds]


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_building_it_again_gives_the_committed_bytes(tmp_path):
    write(region(), tmp_path)

    assert content(tmp_path) == content(build.FOLDER)


def test_reading_and_writing_it_changes_nothing(package, tmp_path):
    write(package, tmp_path)

    assert content(tmp_path) == content(build.FOLDER)


def test_last_year_every_good_was_offered_exactly_as_requested(package):
    total, traded = Counter(), set()
    for row in package.proposals:
        total[row.good] += row.quantity
        traded.add(row.good)

    assert traded == {good.code for good in package.goods}
    assert {good: excess for good, excess in total.items() if excess} == {}


def test_last_year_no_producer_took_more_than_it_gave(package, lines, worth):
    for council in of_kind(package, *RECIPES):
        proposal = lines[council.slug]
        gave = sum(worth(good, -q) for good, q in proposal.items() if q < 0)
        took = sum(worth(good, q) for good, q in proposal.items() if q > 0)

        assert gave >= took, council.slug
        if council.kind == "worker":
            assert gave <= took * Fraction("1.1"), council.slug


def test_every_neighbourhood_could_just_pay_for_its_year(package, lines, worth):
    entitled = Counter()
    for row in package.entitlements:
        entitled[row.council] += Fraction(row.amount)
    heads = Counter()
    for council in of_kind(package, "consumer"):
        heads[council.parent] += council.members
    for council in of_kind(package, "consumer"):
        public = sum(worth(good, q) for good, q in lines[council.parent].items())
        cost = public * council.members / heads[council.parent]
        cost += sum(worth(good, q) for good, q in lines[council.slug].items() if q > 0)

        assert cost <= entitled[council.slug] < cost + 1, council.slug


def test_entitlements_are_whole_credits(package):
    assert {row.source for row in package.entitlements} == {
        "effort",
        "allowance",
        "credit",
        "compensation",
        "need",
    }
    assert all(row.amount == int(row.amount) > 0 for row in package.entitlements)


def test_it_is_large_enough_to_be_a_region(package):
    people = sum(council.members for council in of_kind(package, "consumer"))

    assert 60 <= len(package.councils) <= 120
    assert 40 <= len(package.goods) <= 70
    assert len(of_kind(package, "consumer")) >= 30
    assert 12_000 <= people <= 20_000


def test_every_kind_of_council_and_category_of_good_is_there(package):
    assert {council.kind for council in package.councils} == set(KINDS)
    assert {good.category for good in package.goods} == set(CATEGORIES)


def test_everything_has_a_name_in_both_languages(package):
    assert all(good.name_en and good.name_de for good in package.goods)
    assert all(council.name and council.name_de for council in package.councils)
    assert all(change.note_en and change.note_de for change in package.changes)
    for names in (
        [good.name_en for good in package.goods],
        [good.name_de for good in package.goods],
        [council.name for council in package.councils],
        [council.name_de for council in package.councils],
    ):
        assert len(set(names)) == len(names)


def test_usual_quantities_are_counted_finely_and_none_is_too_large(package):
    assert all(1000 <= abs(row.quantity) < 10**12 for row in package.proposals)


def test_every_council_has_a_standing_instruction_and_a_place(package):
    slugs = {council.slug for council in package.councils}

    assert {row.council for row in package.standing} == slugs
    assert {row.mode for row in package.standing} == {"keep", "follow"}
    assert all(council.latitude and council.longitude for council in package.councils)


def test_flexibility_stays_within_what_is_sensible(package):
    kind = {council.slug: council.kind for council in package.councils}
    for row in package.standing:
        if kind[row.council] == "consumer":
            assert 0.5 <= row.substitution <= 1.2, row.council
        elif kind[row.council] == "worker":
            assert 0.05 <= float(row.substitution) <= 0.4, row.council
            assert 0.3 <= row.supply_response <= 2, row.council
    response = {row.council: float(row.supply_response) for row in package.standing}
    assert response["farmland-commons"] == 0
    assert response["groundwater-community"] == response["climate-community"] == 0.3


def test_a_capacity_leaves_room_for_this_year(package, lines, worth):
    factor = {(row.council, row.good): row.factor for row in package.changes}
    decimals = {good.code: good.decimals for good in package.goods}
    bounded = [row for row in package.standing if row.capacity is not None]
    for row in bounded:
        offers = {good: -q for good, q in lines[row.council].items() if q < 0}
        main = max(offers, key=lambda good: worth(good, offers[good]))
        this_year = offers[main] * Fraction(factor.get((row.council, main), 1))

        assert this_year / 10 ** decimals[main] < row.capacity, row.council
    assert len(bounded) >= 8


def test_both_consumer_federations_request_public_goods_and_nothing_else(
    package, lines
):
    public = {good.code for good in package.goods if good.category == "public"}
    for federation in of_kind(package, "consumer_federation"):
        assert lines[federation.slug].keys() <= public
        assert all(quantity > 0 for quantity in lines[federation.slug].values())
    requested = {
        row.good for row in package.proposals if row.good in public and row.quantity > 0
    }
    assert requested == public


def test_unpaid_care_is_given_by_every_neighbourhood_and_all_of_it_is_used(
    package, lines
):
    consumers = of_kind(package, "consumer")
    for council in consumers:
        assert lines[council.slug][UNPAID] == -lines[council.slug][CARED]
    used = [council for council, goods in lines.items() if goods.get(UNPAID, 0) > 0]

    assert used == ["care-circle-lower", "care-circle-upper"]


def test_unpaid_care_is_no_income_and_the_cared_for_do_not_pay(package, lines, worth):
    amounts = {(row.council, row.source): row.amount for row in package.entitlements}
    for council in of_kind(package, "consumer"):
        goods = lines[council.slug]
        need = worth(CARED, goods[CARED])
        paid = sum(
            worth(good, -quantity)
            for good, quantity in goods.items()
            if quantity < 0 and good != UNPAID
        )

        assert need - 1 < amounts[council.slug, "need"] <= need
        assert amounts[council.slug, "effort"] < paid


def test_every_emission_and_every_hour_is_both_requested_and_offered(package):
    category = {good.code: good.category for good in package.goods}
    offering = defaultdict(set)
    kind = {council.slug: council.kind for council in package.councils}
    for row in package.proposals:
        if row.quantity < 0:
            offering[category[row.good]].add(kind[row.council])

    assert offering["labour"] == {"consumer"}
    assert offering["pollutant"] == {"community"}
    assert offering["resource"] == {"commons"}
    assert offering["capital"] == {"commons"}


@pytest.mark.parametrize("name", SOURCED)
def test_every_figure_names_its_source(name):
    for row in tables.rows(name):
        assert len(row["source"].strip()) >= len("assumption"), row
        assert None not in row, row
        assert "http" not in row["source"], row


def test_every_good_is_made_and_no_recipe_is_idle():
    run = {operation.recipe for operation in tables.operations()}
    made = {
        good
        for recipe in tables.recipes().values()
        for good, quantity in recipe.lines.items()
        if quantity < 0
    }
    hours = {
        code for code, good in tables.goods().items() if good["category"] == "labour"
    }

    assert run == set(tables.recipes())
    assert made | hours == set(tables.goods())


def test_the_changes_take_place_where_they_are_said_to(package):
    factor = {(row.council, row.good): row.factor for row in package.changes}
    proposed = {(row.council, row.good) for row in package.proposals}

    assert factor.keys() <= proposed
    farms = {council for council, good in factor if good == "wheat"}
    assert len(farms) == 4
    assert all(str(factor[farm, "wheat"]) == "0.85" for farm in farms)
    assert {good for council, good in factor if council == "clinic"} == {
        row.good for row in package.proposals if row.council == "clinic"
    }
