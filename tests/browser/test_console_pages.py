"""Every page of the console fits, is accessible and silent, for whoever may open it."""

import pytest
from django.urls import resolve

from console.urls import urlpatterns
from councils.models import Council
from tests.browser.console_cast import make_cast
from tests.browser.console_places import WALKS
from tests.browser.looking import LOST, SMALL, TOO_WIDE, violations

# Files, pieces of pages, and what only takes a form.
NO_PAGES = {
    *("answers-table", "checks-table", "entitlements-csv", "what-if-csv"),
    *("what-if-json", "what-if-progress", "record-lines", "record-table"),
    *("record-seals", "record-program", "record-proof", "guide-starter"),
    *("practice-begin", "practice-reset", "retry-letter", "lift-maintenance"),
}
# What a step that is not possible now is answered, in words.
STATUS = {200, 409}
NUMBERS = ("run", "other", "wanted", "review", "credit", "letter", "record")
ANYTHING = dict.fromkeys(NUMBERS, 1) | {
    "copy": "2028-practice",
    "auditor": "00000000-0000-0000-0000-000000000000",
}


def faults_of(visitor, where):
    """What is wrong with a page, all of it."""
    visitor.complaints.clear()
    answer, page = visitor.go(where), visitor.page
    if answer.status not in STATUS:
        return [(where, answer.status)]
    page.wait_for_load_state()
    found = []
    if (too_wide := page.evaluate(TOO_WIDE)) > 0:
        found.append((where, f"{too_wide} pixels too wide"))
    for name, script in (("too small", SMALL), ("cannot be read", LOST)):
        found += [(where, name, each) for each in page.evaluate(script)]
    found += [(where, *each) for each in violations(page)]
    refused = answer.status == 409  # The browser itself complains of it.
    found += [(where, each) for each in visitor.complaints if not refused]
    return found


@pytest.mark.parametrize(("language", "width"), [("de", 320), ("en", 1280)])
def test_every_page_of_the_console(year, visit, client, language, width):
    people, numbers = make_cast(year, Council.objects.get(slug="eaters"))
    visitor = visit(language=language, width=width)
    found = []
    for name, walk in WALKS.items():
        if name in people:  # Everybody is nobody in particular.
            visitor.carry(client, people[name])
        for where in walk:
            found += faults_of(visitor, where.format(**numbers))
    assert found == [], "\n".join(map(str, found))


def test_every_page_of_the_console_is_visited_by_a_browser():
    addresses = [each for walk in WALKS.values() for each in walk]
    paths = [each.partition("?")[0].format(**ANYTHING) for each in addresses]
    visited = {resolve(path).url_name for path in paths}
    # The very first page is opened by `test_first_year`.
    assert {route.name for route in urlpatterns} - visited == NO_PAGES | {"first"}
