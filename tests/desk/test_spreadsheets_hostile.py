"""Strangers' files: whatever they hold, they are refused soon and with little memory.

Each is read in a process of its own, as the service does it, so its memory is its own.
"""

import io
import json
import subprocess
import sys
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from pages.files.cells import read_file
from pages.files.limits import MEMORY, ROWS, SECONDS
from pages.files.reading import xlsx as reading
from pages.files.reading.refused import Refused
from pages.files.refusals import WORDS
from tests.desk.hostile import HOSTILE, merged
from tests.desk.sheets import HEADINGS, cost, ods, ods_row, row, sheet, text, xlsx

# A machine that runs tests has other things to do.
SLACK = 1.0


def refusal_in(said):
    """The last thing a child said; one that was killed had no time or no memory."""
    return json.loads(said.splitlines()[-1]).get("refused") if said else "memory"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_time_and_with_little_memory(name):
    kind, make = HOSTILE[name]

    said, seconds, megabytes = cost(kind, make())

    assert refusal_in(said) in WORDS, said[-200:]
    assert seconds <= SECONDS + SLACK
    assert megabytes <= MEMORY / 1e6


def test_a_long_list_of_merged_cells_costs_nothing():
    said, seconds, megabytes = cost("xlsx", merged())

    assert json.loads(said.splitlines()[-1]) == {"rows": 1}
    assert seconds <= SECONDS + SLACK
    assert megabytes <= MEMORY / 1e6


@pytest.mark.parametrize(("more", "code"), [(0, ""), (1, "rows")])
def test_a_sheet_has_as_many_rows_as_it_may_and_not_one_more(more, code):
    rows = [row(f"<c><v>{n * n}</v></c>") for n in range(ROWS + more)]
    file = io.BytesIO(xlsx(sheet("".join(rows))))
    refused = ""
    try:
        count = sum(1 for _cells in reading.read(file))
    except Refused as error:
        refused = error.code

    assert refused == code
    assert refused or count == ROWS


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.xls", b"\xd0\xcf\x11\xe0" + bytes(2000), "extension"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0" + bytes(2000), "old"),
        ("a.exe", b"MZ", "extension"),
        ("a.xlsx", b"\x89PNG\r\n", "kind"),
        ("a.csv", xlsx(), "kind"),
        ("a.ods", xlsx(), "broken"),
        ("a.xlsx", b"", "empty"),
        ("a.csv", b" \n ", "empty"),
        ("a.csv", b"a" * 5_000_001, "file"),
        ("a.xlsx", xlsx(**{"xl/vbaProject.bin": "x"}), "macros"),
        ("a.xlsm", xlsx(), "extension"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_in_words(name, data, code):
    with pytest.raises(ValidationError) as error:
        read_file(name, data)

    assert error.value.code == code
    assert len(error.value.messages[0]) > 15


def test_a_child_that_takes_too_long_is_stopped(monkeypatch):
    import_forever = [sys.executable, "-c", "import time; time.sleep(30)"]
    monkeypatch.setattr("pages.files.cells.CHILD", import_forever)
    monkeypatch.setattr("pages.files.cells.SECONDS", 0.2)
    monkeypatch.setattr("pages.files.cells.ENVIRONMENT", None)

    with pytest.raises(ValidationError) as error:
        read_file("a.csv", b"a;b")

    assert error.value.code == "time"


def test_a_child_that_dies_leaves_a_sentence(monkeypatch):
    dies = [sys.executable, "-c", "import os; os.abort()"]
    monkeypatch.setattr("pages.files.cells.CHILD", dies)
    monkeypatch.setattr("pages.files.cells.ENVIRONMENT", None)

    with pytest.raises(ValidationError) as error:
        read_file("a.csv", b"a;b")

    assert error.value.code == "memory"


def test_the_child_knows_no_secret(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "hush")
    told = {}

    def run(*_args, env, **_how):
        told.update(env)
        raise subprocess.TimeoutExpired("child", 1)

    monkeypatch.setattr("pages.files.cells.subprocess.run", run)
    with pytest.raises(ValidationError):
        read_file("a.csv", b"a;b")

    assert told == {"LC_ALL": "C.UTF-8"}


def rows(name, data):
    return [
        [(cell.kind, cell.text) for cell in cells] for cells in read_file(name, data)
    ]


def test_a_plain_workbook_is_read():
    cells = text("bread") + "<c><v>0.1</v></c><c/><c t='b'><v>1</v></c>"

    assert rows("a.XLSX", xlsx(sheet(HEADINGS + row(cells))))[1] == [
        ("t", "bread"),
        ("n", "0.1"),
        ("t", ""),
        ("b", "1"),
    ]


def test_a_workbook_with_shared_texts_and_formats_is_read():
    book = Workbook()
    book.active.append(["bread", date(2026, 5, 1), 0.5, 12, True, "bread"])
    book.active["C1"].number_format = "0%"
    book.active["D1"].number_format = '#,##0.00 "days"'
    book.active["H3"] = CellRichText("ry", TextBlock(InlineFont(b=True), "e"))
    file = io.BytesIO()
    book.save(file)

    first, second, third = rows("a.xlsx", file.getvalue())

    assert [kind for kind, _text in first] == ["t", "d", "b", "n", "b", "t"]
    assert first[5] == ("t", "bread")
    assert second == []
    assert third[7] == ("t", "rye")


def test_a_formula_counts_with_its_last_result_and_without_one_says_so():
    cells = "<c><f>2*40</f><v>80</v></c><c><f>1/0</f></c><c><f>A1</f><v>7</v></c>"

    read = rows("a.xlsx", xlsx(sheet(HEADINGS + row(cells))))

    assert read[1] == [("f", "80"), ("f", ""), ("f", "7")]


def test_empty_cells_repeated_to_the_end_of_a_sheet_are_nothing():
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    last = ods_row(empty, more=' table:number-rows-repeated="1048570"')
    value = (
        '<table:table-cell office:value-type="float" office:value="1.5">'
        "<text:p>1,5</text:p></table:table-cell>"
    )

    assert rows("a.ods", ods(ods_row(value, empty) + last)) == [[("n", "1.5")]]


@pytest.mark.parametrize(
    "data",
    [
        "Code;We need\nbröd;1,5\n".encode(),
        "\ufeffCode;We need\r\nbröd;1,5\r\n".encode(),
        "Code\tWe need\nbröd\t1,5\n".encode("utf-16"),
        'Code,We need\nbröd,"1,5"\n'.encode("cp1252"),
        "sep=;\nCode;We need\nbröd;1,5\n".encode(),
    ],
    ids=["utf-8", "mark", "utf-16", "windows", "sep"],
)
def test_texts_with_separators_are_read_as_programs_write_them(data):
    read = [cells for cells in rows("a.csv", data) if cells]

    assert read == [
        [("t", "Code"), ("t", "We need")],
        [("t", "bröd"), ("t", "1,5")],
    ]
