"""A data package into the database and out of it again."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from councils.models import Council
from iteration.packages import rows
from iteration.packages.faults import READING, Refused
from iteration.packages.importing import import_package
from iteration.services import (
    open_period,
    prepare_next_year,
    publish_plan,
    settle_period,
)
from ledger.models import Record
from ledger.spoken import language_of
from planning.faults import MESSAGES
from planning.package import (
    ChangeRow,
    EntitlementRow,
    PriceRow,
    ProposalRow,
    StandingRow,
    read,
)
from proposals.models import (
    Change,
    Entitlement,
    Good,
    Period,
    Proposal,
    StandingInstruction,
)
from proposals.services import instruct
from tests.factories import (
    make_bread_year,
    make_council,
    make_count,
    make_good,
    make_period,
    make_proposal,
    reload,
)
from tests.iteration.packages import contents, make_folder, make_package, make_year

pytestmark = pytest.mark.django_db
REGION = Path(__file__).parents[2] / "demo" / "region"


def run(capsys, *arguments):
    """Run a command; return what it said."""
    call_command(*arguments, "--language", "en")
    return capsys.readouterr().out


def refused(capsys, *arguments):
    """Run a command that fails; return its lines, and its status."""
    with pytest.raises(CommandError) as error:
        call_command(*arguments, "--language", "en")
    return capsys.readouterr().err.splitlines(), error.value.returncode


def lines(council, period):
    """A council's last revision, by the codes of the goods."""
    proposal = Proposal.objects.filter(
        council__slug=council, period__code=period
    ).last()
    return {good.code: units for good, units in proposal.by_good().items()}


def rows_here():
    models = (Good, Council, Period, Proposal, Entitlement, Change, StandingInstruction)
    return [model.objects.count() for model in (*models, Record)]


def test_a_package_becomes_a_year_in_preparation(tmp_path, capsys):
    said = run(capsys, "import_package", str(make_folder(tmp_path)))
    year = Period.objects.get(code="2027")
    assert said == (
        "2027 (Year 2027) is in preparation: 3 goods, 5 councils, 3 first proposals, "
        "3 standing instructions, 3 changes.\n"
    )
    assert year.status == Period.Status.DRAFT
    assert (year.tolerance, year.silence) == (Decimal("0.025"), "zero")
    assert not year.rounds.exists()
    prices = dict(year.catalogue.values_list("good__code", "start_price"))
    assert prices["bread"] == Decimal("2.5")


def test_the_year_before_is_closed_with_the_same_catalogue():
    import_package(package=make_package())
    before = Period.objects.get(code="2027").previous
    assert (before.code, before.status) == ("2026", Period.Status.CLOSED)
    assert before.frozen_at is not None
    assert before.catalogue.get(good__code="hours").start_price == 12
    assert lines("north", "2026") == {"bread": 62_001, "hours": -5_000}


def test_first_proposals_are_last_year_times_what_changes():
    import_package(package=make_package())
    # 62.001 × 0.5 = 31.0005, half to even; 41.000 × 1.000001 rounds to itself.
    assert lines("north", "2027") == {"bread": 31_000, "hours": -5_000}
    assert lines("south", "2027") == {"bread": 41_000, "hours": -3_000}
    # 1 × 0.5 comes to nothing, and so the town proposes nothing.
    assert not Proposal.objects.filter(council__slug="town", period__code="2027")
    assert set(Proposal.objects.values_list("origin", flat=True)) == {"file"}


def test_what_changes_is_kept_with_its_reasons():
    import_package(package=make_package())
    change = Change.objects.get(council__slug="north")
    assert (change.factor, change.note_de) == (Decimal("0.5"), "Ein Fest")
    assert change.period.code == "2027"


def test_councils_come_with_their_federations_and_instructions():
    import_package(package=make_package())
    north = Council.objects.get(slug="north")
    assert (north.parent.slug, north.members) == ("town", 30)
    assert north.instructions.get().capacity == Decimal("50.125")
    assert sum(
        Entitlement.objects.per_council(Period.objects.get(code="2027")).values()
    )
    assert Council.objects.get(slug="bakery").latitude == Decimal("48.59")


def test_the_import_is_one_record():
    import_package(package=make_package())
    record = Record.objects.get()
    assert (record.kind, record.subject) == ("package.imported", "2027")
    assert record.data["previous"] == "2026"


def test_the_year_can_be_opened_and_counted():
    import_package(package=make_package())
    period = Period.objects.get(code="2027")
    open_period(period=period)
    assert make_count(period).own == 3


@pytest.mark.parametrize("before", ["2026", None])
def test_what_went_in_comes_out_byte_for_byte(tmp_path, capsys, before):
    folder = make_folder(tmp_path / "in", make_package(before=before))
    run(capsys, "import_package", str(folder))
    said = run(capsys, "export_package", "2027", str(tmp_path / "out"))
    assert contents(tmp_path / "out") == contents(folder)
    assert said == f"2027 is written to {tmp_path / 'out'}.\n"


