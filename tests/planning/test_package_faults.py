import pytest

from planning import reading
from planning.faults import MESSAGES
from planning.package import PackageError, read
from tests.planning.packages import PERIOD, TABLES, describe, edited, make_package


def faults_of(folder):
    with pytest.raises(PackageError) as caught:
        read(folder)
    for fault in caught.value.faults:
        assert fault.message
        assert "{" not in fault.message
    return caught.value.faults


def found(folder):
    return [(f.file, f.row, f.column, f.code) for f in faults_of(folder)]


# Each a table, what stands there, what is put in its place, and the one fault of it.
IN_A_CELL = [
    ("goods.csv", "flour,F", ",F", (3, "code", "blank")),
    ("goods.csv", "flour,F", "mehl weiß,F", (3, "code", "not_a_code")),
    ("goods.csv", "flour,F", "f" * 61 + ",F", (3, "code", "cell_too_long")),
    ("goods.csv", "Flour", "", (3, "name_en", "blank")),
    ("goods.csv", "Flour", " ", (3, "name_en", "blank")),
    ("goods.csv", "Mehl", "M" * 201, (3, "name_de", "cell_too_long")),
    ("goods.csv", "Flour", "Fl\x00our", (3, "name_en", "control_character")),
    ("goods.csv", "Flour", "Fl\x1bour", (3, "name_en", "control_character")),
    ("goods.csv", "intermediate", "luxury", (3, "category", "unknown_choice")),
    ("goods.csv", "intermediate", "", (3, "category", "blank")),
    ("goods.csv", "kg,1", "kg,4", (3, "decimals", "out_of_range")),
    ("goods.csv", "kg,1", "kg,-1", (3, "decimals", "out_of_range")),
    ("goods.csv", "kg,1", "kg,1.0", (3, "decimals", "not_whole")),
    ("goods.csv", "kg,1", "kg,", (3, "decimals", "blank")),
    ("goods.csv", "CPA 10.7", "C" * 61, (2, "classification", "cell_too_long")),
    ("goods.csv", "Weighed", "W" * 2001, (2, "note", "cell_too_long")),
    ("councils.csv", "mill,", "mi ll,", (5, "slug", "not_a_code")),
    ("councils.csv", "worker", "boss", (2, "kind", "unknown_choice")),
    ("councils.csv", ",12,", ",-1,", (2, "members", "out_of_range")),
    ("councils.csv", ",12,", ",2147483648,", (2, "members", "out_of_range")),
    ("councils.csv", ",12,", ",1.5,", (2, "members", "not_whole")),
    ("councils.csv", ",12,", ",,", (2, "members", "blank")),
    ("councils.csv", "52.5", "90.1", (2, "latitude", "out_of_range")),
    ("councils.csv", "52.5", "-90.1", (2, "latitude", "out_of_range")),
    ("councils.csv", "13.4", "180.5", (2, "longitude", "out_of_range")),
    ("councils.csv", "13.4", "-180.5", (2, "longitude", "out_of_range")),
    ("councils.csv", "52.5", "52.123456", (2, "latitude", "too_many_decimals")),
    ("councils.csv", "52.5", "52 N", (2, "latitude", "not_a_number")),
    ("councils.csv", "52.5", "", (2, "latitude", "half_position")),
    ("councils.csv", "13.4", "", (2, "longitude", "half_position")),
    ("councils.csv", "town,300", "county,300", (3, "parent", "unknown_parent")),
    ("proposals.csv", "mill,flour", "mill,meal", (9, "good", "unknown_good")),
    ("proposals.csv", "mill,flour", "moulin,flour", (9, "council", "unknown_council")),
    ("proposals.csv", "mill,flour", ",flour", (9, "council", "blank")),
    ("proposals.csv", "mill,flour", "mill,hours", (10, "good", "duplicate")),
    ("prices.csv", "flour,0.75", "flour,0", (3, "price", "not_positive")),
    ("prices.csv", "flour,0.75", "flour,-1", (3, "price", "not_positive")),
    ("prices.csv", "flour,0.75", "flour,", (3, "price", "blank")),
    ("prices.csv", "flour,0.75", "flour,NaN", (3, "price", "not_a_number")),
    ("prices.csv", "flour,0.75", "flour,1e308", (3, "price", "not_a_number")),
    (
        "prices.csv",
        "flour,0.75",
        "flour,0." + "1" * 16,
        (3, "price", "too_many_decimals"),
    ),
    ("prices.csv", "flour,0.75", "flour," + "1" * 13, (3, "price", "too_large")),
    ("prices.csv", "park,3\n", "park,3\nhats,3\n", (6, "good", "unknown_good")),
    ("prices.csv", "park,3\n", "park,3\npark,4\n", (6, "good", "duplicate")),
    ("standing.csv", "mill,follow", "mill,obey", (5, "mode", "unknown_choice")),
    ("standing.csv", "mill,follow", "moulin,follow", (5, "council", "unknown_council")),
    ("standing.csv", "mill,follow", "east,follow", (5, "council", "duplicate")),
    ("standing.csv", "0.2,", "-0.2,", (5, "substitution", "out_of_range")),
    ("standing.csv", "0.2,", "12.1,", (5, "substitution", "out_of_range")),
    ("standing.csv", "0.2,", ",", (5, "substitution", "blank")),
    ("standing.csv", "0.2,0.8", "0.2,40.1", (5, "supply_response", "out_of_range")),
    ("standing.csv", "1200.5", "0", (2, "capacity", "not_positive")),
    ("standing.csv", "1200.5", "-5", (2, "capacity", "not_positive")),
    ("entitlements.csv", "west,effort", "west,luck", (4, "source", "unknown_choice")),
    (
        "entitlements.csv",
        "west,effort",
        "vest,effort",
        (4, "council", "unknown_council"),
    ),
    ("entitlements.csv", "west,effort", "east,effort", (4, "source", "duplicate")),
    ("entitlements.csv", "990.5", "-0.01", (3, "amount", "negative")),
    ("entitlements.csv", "990.5", "0.001", (3, "amount", "too_many_decimals")),
    ("entitlements.csv", "990.5", "9" * 16, (3, "amount", "too_large")),
    ("changes.csv", "bakery,flour", "bakery,meal", (2, "good", "unknown_good")),
    ("changes.csv", "bakery,flour", "bak,flour", (2, "council", "unknown_council")),
    ("changes.csv", "east,bread", "bakery,flour", (3, "good", "duplicate")),
    ("changes.csv", "1.1,", "-1,", (2, "factor", "negative")),
    ("changes.csv", "1.1,", "1000,", (2, "factor", "too_large")),
    ("changes.csv", "1.1,", ",", (2, "factor", "blank")),
    ("changes.csv", "Wholemeal", "W" * 301, (2, "note_en", "cell_too_long")),
]


