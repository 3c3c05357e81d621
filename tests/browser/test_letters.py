"""Choosing and stopping letters in a real browser, without JavaScript."""

import pytest

from councils.models import Person
from councils.notices.stopping import stop_address
from councils.notices.wishes import wishes_of_one
from councils.services.letters import choose_letters
from tests.factories import make_count
from tests.letterbox import write


@pytest.mark.parametrize("language", ["de", "en"])
def test_letters_are_chosen_previewed_and_stopped(year, visit, client, language):
    ada = Person.objects.get(username="ada")
    choose_letters(person=ada, cadences={"round_opened": "daily"})
    make_count(year)
    Person.objects.update(email="ada@example.org")
    write()
    visitor = visit(language=language, width=320, scripts=False)
    visitor.carry(client, ada)
    page = visitor.page

    visitor.go("/letters/")
    visitor.check_width()
    page.check("input[name='occasion-plan_published'][value=weekly]")
    page.fill("#id_threshold", "1.500")
    page.click("main button")
    assert page.locator(".problems").count() == 1
    visitor.check_width()
    page.fill("#id_threshold", "15")
    page.click("main button")
    assert page.locator(".messages").count() == 1
    assert wishes_of_one(ada).cadence("plan_published") == "weekly"

    visitor.go("/letters/next/")
    visitor.check_width()
    assert page.locator("main article").count() >= 1

    stop = stop_address(ada, "plan_published")
    visitor.go("/letters/" + stop.partition("/letters/")[2])
    page.click("button[value=these]")
    assert wishes_of_one(ada).cadence("plan_published") == "never"


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_of_letters_are_accessible(year, visit, client, width):
    ada = Person.objects.get(username="ada")
    choose_letters(person=ada, cadences={"round_opened": "daily"})
    Person.objects.update(email="ada@example.org")
    make_count(year)
    write()
    visitor = visit(language="en", width=width)
    visitor.carry(client, ada)
    stop = stop_address(ada, "plan_published").partition("/letters/")[2]
    for where in ("/letters/", "/letters/next/", f"/letters/{stop}"):
        assert visitor.go(where).status == 200, where
        visitor.check()
