"""Lists in pages, filters, and parameters that cannot be taken."""

import json

import pytest

from federation.views.lists import ListView
from iteration.models import Round
from tests.factories import make_good, make_open_period
from tests.federation.world import problem

V1 = "/api/v1"
YEAR = f"{V1}/periods/2027"


@pytest.fixture
def world(db, shared_world):
    return shared_world


def everything(caller, path):
    """All entries of a list, page after page."""
    items = []
    while path:
        page = caller.get(path).json()
        items += page["items"]
        path = page["next"]
    return items


@pytest.fixture
def shelf(world):
    """A year of 23 goods."""
    goods = {make_good(f"good-{number:02}"): number + 1 for number in range(23)}
    return make_open_period(goods, code="shelf")


@pytest.mark.parametrize("limit", [1, 5, 22, 23, 24, 1000])
def test_pages_show_every_good_once_and_in_order(world, shelf, limit):
    path = f"{V1}/periods/shelf/goods?limit={limit}"
    codes = [good["code"] for good in everything(world.anybody, path)]

    assert codes == sorted(good.code for good in shelf.goods.all())


def test_what_comes_in_between_shifts_no_page(world):
    for code in ("a", "c", "e"):
        make_open_period({world.bread: 1}, code=code)
    first = world.anybody.get(f"{V1}/periods?limit=2").json()

    make_open_period({world.bread: 1}, code="b")
    rest = everything(world.anybody, first["next"])

    codes = [year["code"] for year in [*first["items"], *rest]]
    assert codes == ["2027", "a", "b", "c", "e"]


def test_the_next_page_keeps_the_filter(world, shelf):
    first = world.anybody.get(
        f"{V1}/periods/shelf/goods?category=consumption&limit=3"
    ).json()

    assert "category=consumption" in first["next"]
    assert len(everything(world.anybody, first["next"])) == 20


def test_filters_narrow(world, shelf):
    get = world.anybody.get

    def count(path):
        return len(get(f"{V1}/periods{path}").json()["items"])

    assert count("?status=open") == 2
    assert count("?status=published") == 0
    assert count("/shelf/goods?category=labour") == 0
    assert count("/2027/rounds?status=open") == 1
    assert count("/shelf/rounds/1/prices?good=good-07") == 1
    assert count("/2027/rounds/1/results?within_tolerance=true") == 0
    assert count("/2027/rounds/1/results?within_tolerance=false") == 1


@pytest.mark.parametrize(
    ("query", "name", "code"),
    [
        ("page=2", "page", "unknown-parameter"),
        ("Limit=2", "Limit", "unknown-parameter"),
        ("format=json", "format", "unknown-parameter"),
        ("status=secret", "status", "invalid-parameter"),
        ("status=draft", "status", "invalid-parameter"),
        ("status=open&status=open", "status", "repeated-parameter"),
        ("limit=0", "limit", "invalid-parameter"),
        ("limit=1001", "limit", "invalid-parameter"),
        ("limit=-1", "limit", "invalid-parameter"),
        ("limit=%D9%A3", "limit", "invalid-parameter"),
        ("limit=1_0", "limit", "invalid-parameter"),
        ("limit=5%0A", "limit", "invalid-parameter"),
        ("cursor=", "cursor", "invalid-parameter"),
        ("cursor=%00", "cursor", "invalid-parameter"),
        ("cursor=a", "cursor", "invalid-parameter"),
        ("cursor=AA", "cursor", "invalid-parameter"),
        ("cursor=__79", "cursor", "invalid-parameter"),
        ("%FF=1", "\ufffd", "unknown-parameter"),
    ],
)
def test_a_parameter_that_cannot_be_taken_is_named(world, query, name, code):
    response = world.anybody.get(f"{V1}/periods?{query}")

    [fault] = problem(response, 400, "invalid-parameters")["errors"]
    assert (fault["parameter"], fault["code"]) == (name, code)
    assert fault["message"]


INJECTIONS = [
    "' OR 1=1 --",
    "1; DROP TABLE proposals_period",
    "bread' UNION SELECT password FROM councils_person --",
    "pg_sleep(10)",
    "\\",
    "%",
    "_" * 61,
]


@pytest.mark.parametrize("text", INJECTIONS)
@pytest.mark.parametrize(
    "path",
    [
        "/periods?status=",
        "/periods?cursor=",
        "/periods?limit=",
        "/periods/2027/goods?category=",
        "/periods/2027/rounds/1/prices?good=",
        "/councils/eaters/proposals?period=",
        "/periods/2027/plan/assignments?council=",
    ],
)
def test_no_parameter_reaches_the_database_unread(world, path, text):
    response = world.ours.client.get(
        f"{V1}{path.split('?')[0]}",
        {path.split("?")[1].strip("="): text},
        headers={"Authorization": f"Bearer {world.ours.token}"},
    )
    problem(response, 400, "invalid-parameters")


def test_numbers_of_rounds_that_no_column_holds_are_not_found(world):
    for number in ("0", "3", "99999", "9" * 30, "9" * 4999, "-1", "1.0", "%D9%A1"):
        problem(world.anybody.get(f"{YEAR}/rounds/{number}"), 404, "not-found")


def test_head_is_get_without_the_body(world):
    response = world.anybody.client.head(f"{YEAR}/rounds/1/document")
    assert response.status_code == 200
    assert response["ETag"]
    assert response.content == b""


def test_a_list_asks_the_database_the_same_few_times_however_long_it_is(
    world, shelf, django_assert_max_num_queries
):
    assert Round.objects.filter(period=shelf).count() == 1
    for path in ("/periods", "/periods/shelf/goods", "/periods/shelf/rounds/1/prices"):
        with django_assert_max_num_queries(4):
            world.anybody.get(V1 + path)


def test_numbers_in_documents_are_text(world):
    body = world.anybody.get(f"{YEAR}/rounds/1/results").content
    assert json.loads(body, parse_float=pytest.fail)


def test_a_list_that_does_not_say_its_rows_cannot_be_made():
    class Nameless(ListView):
        pass

    with pytest.raises(TypeError, match="rows"):
        Nameless()
