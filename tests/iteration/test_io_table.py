"""An input-output table into a package: what is understood, and what is asked."""

from collections import Counter
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iteration.packages.io_table.conversion import Request, convert
from iteration.packages.io_table.figures import number
from iteration.packages.io_table.questions import Unclear
from iteration.packages.io_table.roles import Answers
from iteration.packages.io_table.totals import totals
from planning import simulate
from planning.package import read
from proposals.models import Period

# Three branches, two of them delivering to each other, as an office might publish it.
TABLE = [
    ["code", "label", "farms", "mills", "shops", "families", "stocks", "abroad", "all"],
    ["A", "Farms", "100", "700", ".", "50", "-20", "170", "1000"],
    ["B", "Mills", "200", "50", "300", "900", "30", "20", "1500"],
    ["C", "Shops", "100", "150", "20", "1130", "", "", "1400"],
    ["T1", "All branches", "400", "900", "320", "2080", "10", "190", "3900"],
    ["M", "Imported", "100", "200", "80", "120", "", "", "500"],
    ["W", "Wages", "400", "300", "900", "", "", "", "1600"],
    ["S", "Surplus", "100", "100", "100", "", "", "", "300"],
    ["X", "Output", "1000", "1500", "1400", "", "", "", ""],
]
ANSWERS = {
    "final": ["families", "stocks"],
    "exports": ["abroad"],
    "imports": ["Imported"],
    "labour": ["Wages"],
    "capital": ["S"],
    "households": "families",
    "unit": "{million DM}",
}


def make_file(path, rows=TABLE, separator=",", encoding="utf-8", before="", after=""):
    """A table in a file; a cell with the separator in it is quoted."""
    lines = [
        separator.join(f'"{cell}"' if separator in cell else cell for cell in row)
        for row in rows
    ]
    file = path / "table.csv"
    file.write_bytes((before + "\n".join(lines) + "\n" + after).encode(encoding))
    return file


def run(file, *flags, out=None, **asked):
    """Run the command; return what it printed on standard output."""
    options = ANSWERS | asked
    arguments = [str(file), "--language", "en", *flags]
    for name, values in options.items():
        for value in [values] if isinstance(values, str) else values or []:
            arguments += [f"--{name.replace('_', '-')}", value]
    if out:
        arguments += ["--out", str(out)]
    call_command("import_io_table", *arguments)


def make_package(tmp_path, rows=TABLE, **asked):
    """The package a table becomes."""
    run(make_file(tmp_path, rows), out=tmp_path / "out", **asked)
    return read(tmp_path / "out")


def questions(capsys, file, *flags, **asked):
    """What the command asks before it gives up."""
    with pytest.raises(CommandError) as error:
        run(file, *flags, **asked)
    assert error.value.returncode == 2
    return capsys.readouterr().err.splitlines()


def lines(package, council):
    return {
        row.good: row.quantity for row in package.proposals if row.council == council
    }


def test_the_books_balance_exactly(tmp_path):
    package = make_package(tmp_path)
    sums = Counter()
    for row in package.proposals:
        sums[row.good] += row.quantity
    assert set(sums.values()) == {0}
    assert {row.good for row in package.prices} == sums.keys()
    assert {row.price for row in package.prices} == {1}


def test_branches_request_their_inputs_and_offer_what_is_left_of_their_output(tmp_path):
    package = make_package(tmp_path)
    # Counted in tenths. The farms use 100 of the 1000 they make, the stocks give 20.
    assert lines(package, "farms") == {
        "farms": -9_000,
        "mills": 2_000,
        "shops": 1_000,
        "imported": 1_000,
        "wages": 4_000,
        "surplus": 1_000,
    }
    kinds = {row.slug: row.kind for row in package.councils}
    assert kinds["farms"] == "worker"


def test_final_use_requests_and_what_is_negative_is_offered(tmp_path):
    package = make_package(tmp_path)
    assert lines(package, "stocks") == {"farms": -200, "mills": 300}
    assert lines(package, "families") == {
        "farms": 500,
        "mills": 9_000,
        "shops": 11_300,
        "imported": 1_200,
        "wages": -16_000,
    }
    kinds = {row.slug: row.kind for row in package.councils}
    assert kinds["families"] == kinds["stocks"] == "consumer"


