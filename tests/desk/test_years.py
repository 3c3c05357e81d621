"""The public pages of rounds: years, rounds, goods, documents."""

import hashlib
import json
import re

import pytest

from iteration.models import Publication
from proposals.models import Period
from tests.factories import (
    make_bread_year,
    make_council,
    make_count,
    make_good,
    make_open_period,
    make_proposal,
)

pytestmark = pytest.mark.django_db
GAPS = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " "})


def read(client, where, **headers):
    page = client.get(where, headers=headers)
    assert page.status_code == 200, where
    return page.content.decode().translate(GAPS)


@pytest.fixture
def year():
    """A year whose first round is counted: 80 kg of bread requested, 60 offered."""
    period, bread, eaters, bakers = make_bread_year(code="2027")
    make_count(period)
    return period, bread, eaters, bakers


def test_a_year_shows_its_rounds_its_rules_and_its_documents(client, year):
    digest = Publication.objects.get().digest

    text = read(client, "/years/2027/")

    assert "Round 2 is open until" in text
    assert "29 %" in text  # 2 · (80 − 60) / (80 + 60)
    assert "A good counts as balanced within 3 %" in text
    assert "counted with its last proposal" in text
    assert f"/documents/{digest}/" in text
    assert '<svg class="chart"' in text
    assert "<title " in text
    assert "<desc " in text


@pytest.mark.parametrize("status", [s for s in Period.Status.values if s != "draft"])
@pytest.mark.parametrize("rule", Period.Rule.values)
def test_a_year_can_be_read_in_every_state(client, year, status, rule):
    Period.objects.update(status=status, rule=rule)
    read(client, "/years/2027/")


@pytest.mark.parametrize("silence", Period.Silence.values)
def test_the_rule_for_silence_is_said_in_words(client, year, silence):
    Period.objects.update(silence=silence)
    assert "A council that does not answer is" in read(client, "/years/2027/")


def test_a_counted_round_shows_requests_offers_and_the_next_price(client, year):
    text = read(client, "/years/2027/rounds/1/")

    assert "33 % more requested than offered" in text
    assert "80 kg" in text
    assert "60 kg" in text
    assert "2.50" in text
    assert "One good is out of tolerance" in text


def test_an_open_round_says_why_each_price_is_what_it_is(client, year):
    text = read(client, "/years/2027/rounds/2/")

    assert "Open until" in text
    assert "33 % more requested than offered: price up by" in text


def test_the_very_first_prices_have_no_reason_yet(client):
    make_bread_year(code="2027")
    assert "First price of the year" in read(client, "/years/2027/rounds/1/")


CATEGORIES = {"apples": "labour", "beans": "public", "corn": "labour"}
OFFERED = {"apples": 99, "beans": 90, "corn": 50}


@pytest.fixture
def three(client):
    """A counted round of three goods, each further from balance than the one before.

    Gives the goods of the page in the order in which they stand there.
    """
    goods = {
        make_good(code, category=category): "1" for code, category in CATEGORIES.items()
    }
    period = make_open_period(goods, code="2027")
    makers, eaters = make_council(kind="worker"), make_council()
    make_proposal(eaters, period, dict.fromkeys(goods, 100))
    make_proposal(makers, period, {good: -OFFERED[good.code] for good in goods})
    make_count(period)

    def listed(query=""):
        text = read(client, f"/years/2027/rounds/1/{query}")
        rows = text.partition("<tbody>")[2]
        return re.findall(r'<th scope="row"><a href="/years/2027/goods/(\w+)/"', rows)

    return listed


def test_the_worst_good_stands_first(three):
    assert three() == ["corn", "beans", "apples"]


def test_goods_are_sorted_by_name_or_category_on_demand(three):
    assert three("?sort=good") == ["apples", "beans", "corn"]
    assert three("?sort=category") == ["apples", "corn", "beans"]


def test_goods_are_filtered_by_category_and_part_of_a_name(three):
    assert three("?category=labour") == ["corn", "apples"]
    assert three("?q=EAN") == ["beans"]
    assert three("?q=corn%20(de)") == ["corn"]
    assert three("?q=gold") == []


@pytest.mark.parametrize(
    "query",
    [
        "?sort=x&category=y&q=%00",
        "?page=0",
        "?page=99999999999999999999",
        "?page=x",
        "?q=" + "x" * 3000,
        "?q=%27%20OR%201=1%20--",
        "?q=%25_",
        "?sort=imbalance;drop",
    ],
)
def test_no_choice_breaks_the_list(client, year, query):
    read(client, f"/years/2027/rounds/1/{query}")


def test_a_long_catalogue_is_shown_page_by_page(client):
    goods = {make_good(f"good-{n:03}"): "1" for n in range(120)}
    make_open_period(goods, code="2027")

    first = read(client, "/years/2027/rounds/1/?category=consumption")
    last = read(client, "/years/2027/rounds/1/?category=consumption&page=3")

    assert first.count('<th scope="row">') == 50
    assert "category=consumption&amp;page=2" in first
    assert last.count('<th scope="row">') == 20


@pytest.mark.parametrize(
    "where",
    [
        "/years/none/",
        "/years/2027/rounds/0/",
        "/years/2027/rounds/99/",
        "/years/2027/rounds/99999999999999999999/",
        "/years/2027/goods/gold/",
        "/years/2027/plan/",
        "/documents/abc/",
        "/years/2027/councils/none/",
    ],
)
def test_what_is_not_there_is_not_found(client, year, where):
    assert client.get(where).status_code in (302, 404)


def test_a_good_outside_this_years_catalogue_has_no_page_in_it(client, year):
    make_good("gold")
    assert client.get("/years/2027/goods/gold/").status_code == 404


def test_a_good_shows_its_price_and_imbalance_over_the_rounds(client, year):
    period, _bread, _eaters, _bakers = year
    make_count(period)

    text = read(client, "/years/2027/goods/bread/")

    assert "In round 3 the indicative price is" in text
    assert "Count of round 2" in text
    assert text.count('<svg class="chart"') == 2
    assert "+29 %" in text


def test_a_good_nobody_counted_yet_shows_its_price_alone(client):
    make_bread_year(code="2027")
    assert read(client, "/years/2027/goods/bread/").count('<svg class="chart"') == 1


def test_a_document_is_served_byte_for_byte_what_its_digest_says(client, year):
    kept = Publication.objects.get()

    page = client.get(f"/documents/{kept.digest}/")

    assert page.headers["Content-Type"] == "application/json"
    assert hashlib.sha256(page.content).hexdigest() == kept.digest
    assert json.loads(page.content)["kind"] == "round"
    assert "immutable" in page.headers["Cache-Control"]


def test_a_document_somebody_has_already_is_not_sent_again(client, year):
    where = f"/documents/{Publication.objects.get().digest}/"
    tag = client.get(where).headers["ETag"]

    again = client.get(where, headers={"If-None-Match": tag})

    assert (again.status_code, again.content) == (304, b"")


def test_a_digest_that_is_no_document_is_no_304(client, year):
    where = "/documents/" + "0" * 64 + "/"
    reply = client.get(where, headers={"If-None-Match": '"' + "0" * 64 + '"'})
    assert reply.status_code == 404


def test_pages_are_read_in_german_too(client, year):
    for where in ("/years/2027/", "/years/2027/rounds/1/", "/years/2027/goods/bread/"):
        text = read(client, where, **{"Accept-Language": "de"})
        assert '<html lang="de">' in text
    assert "Bread (de)" in text