def test_it_still_comes_out_the_same_while_rounds_run(tmp_path, capsys):
    folder = make_folder(tmp_path / "in")
    run(capsys, "import_package", str(folder))
    period = Period.objects.get(code="2027")
    open_period(period=period)
    make_count(period)
    run(capsys, "export_package", "2027", str(tmp_path / "out"))
    assert contents(tmp_path / "out") == contents(folder)


def test_councils_and_goods_of_others_stay_out_of_it(tmp_path, capsys):
    make_bread_year()
    instruct(council=Council.objects.get(slug="eaters"), mode="keep")
    goods = [
        replace(good, code="brot") if good.code == "bread" else good
        for good in make_package().goods
    ]
    renamed = {
        name: [
            replace(row, good="brot") if row.good == "bread" else row
            for row in getattr(make_package(), name)
        ]
        for name in ("proposals", "prices", "changes")
    }
    folder = make_folder(tmp_path / "in", make_package(goods=goods, **renamed))
    run(capsys, "import_package", str(folder))
    run(capsys, "export_package", "2027", str(tmp_path / "out"))
    names = contents(tmp_path / "out")
    assert names.keys() == contents(folder).keys()
    assert b"eaters" not in names["councils.csv"]


@pytest.mark.skipif(not REGION.exists(), reason="there is no demonstration region")
def test_the_demonstration_region_comes_out_byte_for_byte(tmp_path, capsys):
    run(capsys, "import_package", str(REGION))
    code = read(REGION).period.code
    run(capsys, "export_package", code, str(tmp_path / "out"))
    assert contents(tmp_path / "out") == contents(REGION)


def test_the_same_package_again_changes_nothing(tmp_path, capsys):
    folder = str(make_folder(tmp_path))
    run(capsys, "import_package", folder)
    before = rows_here()
    said = run(capsys, "import_package", folder)
    assert said == "2027 is here already; nothing was changed.\n"
    assert rows_here() == before


def test_the_same_package_is_known_in_another_layout():
    package = make_package()
    import_package(package=package)
    turned = replace(package, councils=package.councils[::-1])
    assert not import_package(package=turned).new


def test_the_same_package_is_still_known_when_rounds_run():
    import_package(package=make_package())
    open_period(period=Period.objects.get(code="2027"))
    assert not import_package(package=make_package()).new


def test_another_package_for_a_year_that_is_here_is_refused(tmp_path, capsys):
    import_package(package=make_package())
    before = rows_here()
    folder = make_folder(tmp_path, make_package(entitlements=[]))
    said, status = refused(capsys, "import_package", str(folder))
    assert status == 2
    assert "is here already with other content (in preparation)" in said[0]
    assert rows_here() == before


def test_a_year_that_has_begun_is_not_imported_again(tmp_path, capsys):
    import_package(package=make_package())
    open_period(period=Period.objects.get(code="2027"))
    folder = make_folder(tmp_path, make_package(entitlements=[]))
    said, status = refused(capsys, "import_package", str(folder))
    assert status == 2
    assert "no longer in preparation (rounds are running)" in said[0]


def test_another_code_makes_another_year_after_the_same_one(tmp_path, capsys):
    folder = str(make_folder(tmp_path / "in"))
    run(capsys, "import_package", folder)
    run(capsys, "import_package", folder, "--period", "2027-b")
    years = Period.objects.filter(previous__code="2026").values_list("code", flat=True)
    assert set(years) == {"2027", "2027-b"}
    run(capsys, "export_package", "2027-b", str(tmp_path / "out"))
    assert read(tmp_path / "out").period.code == "2027-b"


def test_a_code_that_is_none_is_refused(tmp_path, capsys):
    folder = str(make_folder(tmp_path))
    _said, status = refused(capsys, "import_package", folder, "--period", "20/27")
    assert status == 2
    assert not Period.objects.exists()


def test_known_goods_and_councils_are_brought_up_to_date():
    make_good("bread", unit="t", decimals=0)  # Nobody plans with it yet.
    old = make_council("south", members=3)
    make_council("town", kind="consumer_federation", parent=old)
    import_package(package=make_package())
    bread = Good.objects.get(code="bread")
    assert (bread.name_de, bread.unit, bread.decimals) == ("Brot", "kg", 3)
    old.refresh_from_db()
    # What was above is now below, and the other way round.
    assert (old.members, old.parent.slug) == (20, "town")
    assert Council.objects.get(slug="town").parent is None


