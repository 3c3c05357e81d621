"""Our own sheet: out in three formats, in again with a look at every change."""

import io
import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odfdo import Document
from openpyxl import load_workbook

from desk.access import find_place
from desk.sheet import Entry
from desk.spreadsheets import columns
from desk.spreadsheets.numbers import text_of
from desk.spreadsheets.own import Table, desk_of, own_sheet
from desk.spreadsheets.understanding import understand
from desk.spreadsheets.writing.formats import FORMATS
from pages.files.cells import Cell
from pages.files.neutral import STARTS, neutral, plain
from pages.files.reading import csv, ods, xlsx
from proposals.models import Draft, Good, Proposal
from proposals.services import save_draft
from tests.desk.test_drafts import Table as Desk
from tests.factories import (
    make_good,
    make_open_period,
    make_person,
    make_proposal,
    make_seat,
)

READERS = {"xlsx": xlsx, "ods": ods, "csv": csv}
LANGUAGES = ["de", "en"]
KG, MEALS = Good(code="bread", unit="kg", decimals=3), Good(unit="{meal}", decimals=0)


def read(kind, data):
    """The rows of a file, read here: what a child would say."""
    return [
        [Cell(*cell) if cell else Cell() for cell in cells]
        for cells in READERS[kind].read(io.BytesIO(data))
    ]


@pytest.fixture
def desk(client, db):
    """Ada writes for the eaters: 80 kg of bread. Cake and a sum are there."""
    bread, cake = make_good("bread"), make_good("cake", unit="{meal}", decimals=0)
    period = make_open_period({bread: "2.5", cake: "10", make_good("sum"): "1"})
    ada = make_person("ada", first_name="Ada")
    eaters = make_seat(ada).council
    make_proposal(eaters, period, {bread: 80_000})
    return Desk(client, ada, period, eaters)


def sheet_of(desk, kind="xlsx", language="en"):
    where = reverse(
        "desk:sheet-download", args=[desk.period.code, desk.council.slug, kind]
    )
    response = desk.client.get(where, headers={"Accept-Language": language})
    assert response.status_code == 200
    return response.content


def upload(desk, data, name="sheet.csv", **extra):
    data = data.encode() if isinstance(data, str) else data
    file = SimpleUploadedFile(name, data)
    return desk.client.post(desk.address("sheet"), {"file": file} | extra)


def page(response):
    return " ".join(response.content.decode().split())


def sealed(response):
    return re.search(r'name="sheet" value="([^"]+)"', page(response))[1]


def confirm(desk, response, **chosen):
    data = {"sheet": sealed(response)} | chosen
    return desk.client.post(desk.address("sheet"), data)


def keep(desk, lines):
    """Save a draft; ``lines`` maps codes to (request, offer)."""
    texts = {
        code: dict(zip(("request", "offer"), sides, strict=True))
        for code, sides in lines.items()
    }
    save_draft(
        council=desk.council,
        period=desk.period,
        lines=texts,
        note="Reasons.",
        version=desk.version,
        saved_by=desk.person,
    )


# ---- Who

NAMES = ["sheet", "sheet-done", "print", "paper", "paper-enter"]


@pytest.mark.parametrize("name", NAMES)
def test_a_stranger_is_asked_to_log_in_and_a_member_elsewhere_finds_nothing(desk, name):
    other = make_seat().council
    foreign = reverse(f"desk:{name}", args=[desk.period.code, other.slug])
    missing = foreign.replace(other.slug, "there-is-none")

    assert desk.client.get(foreign).status_code == 404
    assert desk.client.get(missing).status_code == 404
    desk.client.logout()
    assert desk.client.get(desk.address(name)).status_code == 302


def test_nothing_is_taken_into_the_draft_of_another_council(desk):
    other = Desk(desk.client, desk.person, desk.period, make_seat().council)

    assert upload(other, "Code;We need\nbread;90\n").status_code == 404
    undo = desk.client.post(other.address("sheet-undo"), {"version": 0})
    assert undo.status_code == 404
    assert not Draft.objects.exists()


# ---- Out


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_sheet_comes_back_without_a_change(desk, kind, language):
    keep(desk, {"bread": ("1500,5", ""), "cake": ("", "12"), "sum": ("1234 g", "")})

    answer = upload(desk, sheet_of(desk, kind, language), f"x.{kind}")

    assert "0 goods would change" in page(answer)
    assert "3 rows say what the draft says" in page(answer)