@pytest.mark.parametrize(("file", "old", "new", "fault"), IN_A_CELL)
def test_a_wrong_cell_is_the_one_fault_named_by_row_and_column(
    tmp_path, file, old, new, fault
):
    folder = make_package(tmp_path / "small", changed=edited(file, old, new))
    faults = found(folder)
    assert (file, *fault) in faults
    # A code that is wrong in one table may be missed in others, by other rows.
    others = [other for other in faults if other[0] == file and other[1] == fault[0]]
    assert others == [(file, *fault)]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("", "blank"),
        ("0", "zero"),
        ("-0", "zero"),
        ("0.0", "zero"),
        ("1,500", "ambiguous"),
        ("1,5", "ambiguous"),
        ("1.500.000", "ambiguous"),
        ("1.500,0", "ambiguous"),
        ("1'500", "ambiguous"),
        ("1 500", "ambiguous"),
        ("1\u00a0500", "ambiguous"),
        ("1_000", "ambiguous"),
        ("1.25", "too_many_decimals"),
        ("1.500", "too_many_decimals"),
        ("1000000000000", "too_large"),
        ("9" * 40, "too_large"),
        ("0." + "1" * 40, "too_many_decimals"),
        ("1e5", "not_a_number"),
        ("1E+1000000", "not_a_number"),
        ("1e308", "not_a_number"),
        ("NaN", "not_a_number"),
        ("sNaN", "not_a_number"),
        ("inf", "not_a_number"),
        ("-Infinity", "not_a_number"),
        ("+5", "not_a_number"),
        ("−5", "not_a_number"),
        ("--5", "not_a_number"),
        (".5", "not_a_number"),
        ("5.", "not_a_number"),
        ("0x10", "not_a_number"),
        ("٥", "not_a_number"),
        ("１", "not_a_number"),
        ("=1+1", "not_a_number"),
        (" 5", "not_a_number"),
        ("5 ", "not_a_number"),
        ("five", "not_a_number"),
    ],
)
def test_a_quantity_is_plain_digits_or_refused(tmp_path, cell, code):
    changed = edited("proposals.csv", "-800.5", f'"{cell}"')
    folder = make_package(tmp_path / "small", changed=changed)
    assert found(folder) == [("proposals.csv", 9, "quantity", code)]