def test_outside_trade_takes_exports_and_gives_imports(tmp_path):
    package = make_package(tmp_path)
    assert lines(package, "outside-trade") == {
        "farms": 1_700,
        "mills": 200,
        "imported": -5_000,
    }


def test_entitlements_pay_for_what_final_use_requests(tmp_path):
    package = make_package(tmp_path)
    assert {row.council: row.amount for row in package.entitlements} == {
        "families": 2_200,
        "stocks": 30,
    }


def test_goods_have_the_category_of_their_row(tmp_path):
    package = make_package(tmp_path)
    assert {row.code: row.category for row in package.goods} == {
        "farms": "consumption",
        "mills": "consumption",
        "shops": "consumption",
        "imported": "intermediate",
        "wages": "labour",
        "surplus": "capital",
    }
    assert {row.unit for row in package.goods} == {"{million DM}"}


def test_what_was_understood_is_said(tmp_path, capsys):
    run(make_file(tmp_path))
    said = capsys.readouterr().out
    assert "Industries (3): Farms; Mills; Shops" in said
    assert "Left out as a total: All branches, the sum of Farms to Shops." in said
    assert "Left out as a total: all, the sum of farms to abroad." in said
    assert "Left out as a total: Output, the sum of Farms to Surplus." in said
    assert "offered instead of requested (1): Farms × stocks: -20" in said
    assert "In every industry costs and output agree." in said
    assert "Nothing was written" in said


def test_costs_that_differ_from_output_are_said(tmp_path, capsys):
    rows = [[*row] for row in TABLE[:7]]
    run(make_file(tmp_path, rows), capital=[])
    said = capsys.readouterr().out
    assert "Costs and output differ (3): Farms (800 / 900)" in said


@pytest.mark.django_db
def test_the_package_can_be_planned_with(tmp_path, capsys):
    make_package(tmp_path)
    out = str(tmp_path / "out")
    assert simulate.main([out]) == 0
    assert simulate.main([out, "--start", "equal"]) == 0
    call_command("import_package", out)
    assert Period.objects.get(code="2027").previous.code == "2026"


def test_the_year_is_the_one_asked_for(tmp_path):
    package = make_package(tmp_path, year="1991", title="Three branches")
    assert (package.period.code, package.previous.code) == ("1991", "1990")
    assert package.descriptor.title == "Three branches"
    assert package.descriptor.name == "three-branches"


UNTIDY = [
    {"separator": ";"},
    {"separator": "\t"},
    {"encoding": "utf-8-sig"},
    {"encoding": "utf-16"},
    {"encoding": "latin-1"},
    {"before": "Table 7: what is made of what, in 1990\n\n"},
    {"after": "\nSource: the office. Figures are preliminary.\n"},
]


@pytest.mark.parametrize("layout", UNTIDY)
def test_the_layout_of_the_file_does_not_matter(tmp_path, layout):
    rows = [*TABLE, ["Ü", "Über all", *["9"] * 7]]
    file = make_file(tmp_path, rows, **layout)
    run(file, out=tmp_path / "out", skip=["Ü"])
    assert read(tmp_path / "out").proposals == make_tidy(tmp_path).proposals


def make_tidy(tmp_path):
    folder = tmp_path / "tidy"
    folder.mkdir()
    return make_package(folder)


def edited(change):
    """The table with every figure rewritten."""
    head, *rows = TABLE
    return [head, *([*row[:2], *(change(cell) for cell in row[2:])] for row in rows)]


def grouped(mark):
    def change(cell):
        return f"{int(cell):,}".replace(",", mark) if cell.isdigit() else cell

    return change


WRITTEN = {
    "thousands with a gap": (grouped(" "), {}),
    "thousands with a narrow gap": (grouped("\u202f"), {}),
    "thousands with a comma, said": (grouped(","), {"decimal": "."}),
    "thousands with a point, said": (grouped("."), {"decimal": ","}),
    "decimals with a point": (lambda cell: cell + ".0" if cell.isdigit() else cell, {}),
    "decimals with a comma": (lambda cell: cell + ",0" if cell.isdigit() else cell, {}),
    "spaces around": (lambda cell: f"  {cell}   ", {}),
    "nothing as dots": (lambda cell: cell or "...", {}),
    "nothing as a dash": (lambda cell: cell or "–", {}),
    "negative in brackets": (lambda c: f"({c[1:]})" if c.startswith("-") else c, {}),
    "a real minus": (lambda cell: cell.replace("-", "\N{MINUS SIGN}"), {}),
}


