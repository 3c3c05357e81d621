"""Figures that never change are made once; nobody sees what somebody else asked."""

import pytest
from django.urls import reverse

from tests.factories import make_bread_year, make_count

pytestmark = pytest.mark.django_db


@pytest.fixture
def where():
    period, *_others = make_bread_year()
    make_count(period)
    return reverse("desk:round", args=[period.code, 1])


def test_a_counted_round_is_read_once(client, where, django_assert_max_num_queries):
    table = client.get(where).content.partition(b"<table")[2]
    with django_assert_max_num_queries(5):
        assert client.get(where).content.partition(b"<table")[2] == table


def test_each_language_and_each_search_has_its_own(client, where):
    english = client.get(where).content.decode()
    german = client.get(where, headers={"Accept-Language": "de"}).content.decode()
    assert "Requested" in english
    assert "Requested" not in german
    assert "No good fits." in client.get(where, {"q": "nothing"}).content.decode()


def test_what_one_visitor_added_to_the_address_is_not_shown_to_another(client, where):
    client.get(where, {"sort": "good", "evil": "1"})
    assert "evil" not in client.get(where, {"sort": "good"}).content.decode()


def test_a_query_that_is_too_long_is_answered_and_not_kept(client, where):
    assert client.get(where, {"q": "x" * 500}).status_code == 200