@pytest.mark.parametrize(
    ("cell", "units"),
    [("-1", -10), ("999999999999.9", 10**13 - 1), ("007", 70), ("0.1", 1)],
)
def test_a_quantity_at_the_edge_is_taken(tmp_path, cell, units):
    changed = edited("proposals.csv", "-800.5", cell)
    package = read(make_package(tmp_path / "small", changed=changed))
    assert package.proposals[7].quantity == units


def test_a_separator_of_thousands_is_refused_with_advice(tmp_path):
    changed = edited("proposals.csv", "-800.5", '"1,500"')
    fault = faults_of(make_package(tmp_path / "small", changed=changed))[0]
    assert str(fault) == (
        "proposals.csv, row 9, quantity: “1,500” can be read in two ways: write a "
        "decimal point, and no separator between thousands."
    )


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        (
            "goods.csv",
            "unit,",
            "unti,",
            [("unit", "missing_column"), ("unti", "unknown_column")],
        ),
        ("goods.csv", "note", "remark", [("remark", "unknown_column")]),
        (
            "prices.csv",
            "good,price",
            "good,price,price",
            [("price", "duplicate_column")],
        ),
        ("prices.csv", "good,price", "price", [("good", "missing_column")]),
        (
            "prices.csv",
            "good,price",
            "good,Price",
            [("price", "missing_column"), ("Price", "unknown_column")],
        ),
        ("prices.csv", "good,price", "good;price", [(None, "wrong_separator")]),
        ("prices.csv", "good,price", "good\tprice", [(None, "wrong_separator")]),
        ("councils.csv", "name_de,", "name_fr,", [("name_fr", "unknown_column")]),
        ("changes.csv", "note_en", "why", [("why", "unknown_column")]),
    ],
)
def test_wrong_columns_are_named_and_nothing_else_of_the_table_is_judged(
    tmp_path, file, old, new, fault
):
    faults = found(make_package(tmp_path / "small", changed=edited(file, old, new)))
    assert faults == [(file, 1, column, code) for column, code in fault]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (None, (None, None, "missing_file")),
        (b"", (None, None, "empty_file")),
        (b"\xef\xbb\xbf", (None, None, "empty_file")),
        (TABLES["prices.csv"].encode("utf-16"), (1, None, "wrong_encoding")),
        (
            TABLES["prices.csv"].encode() + b"br\xfcssel,1\n",
            (6, None, "wrong_encoding"),
        ),
        (b"good,price\nbread,2,3\n", (2, None, "ragged_row")),
        (b"good,price\nbread\n", (2, None, "ragged_row")),
        (b'good,price\n"bread,2\nflour,3\n', (2, None, "not_csv")),
        (b'good,price\n"bread"x,2\n', (2, None, "not_csv")),
        (b"good,price\n" + b"x" * 60_000 + b",1\n", (2, None, "line_too_long")),
        (b"good,price\n" + b"x" * 3_000 + b",1\n", (2, "good", "cell_too_long")),
    ],
)
def test_a_table_that_cannot_be_read_is_one_fault(tmp_path, content, fault):
    folder = make_package(
        tmp_path / "small", changed={"prices.csv": content}, description=describe()
    )
    faults = [other for other in found(folder) if other[3] != "no_price"]
    assert faults == [("prices.csv", *fault)]


