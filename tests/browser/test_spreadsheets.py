"""Spreadsheets, print and paper as somebody uses them, with and without scripts."""

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from councils.models import Council, Person
from desk.access import find_place
from desk.printing.form_number import new_number
from proposals.models import Draft, Proposal

EATERS = "/years/2027/councils/eaters/"
PAGES = [
    EATERS + "draft/sheet/",
    EATERS + "print/",
    EATERS + "print/?size=large",
    EATERS + "paper/",
    EATERS + "paper/enter/",
    "/years/2027/councils/bakers/print/",
    "/years/2027/data/",
]


@pytest.fixture
def ada(year):
    return Person.objects.get(username="ada")


def filled_in(path, **figures):
    """Write figures into the sheet as a person would; ``figures`` are by code."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(min_row=2):
        if row[0].value in figures:
            row[4].value = figures[row[0].value]
    book.save(path)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_out_filled_in_and_in_again_and_one_step_back(
    ada, visit, client, tmp_path, scripts
):
    visitor = visit(width=320, scripts=scripts)
    visitor.carry(client, ada)
    page = visitor.page
    look = visitor.check if scripts else lambda **_how: None
    visitor.go(EATERS + "draft/sheet/")
    with page.expect_download() as download:
        page.click("a[href$='/xlsx/']")
    path = tmp_path / "sheet.xlsx"
    download.value.save_as(path)
    filled_in(path, bread=77, cake="1.500", park="much")

    page.set_input_files("#file", path)
    page.click(".upload button")
    expect(page.locator(".doubt")).to_contain_text("Row")
    expect(page.locator("tbody")).to_contain_text("77")
    assert not Draft.objects.exists()
    look()
    page.click("form .actions button")
    expect(page.locator(".problems")).to_contain_text("choose which figure")
    look(console=False)
    page.check("[name=cake-request-reading][value='1500']")
    page.click("form .actions button")

    page.wait_for_url("**/draft/sheet/done/")
    look(console=False)
    lines = Draft.objects.get().lines
    assert (lines["bread"]["request"], lines["cake"]["request"]) == ("77", "1500")
    page.click("section form button")
    page.wait_for_url(f"**{EATERS}draft/")
    assert Draft.objects.get().lines["bread"]["request"] == "80"


def test_a_form_is_typed_in_by_keyboard_and_adds_itself_up(ada, visit, client):
    visitor = visit()
    visitor.carry(client, ada)
    page, keys = visitor.page, visitor.page.keyboard
    eaters = Council.objects.get(slug="eaters")
    number = new_number(find_place(ada, "2027", eaters.slug))
    visitor.go(EATERS + "paper/enter/")

    expect(page.locator("#form")).to_be_focused()
    keys.type(number)
    keys.press("Tab")
    keys.type("90,5")
    expect(page.locator("#sum-request-now")).to_contain_text("90.5")
    keys.press("Tab")
    keys.type("9")
    expect(page.locator("#sum-request-now")).to_contain_text("99.5")
    page.fill("#sum-request", "99,5")
    expect(page.locator("#sum-request-now .done")).to_be_visible()
    visitor.check()
    keys.press("Enter")
    page.locator("#changes").wait_for()
    visitor.check()
    page.click("button[value=submit]")

    page.wait_for_url("**/revisions/2/")
    expect(page.locator(".quoted")).to_contain_text(number)
    proposal = Proposal.objects.get(council=eaters, revision=2, period__code="2027")
    assert proposal.origin == Proposal.Origin.CLERK
    assert sorted(proposal.quantities) == [9, 90_500]


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_page_fits_is_accessible_and_silent(ada, visit, client, language, width):
    visitor = visit(language=language, width=width)
    visitor.carry(client, ada)
    for where in PAGES:
        assert visitor.go(where).status == 200, where
        visitor.check()


def test_the_view_for_the_assembly_is_one_sheet_of_paper(ada, visit, client):
    visitor = visit()
    visitor.carry(client, ada)
    visitor.go(EATERS + "print/")

    paper = visitor.page.pdf(prefer_css_page_size=True)

    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") == 1