def test_an_instruction_that_differs_is_ended_and_the_same_one_stays():
    north, bakery = make_council("north"), make_council("bakery", kind="worker")
    instruct(council=north, mode="keep")
    asked = {"substitution": Decimal("0.2"), "supply_response": Decimal("1.3")}
    same = instruct(council=bakery, mode="follow", **asked)
    import_package(package=make_package())
    assert north.instructions.count() == 2
    assert north.instructions.get(until=None).mode == "follow"
    assert bakery.instructions.get() == same


MISFITS = [
    ("planned_with", lambda: make_period(prices={make_good("bread", unit="t"): 1})),
    ("kind_stays", lambda: make_proposing("south", kind="worker")),
    ("not_ended", lambda: make_period("2026")),
    ("differs", lambda: import_package(package=make_other_year())),
]


def make_proposing(slug, kind):
    period, bread, *_rest = make_bread_year()
    make_proposal(make_council(slug, kind=kind), period, {bread: 5})


def make_other_year():
    """A package whose year before is the same but for a price and a quantity."""
    package = make_package(code="2028")
    prices = [replace(package.prices[0], price=Decimal(3)), *package.prices[1:]]
    quantities = [replace(package.proposals[0], quantity=-7), *package.proposals[1:]]
    return replace(package, prices=prices, proposals=quantities)


@pytest.mark.parametrize(("code", "make"), MISFITS)
def test_what_does_not_fit_is_refused_whole(tmp_path, capsys, code, make):
    make()
    before = rows_here()
    with pytest.raises(Refused) as error:
        import_package(package=make_package())
    assert {fault.code for fault in error.value.faults} == {code}
    assert rows_here() == before


def test_every_misfit_is_said_at_once_with_its_place(tmp_path, capsys):
    make_period(prices={make_good("bread", unit="t", decimals=0): 1})
    make_proposing_south = make_council("south", kind="worker")
    period = make_period("other", {make_good(): 1})
    open_period(period=period)
    make_proposal(make_proposing_south, period, {period.goods.get(): 5})
    said, status = refused(capsys, "import_package", str(make_folder(tmp_path)))
    assert status == 2
    stays, kind = "is planned with already; its", "has proposed already; its kind"
    assert said == [
        f"goods.csv, row 2, unit: “bread” {stays} unit must stay “t”.",
        f"goods.csv, row 2, decimals: “bread” {stays} decimals must stay “0”.",
        f"councils.csv, row 5, kind: “south” {kind} must stay “worker”.",
    ]


def test_a_year_is_not_the_year_before_itself(capsys):
    with pytest.raises(Refused) as error:
        import_package(package=make_package(code="2027", before="2027"))
    assert [fault.code for fault in error.value.faults] == ["same_year"]


def test_changes_need_a_year_before():
    changes = [ChangeRow("north", "bread", Decimal(2))]
    with pytest.raises(Refused) as error:
        import_package(package=make_package(before=None, changes=changes))
    assert [fault.code for fault in error.value.faults] == ["no_year_before"]


def test_what_is_changed_out_of_all_measure_is_refused():
    proposals = [ProposalRow("north", "bread", 10**15 - 1)]
    changes = [ChangeRow("north", "bread", Decimal("999.999999"))]
    with pytest.raises(Refused) as error:
        import_package(package=make_package(proposals=proposals, changes=changes))
    assert [fault.code for fault in error.value.faults] == ["too_much"]


@pytest.mark.parametrize(
    "table",
    [
        {"standing": [StandingRow("north", "keep", Decimal(99), Decimal(1), None)]},
        {"entitlements": [EntitlementRow("north", "effort", Decimal(10) ** 17)]},
        {"prices": [PriceRow("bread", Decimal("1e16"))]},
    ],
)
def test_what_only_the_database_refuses_is_a_fault_too(table):
    with pytest.raises(Refused) as error:
        import_package(package=make_package(**table))
    assert [fault.code for fault in error.value.faults] == ["refused"]
    assert rows_here() == [0] * 8