def test_a_folder_in_place_of_a_file_is_a_fault(tmp_path):
    folder = make_package(tmp_path / "small")
    (folder / "prices.csv").unlink()
    (folder / "prices.csv").mkdir()
    assert found(folder) == [("prices.csv", None, None, "unreadable_file")]


@pytest.mark.parametrize("file", ["goods.csv", "councils.csv"])
def test_a_year_needs_goods_and_councils(tmp_path, file):
    header = TABLES[file].split("\n")[0] + "\n"
    folder = make_package(tmp_path / "small", changed={file: header})
    assert found(folder) == [(file, None, None, "no_rows")]


def test_a_missing_folder_is_missing_every_file_that_must_be_there(tmp_path):
    faults = found(tmp_path / "nowhere")
    assert {code for *_, code in faults} == {"missing_file"}
    assert len(faults) == 7


def test_too_many_rows_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MAX_ROWS", 11)
    assert found(make_package(tmp_path / "small")) == [
        ("proposals.csv", 13, None, "too_many_rows")
    ]


def test_a_good_without_price_is_a_fault_of_the_good(tmp_path):
    changed = edited("prices.csv", "flour,0.75\n", "")
    folder = make_package(tmp_path / "small", changed=changed)
    assert found(folder) == [("goods.csv", 3, "code", "no_price")]


@pytest.mark.parametrize(
    ("parents", "row", "path"),
    [
        ({"town": "town"}, 6, "town → town"),
        ({"town": "mill", "mill": "town"}, 5, "town → mill → town"),
    ],
)
def test_a_council_above_itself_is_one_fault(tmp_path, parents, row, path):
    text = TABLES["councils.csv"]
    for council, parent in parents.items():
        lines = [
            line.replace("_federation,,", f"_federation,{parent},").replace(
                "worker,,4", f"worker,{parent},4"
            )
            if line.startswith(council)
            else line
            for line in text.splitlines()
        ]
        text = "\n".join(lines) + "\n"
    folder = make_package(tmp_path / "small", changed={"councils.csv": text})
    faults = faults_of(folder)
    assert [(fault.row, fault.code) for fault in faults] == [(row, "parent_cycle")]
    assert path in faults[0].message


def test_more_of_a_good_than_can_be_added_up_is_refused(tmp_path):
    rows = "".join(f"c{i},bread,999999999999\n" for i in range(5000))
    councils = "".join(f"c{i},C,consumer,,1,,\n" for i in range(5000))
    header = "slug,name,kind,parent,members,latitude,longitude\n"
    folder = make_package(
        tmp_path / "small",
        changed={
            "councils.csv": header + councils,
            "proposals.csv": "council,good,quantity\n" + rows,
            "standing.csv": TABLES["standing.csv"].split("\n")[0] + "\n",
            "entitlements.csv": "council,source,amount\n",
            "changes.csv": None,
        },
    )
    assert found(folder) == [("proposals.csv", 4613, "quantity", "total_too_large")]