@pytest.mark.parametrize("way", WRITTEN)
def test_the_way_figures_are_written_does_not_matter(tmp_path, way):
    change, said = WRITTEN[way]
    package = make_package(tmp_path, edited(change), **said)
    units = {(row.council, row.good): row.quantity for row in package.proposals}
    tidy = make_tidy(tmp_path)
    scale = 10 ** (package.goods[0].decimals - tidy.goods[0].decimals)
    expected = {(r.council, r.good): r.quantity * scale for r in tidy.proposals}
    assert units == expected


@pytest.mark.parametrize(
    "heading", ["  FARMS ", "Farms", '"far\nms"', '"farms\n"'], ids=ascii
)
def test_headings_are_known_despite_case_and_gaps(tmp_path, heading):
    wrapped = heading == '"far\nms"'
    rows = [[*row] for row in TABLE]
    rows[0][2] = heading
    if wrapped:
        rows[1][1] = "far ms"
    package = make_package(tmp_path, rows)
    assert len(package.proposals) == len(make_tidy(tmp_path).proposals)


def test_headings_over_several_rows_are_joined(tmp_path):
    rows = [[*row] for row in TABLE]
    rows[0][3] = "flour"
    rows.insert(1, ["", "", "", "mills", "", "", "", "", ""])
    rows[3][1] = "Flour mills"
    assert "flour-mills" in {row.slug for row in make_package(tmp_path, rows).councils}


def test_a_name_with_a_comma_is_one_name(tmp_path):
    rows = [["Meat, fish" if cell == "families" else cell for cell in r] for r in TABLE]
    asked = {"final": ["Meat, fish", "stocks"], "households": "Meat, fish"}
    package = make_package(tmp_path, rows, **asked)
    assert "Meat, fish" in {row.name for row in package.councils}


def test_several_names_may_be_said_at_once_or_by_number(tmp_path):
    expected = make_tidy(tmp_path)
    package = make_package(tmp_path, final=["families,stocks"], labour=["#7"])
    assert package.proposals == expected.proposals


def test_numbers_may_be_the_names_of_branches(tmp_path):
    numbers = {"farms": "01", "mills": "02", "shops": "03"}
    rows = [[numbers.get(cell, cell) for cell in row] for row in TABLE]
    for place, row in zip(numbers.values(), rows[1:4], strict=True):
        row[0] = place
    assert lines(make_package(tmp_path, rows), "farms")


def test_without_any_answers_everything_unclear_is_asked(tmp_path, capsys):
    bare = dict.fromkeys(ANSWERS)
    asked = questions(capsys, make_file(tmp_path), **bare)
    assert [line.partition(" is no")[0] for line in asked[:-1]] == [
        "Row #6 “Imported”",
        "Row #7 “Wages”",
        "Row #8 “Surplus”",
        "Column #6 “families”",
        "Column #7 “stocks”",
        "Column #8 “abroad”",
    ]
    assert asked[-1].startswith("In which unit are the figures? --unit")


@pytest.mark.parametrize(
    ("left_out", "asked_for"),
    [
        ({"unit": None}, "--unit"),
        ({"unit": "x" * 21}, "--unit"),
        ({"households": None}, "Whose members work (“families”, “stocks”)?"),
        ({"final": ["families"]}, "Column #7 “stocks” is no industry"),
        ({"labour": None}, "Row #7 “Wages” is no industry"),
        ({"exports": None}, "--final, --exports or --skip"),
        ({"labour": ["Wage"]}, "--labour: There is no “Wage” here. Is it “Wages”?"),
        ({"final": ["families", "stock"]}, "--final: There is no “stock” here."),
        ({"capital": ["S", "Wages"]}, "“Wages” cannot be several things: --labour"),
        ({"skip": ["nobody"]}, "--skip: There is no “nobody” here."),
        ({"skip": ["#4"]}, "--skip #4: say row:#4 or column:#4."),
        ({"households": "abroad"}, "--households: There is no “abroad” here."),
    ],
)
@pytest.mark.parametrize("yes", [[], ["--yes"]], ids=["", "yes"])
def test_whatever_is_unclear_is_asked_and_never_guessed(
    tmp_path, capsys, left_out, asked_for, yes
):
    out = tmp_path / "out"
    asked = questions(capsys, make_file(tmp_path), *yes, out=out, **left_out)
    assert [line for line in asked if asked_for in line], asked
    assert not out.exists()