def test_the_sheet_has_the_own_goods_first_and_then_the_whole_catalogue(desk):
    keep(desk, {"cake": ("12", "")})

    rows = read("xlsx", sheet_of(desk))

    assert [row[0].text for row in rows] == ["Code", "cake", "bread", "sum"]


def test_numbers_are_numbers_to_other_programs_and_texts_are_texts(desk):
    keep(desk, {"bread": ("1500,5", "")})

    book = load_workbook(io.BytesIO(sheet_of(desk)))
    document = Document(io.BytesIO(sheet_of(desk, "ods")))

    bread = [cell.value for cell in book.worksheets[0][2]]
    assert bread[:2] + bread[4:6] == ["bread", "Bread", 1500.5, None]
    assert bread[9] == 2.5
    assert [cell.data_type for cell in book.worksheets[0][2]][4] == "n"
    table = document.body.get_table(0)
    assert table.get_value("E2") == Decimal("1500.5")
    assert table.get_value("A2") == "bread"


def test_a_second_sheet_says_how_to_fill_it_in(desk):
    book = load_workbook(io.BytesIO(sheet_of(desk)))

    assert "“We need”" in book.worksheets[1]["A2"].value


@pytest.mark.parametrize(("language", "line"), [("de", "1500,5"), ("en", "1500.5")])
def test_a_text_with_separators_is_written_as_the_readers_program_opens_it(
    desk, language, line
):
    keep(desk, {"bread": ("1500,5", "")})

    data = sheet_of(desk, "csv", language)

    assert data.startswith(b"\xef\xbb\xbf")
    mark = ";" if language == "de" else ","
    assert line in data.decode().splitlines()[1].split(mark)


@pytest.mark.parametrize("kind", FORMATS)
@given(text=st.text(alphabet=st.sampled_from("=+-@\t\r'abc <&>\"1;,"), max_size=9))
@settings(max_examples=60, deadline=None)
def test_no_text_of_a_sheet_begins_like_a_formula(kind, text):
    table = Table("x", ["Code", "We need"] + ["x"] * 8, [[text] + [None] * 9], [text])

    rows = read(kind, FORMATS[kind].write(table))

    found = rows[1][0].text if len(rows) > 1 and rows[1] else ""
    assert not found.startswith(STARTS)
    if "\r" not in text and text.strip() == text:
        assert plain(found) == text


def test_what_is_made_harmless_is_read_back_as_it_was():
    assert plain(neutral("=1+1")) == "=1+1"
    assert plain("'s bread") == "'s bread"


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("language", LANGUAGES)
@given(
    units=st.lists(st.integers(0, 10**15 - 1), max_size=5),
    decimals=st.integers(0, 3),
)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_quantity_comes_back_as_the_same(kind, language, units, decimals):
    good = Good(code="x", unit="kg", decimals=decimals)
    units = [each % 10 ** (12 + decimals) for each in units]
    rows = [["x", good.in_units(each)] + [None] * 8 for each in units]
    table = Table("x", ["Code", "We need"] + ["x"] * 8, rows, [])

    with translation.override(language):
        found = read(kind, FORMATS[kind].write(table))[1:]
        texts = [text_of(row[1], good) for row in found]
        back = [columns_units(text, good) for text in texts]

    assert back == units


def columns_units(text, good):
    return int(Entry(good, "request", text).units or 0)


# ---- What a cell says


@pytest.mark.parametrize(
    ("cell", "good", "text"),
    [
        (Cell("n", "0.30000000000000004"), KG, "0.3"),
        (Cell("n", "1e3"), KG, "1000"),
        (Cell("n", "1.5"), KG, "1.5"),
        (Cell("f", "80"), KG, "80"),
        (Cell("t", "1500 g"), KG, "1500 g"),
        (Cell("t", " 12 "), MEALS, "12"),
        (Cell("t", "0"), MEALS, "0"),
        (Cell(), KG, ""),
    ],
)
def test_a_cell_is_read_as_what_stands_in_it(cell, good, text):
    assert text_of(cell, good) == text