def test_all_faults_of_all_files_come_in_one_report(tmp_path):
    changed = (
        edited("goods.csv", "kg,1", "kg,9")
        | edited("councils.csv", "52.5", "99")
        | edited("prices.csv", "park,3", "park,x")
        | edited("standing.csv", "mill,follow", "mill,obey")
        | edited("entitlements.csv", "west", "vest")
    )
    changed["proposals.csv"] = (
        TABLES["proposals.csv"]
        .replace("600.25", "6x")
        .replace("town,park", "town,parc")
    )
    description = describe(tolerance="2")
    folder = make_package(tmp_path / "small", changed=changed, description=description)
    assert found(folder) == [
        ("datapackage.json", None, "commonplan.tolerance", "out_of_range"),
        ("goods.csv", 3, "decimals", "out_of_range"),
        ("councils.csv", 2, "latitude", "out_of_range"),
        ("proposals.csv", 5, "quantity", "not_a_number"),
        ("proposals.csv", 11, "good", "unknown_good"),
        ("prices.csv", 5, "price", "not_a_number"),
        ("standing.csv", 5, "mode", "unknown_choice"),
        ("entitlements.csv", 4, "council", "unknown_council"),
    ]


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"tolerance": None}, "commonplan.tolerance", "wrong_type"),
        ({"tolerance": 0.03}, "commonplan.tolerance", "wrong_type"),
        ({"tolerance": "0"}, "commonplan.tolerance", "out_of_range"),
        ({"tolerance": "0.000001"}, "commonplan.tolerance", "too_many_decimals"),
        ({"silence": "shout"}, "commonplan.silence", "unknown_choice"),
        ({"period": None}, "commonplan.period", "missing_key"),
        ({"period": "2027"}, "commonplan.period", "wrong_type"),
        (
            {"period": PERIOD | {"code": "20 27"}},
            "commonplan.period.code",
            "not_a_code",
        ),
        ({"period": PERIOD | {"name_de": ""}}, "commonplan.period.name_de", "blank"),
        (
            {"period": PERIOD | {"starts": "1.1.2027"}},
            "commonplan.period.starts",
            "not_a_date",
        ),
        (
            {"period": PERIOD | {"starts": "20270101"}},
            "commonplan.period.starts",
            "not_a_date",
        ),
        (
            {"period": PERIOD | {"ends": "2027-02-30"}},
            "commonplan.period.ends",
            "not_a_date",
        ),
        (
            {"period": PERIOD | {"ends": "2026-12-31"}},
            "commonplan.period",
            "ends_before_start",
        ),
        (
            {"period": PERIOD | {"length": "1"}},
            "commonplan.period.length",
            "unknown_key",
        ),
        ({"previous": {}}, "commonplan.previous.code", "missing_key"),
        ({"mood": "good"}, "commonplan.mood", "unknown_key"),
    ],
)
def test_a_wrong_entry_is_named_by_its_path(tmp_path, change, column, code):
    folder = make_package(tmp_path / "small", description=describe(**change))
    faults = found(folder)
    assert ("datapackage.json", None, column, code) in faults


@pytest.mark.parametrize(
    ("text", "row", "code"),
    [
        (b"{", 1, "not_json"),
        (b'{"name": "a",\n1}', 2, "not_json"),
        (b'{"name": NaN}', 1, "not_json"),
        (b"[" * 100_000, None, "not_json"),
        (b'{"name": "\xff"}', None, "wrong_encoding"),
        (b"[]", None, "wrong_type"),
        (b"null", None, "missing_key"),
        (b" " * 1_000_001, None, "cell_too_long"),
    ],
)
def test_a_description_that_cannot_be_read_is_a_fault(tmp_path, text, row, code):
    folder = make_package(tmp_path / "small")
    (folder / "datapackage.json").write_bytes(text)
    assert ("datapackage.json", row, None, code) in found(folder)


def test_every_table_must_be_described_as_it_is(tmp_path):
    description = describe()
    description["resources"][0]["schema"]["fields"].pop()
    description["resources"][1]["path"] = "../secrets.csv"
    del description["resources"][2]
    folder = make_package(tmp_path / "small", description=description)
    assert found(folder) == [
        ("datapackage.json", None, "resources[1].path", "unknown_choice"),
        ("datapackage.json", None, "resources", "schema_differs"),
        ("datapackage.json", None, "resources: councils.csv", "missing_key"),
        ("datapackage.json", None, "resources: proposals.csv", "missing_key"),
    ]


@pytest.mark.parametrize("resources", [None, "all", [1], [{"path": 1}], [{}]])
def test_resources_of_another_shape_are_faults(tmp_path, resources):
    description = describe() | {"resources": resources}
    folder = make_package(tmp_path / "small", description=description)
    assert {fault[0] for fault in found(folder)} == {"datapackage.json"}


def test_the_error_reads_as_a_list_of_its_faults(tmp_path):
    changed = edited("prices.csv", "flour,0.75", "flour,x") | edited(
        "goods.csv", "Flour", ""
    )
    with pytest.raises(PackageError) as caught:
        read(make_package(tmp_path / "small", changed=changed))
    assert str(caught.value).splitlines() == [
        "goods.csv, row 3, name_en: The cell must not be empty.",
        "prices.csv, row 3, price: " + MESSAGES["not_a_number"].format(value="x"),
    ]


def test_every_code_is_tested():
    with open(__file__, encoding="utf-8") as tests:
        text = tests.read()
    assert [code for code in MESSAGES if f'"{code}"' not in text] == []
