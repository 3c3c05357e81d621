"""No page of the desk is left out: each is seen by a browser somewhere."""

from pathlib import Path
from uuid import UUID

import pytest
from django.urls import resolve

from desk.urls import urlpatterns
from tests.browser.places import (
    CLERKS,
    ELSEWHERE,
    MEMBERS,
    NO_PAGES,
    PUBLIC,
    TOGETHER,
)

ANYTHING = {"person": UUID(int=0), "wish": 1, "token": "t", "ballot": 1, "change": 2}
NAMES = {route.name for route in urlpatterns}


def test_every_page_of_the_desk_is_visited_by_a_browser():
    addresses = [*PUBLIC, *MEMBERS, *TOGETHER, *CLERKS]
    paths = [each.partition("?")[0].format(**ANYTHING) for each in addresses]
    visited = {resolve(path).url_name for path in paths}

    assert NAMES - visited - ELSEWHERE.keys() - NO_PAGES == set()
    assert visited & (ELSEWHERE.keys() | NO_PAGES) == set()
    assert (ELSEWHERE.keys() | NO_PAGES) - NAMES == set()


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_page_visited_elsewhere_is_visited_there(name):
    file, words = ELSEWHERE[name]
    source = Path(__file__).with_name(f"{file}.py").read_text(encoding="utf-8")

    assert words in source