@pytest.mark.parametrize(
    ("cell", "good", "code"),
    [
        (Cell("n", "0.0001"), KG, "too_precise"),
        (Cell("n", "1.5"), MEALS, "too_precise"),
        (Cell("n", "-1"), KG, "negative"),
        (Cell("n", "1e999"), KG, "too_large"),
        (Cell("n", "1e12"), KG, "too_large"),
        (Cell("n", "1e-400"), KG, "too_precise"),
        (Cell("d", "2026-05-01"), KG, "date"),
        (Cell("b", "50 %"), KG, "kind"),
        (Cell("e", "#REF!"), KG, "kind"),
        (Cell("f", ""), KG, "formula"),
        (Cell("t", "1.500"), KG, "ambiguous"),
        (Cell("t", "'-5"), KG, "negative"),
        (Cell("t", "5 t"), KG, "unit"),
        (Cell("t", "9" * 70), KG, "kind"),
        (Cell("t", "١٢"), KG, "misread"),
        (Cell("t", "1_000"), KG, "misread"),
    ],
)
def test_what_is_no_quantity_is_refused_in_words(cell, good, code):
    with pytest.raises(ValidationError) as error:
        text_of(cell, good)

    assert error.value.code == code
    assert error.value.messages[0]


# ---- In


def test_a_preview_shows_what_was_and_what_would_be_and_saves_nothing(desk):
    answer = upload(desk, "Code;We need\nbread;90\ncake;3\n")

    assert "2 goods would change" in page(answer)
    assert "request 80" in page(answer)
    assert "request 90" in page(answer)
    assert "request 3 meals" in page(answer)
    assert not Draft.objects.exists()


def test_only_after_a_yes_it_is_in_the_draft_and_one_step_leads_back(desk):
    keep(desk, {"bread": ("70", "")})
    answer = upload(desk, "Code;We need;Note\nbread;90;rye\ncake;3;\n")

    done = confirm(desk, answer)

    assert done.url == desk.address("sheet-done")
    assert desk.draft.lines == {
        "bread": {"request": "90", "offer": "", "note": "rye"},
        "cake": {"request": "3", "offer": ""},
    }
    assert desk.draft.note == "Reasons."
    version = desk.version
    assert f'name="version" value="{version}"' in page(desk.client.get(done.url))
    desk.client.post(desk.address("sheet-undo"), {"version": version})
    assert desk.draft.lines == {"bread": {"request": "70", "offer": ""}}
    assert desk.draft.note == "Reasons."


def test_undoing_twice_or_an_older_version_changes_nothing(desk):
    confirm(desk, upload(desk, "Code;We need\nbread;90\n"))
    keep(desk, {"bread": ("95", "")})

    desk.client.post(desk.address("sheet-undo"), {"version": desk.version - 1})

    assert desk.draft.lines["bread"]["request"] == "95"


def test_an_ambiguous_figure_is_asked_back_and_only_an_answer_counts(desk):
    answer = upload(desk, "Code;We need\nbread;1.500\n")
    assert 'name="bread-request-reading" value="1500"' in page(answer)

    again = confirm(desk, answer)
    assert again.status_code == 422
    assert not Draft.objects.exists()
    made_up = confirm(desk, again, **{"bread-request-reading": "999"})
    assert made_up.status_code == 422
    confirm(desk, again, **{"bread-request-reading": "1500"})

    assert desk.draft.lines["bread"]["request"] == "1500"


def test_errors_are_told_by_the_row_a_spreadsheet_counts_and_not_taken_over(desk):
    rows = ["Code;Good;Unit;We need;We offer", "brread;;;1;", "bread;;g;1;"]
    rows += [";Cake;;2;3", "sum;Bread;;1;", "sum;;;-5;"]
    answer = page(upload(desk, "\n".join(rows)))

    assert "Row 2:</strong> The catalogue has no “brread”." in answer
    assert "Did you mean: Bread (bread)?" in answer
    assert "Row 3:</strong> Bread is counted in kg, but the row says “g”." in answer
    assert "Row 4:</strong> Cake: write either a request or an offer" in answer
    assert "Row 5:</strong> The code sum is Sum, but the row says “Bread”." in answer
    assert "Row 6:</strong> Sum: “-5” is negative" in answer
    assert "<button>Take over" not in answer