def changed(row, column, cell):
    rows = [[*each] for each in TABLE]
    rows[row][column] = cell
    return rows


@pytest.mark.parametrize(
    ("rows", "asked_for"),
    [
        (changed(2, 3, "abc"), "Row 3, column “mills”: “abc” is no number."),
        (edited(grouped(",")), "Is a point or a comma the decimal mark? --decimal"),
        (changed(1, 8, "1046"), "(It is nearly the sum of the 6 before it; 1 figures"),
        (changed(0, 2, "crops"), "Column #3 “crops” is no industry"),
        ([["a", "b", "c"], ["d", "e", "f"]], "no figures"),
        ([["a", "b", "c"], ["r", "1", "2"], ["s", "3", "4"]], "--industries NUMBER"),
    ],
)
def test_an_unclear_table_is_asked_about(tmp_path, capsys, rows, asked_for):
    extra = {} if len(rows) > 3 else dict.fromkeys(ANSWERS)
    asked = questions(capsys, make_file(tmp_path, rows, separator=";"), **extra)
    assert [line for line in asked if asked_for in line], asked


def test_a_sum_that_is_not_quite_one_is_left_out_only_if_somebody_says_so(tmp_path):
    package = make_package(tmp_path, changed(1, 8, "1046"), skip=["column:all"])
    assert package.proposals == make_tidy(tmp_path).proposals


def test_sums_of_what_is_left_out_are_left_out(tmp_path):
    heads = [
        ["E1", "Employed", "5", "6", "7", "", "", "", "18"],
        ["E2", "Self-employed", "1", "1", "3", "", "", "", "5"],
        ["E", "At work", "6", "7", "10", "", "", "", "23"],
    ]
    package = make_package(tmp_path, [*TABLE, *heads], skip=["E1", "E2"])
    assert package.proposals == make_tidy(tmp_path).proposals


def test_sums_of_rounded_figures_are_sums():
    parts = {0: [1000, 2000, 3001], 1: [1500, 2500, 3500], 2: [2501, 4500, 6500]}
    found, nearly = totals(parts)
    assert (found[2].of, nearly) == ((0, 1), {})


def test_small_rows_are_not_taken_for_sums_of_rounded_figures():
    parts = {0: [1, 0, 2, 0], 1: [0, 1, 0, 1], 2: [1, 2, 1, 1]}
    found, _nearly = totals(parts)
    assert found == {}


def test_rows_and_columns_may_be_paired_by_their_order(tmp_path):
    rows = [[*row] for row in TABLE]
    rows[0][2:5] = ["Agric.", "Manuf.", "Distr."]
    package = make_package(tmp_path, rows, industries="3")
    assert package.proposals == make_tidy(tmp_path).proposals


def test_what_nobody_delivers_but_uses_is_asked_about(tmp_path, capsys):
    idle = ["D", "Idle", *["."] * 3, "0", "", "", ""]
    rows = [[*row[:5], "0", *row[5:]] for row in [*TABLE[:4], idle, TABLE[5]]]
    rows += [[*row[:5], "7", *row[5:]] for row in TABLE[6:8]]
    rows[0][5] = "idle"
    rows[4] = [*idle[:5], "0", *idle[5:]]
    rows = [row[:-1] for row in rows]  # Without the sums, which are no longer ones.
    asked = questions(capsys, make_file(tmp_path, rows))
    assert "“Idle” uses but delivers nothing to others. --skip it?" in asked


