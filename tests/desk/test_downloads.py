"""A year's public figures to take away: complete, documented, harmless."""

import csv
import io
import json

import pytest
from django.core.cache import cache
from openpyxl import load_workbook

from desk.spreadsheets.public.tables import TABLES, WITHHELD
from iteration.models import Assignment, Plan, Price, Publication, Result, Round
from iteration.services import publish_plan, settle_period
from proposals.models import CatalogueEntry, Good, Period
from tests.factories import (
    make_council,
    make_count,
    make_good,
    make_open_period,
    make_period,
    make_proposal,
    reload,
)

pytestmark = pytest.mark.django_db
PUBLIC = [
    Period,
    Good,
    CatalogueEntry,
    Round,
    Price,
    Result,
    Plan,
    Assignment,
    Publication,
]


@pytest.fixture
def year():
    """A year with a published plan; a good's name begins like a formula."""
    bread = make_good("bread", name_en="=1+1", name_de="-2")
    period = make_open_period({bread: "2"}, code="2026")
    make_proposal(make_council("eaters"), period, {bread: 80_000})
    make_proposal(make_council("bakers", kind="worker"), period, {bread: -79_000})
    make_count(period)
    settle_period(period=reload(period))
    publish_plan(period=reload(period))
    return period


def rows(client, name):
    answer = client.get(f"/years/2026/data/{name}.csv")
    assert answer.status_code == 200
    assert answer.streaming
    text = b"".join(answer.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("model", PUBLIC, ids=lambda model: model.__name__)
def test_no_public_column_is_left_out(model):
    shown = {column.source for table in TABLES.values() for column in table.columns}
    fields = {
        f"{model.__name__}.{field.name}"
        for field in model._meta.concrete_fields
        if not field.primary_key
    }

    assert fields - shown - WITHHELD.keys() == set()


def test_every_source_of_a_column_is_a_field():
    models = {model.__name__: model for model in PUBLIC}
    sources = [column.source for table in TABLES.values() for column in table.columns]
    for source in [*filter(None, sources), *WITHHELD]:
        model, _dot, field = source.partition(".")
        assert models[model]._meta.get_field(field)


def test_every_column_says_what_it_means():
    for table in TABLES.values():
        assert str(table.about)
        assert all(str(column.about) for column in table.columns)


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_its_columns_and_rows(client, year, name):
    found = rows(client, name)

    assert list(found[0] if found else []) == [
        column.name for column in (TABLES[name].columns if found else [])
    ]
    assert found or name == "pulls"


def test_figures_are_exact_and_written_for_machines(client, year):
    result = rows(client, "results")[0]
    assert (result["requested"], result["offered"]) == ("80", "79")
    assert rows(client, "prices")[0]["price"] == "2"
    totals = rows(client, "plan_totals")[0]
    assert totals["requested"] == totals["offered"] == "79"
    councils = {
        row["council"]: row["quantity"] for row in rows(client, "plan_councils")
    }
    assert councils == {"eaters": "79", "bakers": "-79"}
    assert rows(client, "rounds")[0]["agreed"] == "true"


def test_a_name_that_begins_like_a_formula_is_harmless(client, year):
    good = rows(client, "goods")[0]
    assert (good["name_en"], good["name_de"]) == ("'=1+1", "'-2")

    body = b"".join(client.get("/years/2026/data/all.xlsx").streaming_content)
    book = load_workbook(io.BytesIO(body))
    assert book["goods"]["B2"].value == "'=1+1"
    assert book["plan_councils"]["D2"].value == -79
    assert book["plan_councils"]["D2"].data_type == "n"


def test_the_document_has_every_table_and_its_dictionary(client, year):
    answer = client.get("/years/2026/data/all.json")
    document = json.loads(b"".join(answer.streaming_content))

    assert document["tables"].keys() == document["dictionary"].keys() == TABLES.keys()
    assert document["tables"]["prices"] == [{"round": 1, "good": "bread", "price": "2"}]
    assert document["tables"]["goods"][0]["name_en"] == "=1+1"


def test_the_descriptor_names_every_column(client, year):
    package = json.loads(client.get("/years/2026/data/datapackage.json").content)

    found = {
        resource["name"]: [field["name"] for field in resource["schema"]["fields"]]
        for resource in package["resources"]
    }
    assert found == {
        name: [column.name for column in table.columns]
        for name, table in TABLES.items()
    }


def test_the_page_leads_to_every_table(client, year):
    page = client.get("/years/2026/data/").content.decode()

    for name in TABLES:
        assert f"/years/2026/data/{name}.csv" in page


def test_no_table_is_there_that_is_not_named_and_no_year_in_preparation(client, year):
    assert client.get("/years/2026/data/drafts.csv").status_code == 404
    make_period("2028", {make_good("oats"): "1"})
    cache.clear()
    for name in ("", "all.json", "all.xlsx", "goods.csv", "datapackage.json"):
        assert client.get(f"/years/2028/data/{name}").status_code == 404


def test_an_open_round_has_prices_and_no_results(client):
    make_open_period({make_good("oats"): "1"}, code="2026")

    assert rows(client, "prices")[0]["price"] == "1"
    assert rows(client, "results") == []
    assert rows(client, "plan") == []