@pytest.mark.parametrize("step", ["store_goods", "store_councils", "store_changes"])
def test_an_import_that_dies_leaves_nothing(monkeypatch, step):
    work = getattr(rows, step)

    def die_after(*arguments):
        work(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(rows, step, die_after)
    with pytest.raises(KeyboardInterrupt):
        import_package(package=make_package())
    assert rows_here() == [0] * 8


FAULTY = [
    ("goods.csv", b"consumption", b"luxury", "row 2, category: “luxury” is none of"),
    ("goods.csv", b",kg,3", b",kg,x", "row 2, decimals: “x” is not a number"),
    ("councils.csv", b",town,30", b",city,30", "row 4, parent: councils.csv has no"),
    ("proposals.csv", b"bakery,hours", b"bakery,days", "row 3, good: goods.csv has no"),
    ("proposals.csv", b"62.001", b"62,001", "row 4: The row has 4 cells, not 3"),
    ("prices.csv", b"2.5", b"-2.5", "row 2, price: “-2.5” must be more than 0"),
    ("prices.csv", b"park,", b"bread,", "row 4, good: Row 2 says this already"),
    ("standing.csv", b"keep", b"kept", "row 3, mode: “kept” is none of keep, follow"),
    ("entitlements.csv", b"900.5", b"\xff", "row 2: The text is not UTF-8"),
    ("changes.csv", b"1.000001", b"1.5e9", "row 3, factor: “1.5e9” is not a number"),
    ("datapackage.json", b"0.025", b"7", "commonplan.tolerance: “7” must lie between"),
    ("datapackage.json", b"{", b"[", "This is not well-formed JSON"),
]


@pytest.mark.parametrize(("file", "right", "wrong", "said"), FAULTY)
def test_a_fault_in_a_file_is_said_with_its_place(
    tmp_path, capsys, file, right, wrong, said
):
    path = make_folder(tmp_path) / file
    assert right in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(right, wrong, 1))
    told, status = refused(capsys, "import_package", str(tmp_path))
    assert status == 2
    assert [line for line in told if line.startswith(file) and said in line]
    assert rows_here() == [0] * 8


def test_all_faults_of_all_files_are_said_at_once(tmp_path, capsys):
    make_folder(tmp_path)
    for file, right, wrong, _said in FAULTY:
        if file != "datapackage.json" and wrong != b"\xff":
            content = (tmp_path / file).read_bytes()
            (tmp_path / file).write_bytes(content.replace(right, wrong, 1))
    told, _status = refused(capsys, "import_package", str(tmp_path))
    assert {line.partition(",")[0] for line in told} == {
        *("goods.csv", "councils.csv", "proposals.csv"),
        *("prices.csv", "standing.csv", "changes.csv"),
    }


def test_every_fault_of_the_reader_has_its_sentence_here():
    english = {code: str(sentence) for code, sentence in READING.items()}
    assert english == MESSAGES


def test_a_folder_that_is_none_is_refused(tmp_path, capsys):
    said, status = refused(capsys, "import_package", str(tmp_path / "nowhere"))
    assert status == 2
    assert "datapackage.json: The file is missing." in said


def test_an_export_spares_what_is_there(tmp_path, capsys):
    import_package(package=make_package())
    (tmp_path / "notes.txt").write_text("mine")
    _said, status = refused(capsys, "export_package", "2027", str(tmp_path))
    assert status == 2
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    run(capsys, "export_package", "2027", str(tmp_path), "--force")
    assert (tmp_path / "goods.csv").exists()
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_year_nobody_knows_is_not_exported(tmp_path, capsys):
    _said, status = refused(capsys, "export_package", "1984", str(tmp_path / "out"))
    assert status == 2
    assert not (tmp_path / "out").exists()


@pytest.fixture
def planned():
    """The imported year, planned to its end, and the year after it prepared."""
    import_package(package=make_package())
    period = Period.objects.get(code="2027")
    period.tolerance = 1
    period.save()
    open_period(period=period)
    bread = Good.objects.get(code="bread")
    hours = Good.objects.get(code="hours")
    bakery = Council.objects.get(slug="bakery")
    make_proposal(bakery, period, {bread: -70_000, hours: 6_000})
    make_count(period)
    settle_period(period=reload(period))
    publish_plan(period=reload(period))
    year = make_year("2028")
    return prepare_next_year(
        period=reload(period),
        code=year.code,
        name_en=year.name_en,
        name_de=year.name_de,
        starts=year.starts,
        ends=year.ends,
    )


def test_after_a_published_plan_its_assignments_and_prices_come_out(planned, tmp_path):
    call_command("export_package", "2028", str(tmp_path))
    package = read(tmp_path)
    plan = planned.previous.plans.get()
    assigned = {
        (assignment.council.slug, Good.objects.get(pk=key).code): units
        for assignment in plan.assignments.all()
        for key, units in assignment.lines.items()
        if units
    }
    assert {(row.council, row.good): row.quantity for row in package.proposals} == (
        assigned
    )
    prices = dict(plan.round.prices.values_list("good__code", "price"))
    assert {row.good: row.price for row in package.prices} == prices
    assert package.previous.code == "2027"
    assert {row.council for row in package.entitlements} == {"north", "south"}


def test_an_exported_year_can_be_imported_beside_the_plan_it_follows(planned, tmp_path):
    call_command("export_package", "2028", str(tmp_path / "out"))
    call_command("import_package", str(tmp_path / "out"), "--period", "2028-again")
    again = Period.objects.get(code="2028-again")
    assert again.previous == planned.previous


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "de_AT.UTF-8"}, "de"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "de_DE.UTF-8"}, "de"),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "de:en"}, "de"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "", "LC_ALL": ""}, "de"),
    ],
)
def test_commands_speak_the_language_of_the_terminal(environment, expected):
    assert language_of(environment) == expected
