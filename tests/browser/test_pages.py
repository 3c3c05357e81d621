"""Every page fits, is accessible and silent: both languages, widths and colours."""

import pytest

from councils.models import Council, Person
from proposals.services import save_draft

PUBLIC = [
    "/",
    "/login/",
    "/words/",
    "/practice/",
    "/years/2027/",
    "/years/2027/rounds/1/",
    "/years/2027/rounds/2/",
    "/years/2027/plain/",
    "/years/2027/rounds/1/plain/",
    "/years/2027/rounds/2/plain/",
    "/years/2027/goods/bread/",
    "/years/2027/check/",
    "/years/2026/check/",
    "/years/2026/plan/",
    "/years/2026/plan/?show=councils",
    "/years/2026/plan/?show=councils&good=bread",
]
MEMBERS = [
    "/",
    "/years/2027/councils/eaters/",
    "/years/2027/councils/eaters/draft/",
    "/years/2027/councils/eaters/draft/check/",
    "/years/2027/councils/eaters/draft/discard/",
    "/years/2027/councils/eaters/withdraw/",
    "/years/2027/councils/eaters/standing/",
    "/years/2027/councils/eaters/beliefs/",
    "/years/2027/check/eaters/1/",
    "/years/2025/councils/eaters/offer/",
    "/years/2027/councils/eaters/revisions/1/",
    "/years/2026/councils/eaters/assignment/",
    "/years/2027/councils/bakers/",
    "/years/2027/councils/bakers/standing/",
]


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_page(year, visit, client, language, width):
    visitor = visit(language=language, width=width)
    for where in PUBLIC:
        assert visitor.go(where).status == 200, where
        visitor.check()

    ada = Person.objects.get(username="ada")
    council = Council.objects.get(slug="eaters")
    # A draft with something wrong in it.
    save_draft(
        council=council,
        period=year,
        lines={
            "bread": {"request": "1.500", "offer": ""},
            "cake": {"request": "3000", "offer": ""},
            "park": {"request": "1", "offer": "2"},
        },
        note="Reasons.",
        version=0,
        saved_by=ada,
    )
    visitor.carry(client, ada)
    for where in MEMBERS:
        assert visitor.go(where).status == 200, where
        visitor.check()


@pytest.mark.parametrize("width", [600, 768, 1060])
def test_every_page_fits_between_a_telephone_and_a_desk(year, visit, client, width):
    visitor = visit(language="de", width=width)
    visitor.carry(client, Person.objects.get(username="ada"))
    for where in PUBLIC + MEMBERS:
        visitor.go(where)
        visitor.check_width()


def test_a_page_that_is_not_there_is_a_page_too(year, visit):
    visitor = visit(width=320)
    assert visitor.go("/years/none/").status == 404
    visitor.check(console=False)


def test_a_form_sent_with_errors_leads_to_them(year, visit):
    visitor = visit(width=320)
    visitor.go("/login/")
    visitor.page.fill("#id_username", "nobody")
    visitor.page.fill("#id_password", "wrong")
    visitor.page.click("main form button")

    assert visitor.page.evaluate("document.activeElement.className") == "problems"
    visitor.check()


def test_a_first_visit_is_light(year, visit):
    """150 kB at most, before anything is compressed."""
    visitor = visit()
    loaded = []
    visitor.page.on("response", lambda reply: loaded.append(len(reply.body())))

    visitor.go("/years/2027/councils/eaters/draft/")
    visitor.page.wait_for_load_state("networkidle")

    assert 0 < sum(loaded) <= 150_000