FLOWS = [[*row[:5]] for row in TABLE[:4]] + [["W", "Wages", "400", "300", "900"]]
TARGETS = [
    ["", "farms", "mills", "shops", "wages"],
    ["year1", "200", "950", "1130", "99"],
    ["year2", "210", "960", "1140", "99"],
]


def make_targets(tmp_path, rows=TARGETS):
    folder = tmp_path / "targets"
    folder.mkdir(exist_ok=True)
    return str(make_file(folder, rows))


def with_targets(tmp_path, rows=TARGETS, **asked):
    bare = dict.fromkeys(ANSWERS) | {"labour": ["Wages"], "unit": "{EUR}"}
    bare |= {"targets": make_targets(tmp_path, rows), "targets_row": "year1"}
    return bare | {"skip": ["targets:wages"]} | asked


def test_final_use_may_come_from_another_file(tmp_path):
    package = make_package(tmp_path, FLOWS, **with_targets(tmp_path))
    assert lines(package, "final-use") == {
        "farms": 2_000,
        "mills": 9_500,
        "shops": 11_300,
        "wages": -16_000,
    }
    assert lines(package, "shops")["shops"] == -10 * (100 + 150 + 1_130)


@pytest.mark.parametrize(
    ("asked", "asked_for"),
    [
        ({"targets_row": None}, "Which row of the targets (“year1”, “year2”)?"),
        ({"targets_row": "year9"}, "--targets-row: There is no “year9” here."),
        ({"skip": None}, "--skip “targets:wages” leaves it out"),
        ({"rows": [row[:3] for row in TARGETS]}, "The targets say nothing of Shops."),
    ],
)
def test_unclear_targets_are_asked_about(tmp_path, capsys, asked, asked_for):
    file = make_file(tmp_path, FLOWS)
    told = questions(capsys, file, **with_targets(tmp_path, **asked))
    assert [line for line in told if asked_for in line], told


def test_a_file_that_is_not_there_is_said(tmp_path, capsys):
    assert "No such file" in questions(capsys, tmp_path / "none.csv")[0]


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02", b"just words", b"a,b\n", b'"never closed']
)
def test_a_file_that_is_no_table_is_said(tmp_path, capsys, content):
    (tmp_path / "table.csv").write_bytes(content)
    assert questions(capsys, tmp_path / "table.csv")


def test_a_folder_with_something_in_it_is_spared(tmp_path, capsys):
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    with pytest.raises(CommandError) as error:
        run(make_file(tmp_path), out=out)
    assert error.value.returncode == 2
    assert [path.name for path in out.iterdir()] == ["mine.txt"]


def test_figures_too_large_to_plan_with_are_faults(tmp_path, capsys):
    rows = edited(lambda cell: cell + "0" * 11 if cell.strip("-.") else cell)
    with pytest.raises(CommandError) as error:
        run(make_file(tmp_path, rows), out=tmp_path / "out")
    assert error.value.returncode == 2
    assert "more than 12 digits" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


ODDS = st.text(alphabet='ab1290,.;:-()"\n\t \r\x00é–', max_size=120)


@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(content=st.one_of(ODDS.map(str.encode), st.binary(max_size=60)))
def test_whatever_is_in_the_file_there_is_a_word_for_it(tmp_path, content):
    file = tmp_path / "odd.csv"
    file.write_bytes(content)
    for target in (None, file):
        request = Request(file=file, answers=Answers(), unit="t", targets=target)
        try:
            asked = convert(request).said
        except Unclear as unclear:
            asked = unclear.questions
        assert asked


@pytest.mark.parametrize(
    ("cell", "mark", "expected"),
    [
        ("1,234,567", ".", "1234567"),
        ("1.234.567,8", ",", "1234567.8"),
        ("0,500", ",", "0.500"),
        ("0,500", ".", None),
        ("1,23", ".", None),
        ("1 234", ".", "1234"),
        ("12 34", ".", None),
        ("1e5", ".", None),
        ("٣", ".", None),
        ("5 r", ".", None),
        ("-", ".", None),
    ],
)
def test_a_number_is_read_as_it_is_written_or_not_at_all(cell, mark, expected):
    assert number(cell, mark) == (expected and Decimal(expected))