def test_a_good_in_two_rows_is_taken_from_neither(desk):
    answer = page(upload(desk, "Code;We need\nbread;1\nbread;2\n"))

    assert answer.count("Bread stands in several rows: 2, 3.") == 2
    assert "0 goods would change" in answer


def test_goods_that_are_not_in_the_file_stay_as_they_are(desk):
    keep(desk, {"bread": ("70", ""), "cake": ("5", "")})

    answer = upload(desk, "Code;We need\ncake;6\n")
    confirm(desk, answer)

    assert "not in the file; it stays as it is: Bread." in page(answer)
    assert desk.draft.lines["bread"]["request"] == "70"


def test_an_emptied_line_is_a_change(desk):
    answer = upload(desk, "Code;We need\nbread;\n")

    assert "1 good would change" in page(answer)
    confirm(desk, answer)
    assert desk.draft.lines["bread"] == {"request": "", "offer": ""}


def test_headings_are_known_in_both_languages_wherever_they_stand(desk):
    rows = [[], [Cell("t", "x")], [Cell("t", " CODE "), Cell("t", "we  Need")]]

    assert columns.find_headings(rows) == (3, {"code": 0, "request": 1})


def test_a_sheet_without_headings_is_refused_in_words(desk):
    answer = upload(desk, "bread;80\n")

    assert answer.status_code == 422
    assert "have no headings" in page(answer)


def test_a_draft_that_changed_meanwhile_is_not_written_over(desk):
    answer = upload(desk, "Code;We need\nbread;90\n")
    keep(desk, {"bread": ("77", "")})

    late = confirm(desk, answer)

    assert late.status_code == 422
    assert "changed since the preview" in page(late)
    assert desk.draft.lines["bread"]["request"] == "77"


def test_a_preview_somebody_changed_or_of_another_council_counts_for_nothing(desk):
    answer = upload(desk, "Code;We need\nbread;90\n")
    other = make_seat(desk.person).council
    foreign = Desk(desk.client, desk.person, desk.period, other)

    assert confirm(foreign, answer).status_code == 422
    forged = desk.client.post(
        desk.address("sheet"), {"sheet": sealed(answer)[:-1] + "_"}
    )

    assert "too old" in page(forged)
    assert not Draft.objects.exists()


def test_a_preview_expires(desk, monkeypatch):
    answer = upload(desk, "Code;We need\nbread;90\n")
    monkeypatch.setattr("desk.spreadsheets.previews.SECONDS", -1)

    assert "too old" in page(confirm(desk, answer))


@pytest.mark.parametrize(
    ("name", "data"), [("a.xlsx", b"PK\x03\x04"), ("a.csv", b"a" * 5_000_001)]
)
def test_a_hostile_upload_is_answered_in_words(desk, name, data):
    answer = upload(desk, data, name)

    assert answer.status_code == 422
    assert "There is a problem" in page(answer)


def test_an_upload_needs_the_forms_token(desk):
    desk.client.handler.enforce_csrf_checks = True

    assert upload(desk, "Code;We need\nbread;90\n").status_code == 403


def test_a_members_file_is_taken_into_the_draft_and_nothing_is_submitted(desk):
    confirm(desk, upload(desk, "Code;We need\nbread;90\n"))

    assert Proposal.objects.count() == 1


def test_a_thousand_unknown_goods_are_told_soon(desk):
    rows = "".join(f"nothing-{n};1\n" for n in range(5_000))

    answer = page(upload(desk, "Code;We need\n" + rows))

    assert "and 4900 more" in answer or "and 4,900 more" in answer


def test_a_column_that_is_not_there_leaves_its_figures(desk):
    keep(desk, {"cake": ("", "5")})

    answer = upload(desk, "Code;We need\ncake;\n")

    assert "0 goods would change" in page(answer)


def test_own_goods_are_understood_in_few_queries(desk, django_assert_max_num_queries):
    rows = [[Cell("t", "Code"), Cell("t", "We need")]]
    rows += [[Cell("t", "bread"), Cell("n", "7")]]
    place = find_place(desk.person, desk.period.code, desk.council.slug)

    with django_assert_max_num_queries(12):
        own_sheet(place)
        table = desk_of(place)
        found = understand(rows, table, table.begin())

    assert [change.good.code for change in found.changes] == ["bread"]
