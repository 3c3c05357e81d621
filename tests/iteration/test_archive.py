"""A year in one file: whole, the same every time, and it checks itself."""

import io
import subprocess
import sys
import zipfile
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from iteration.archive import write_archive
from iteration.models import Publication
from iteration.services import close_round, publish_plan, settle_period
from ledger.models import Record, Seal
from ledger.services import record, seal
from proposals.services import instruct
from tests.factories import make_bread_year, make_count, make_due, reload

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    period, _bread, eaters, bakers = make_bread_year(
        tolerance="0.2", rule="calibrated", silence="impute"
    )
    for council in (eaters, bakers):
        instruct(council=council, mode="follow")
    make_count(period)
    make_due(period)
    close_round(period.rounds.latest("number").pk)
    settle_period(period=reload(period))
    publish_plan(period=reload(period))
    seal()
    return reload(period)


def archived(period, **options):
    target = io.BytesIO()
    digest = write_archive(
        period=period, target=target, **({"figures": True} | options)
    )
    return target.getvalue(), digest


def test_it_holds_every_document_byte_for_byte(year):
    content, _digest = archived(year)
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        names = bundle.namelist()
        bodies = [bundle.read(name).decode() for name in names if "/documents/" in name]
    published = Publication.objects.order_by("number").values_list("body", flat=True)
    assert bodies == list(published)
    assert len(bodies) == 3
    for part in ("package/datapackage.json", "package/proposals.csv", "README.txt"):
        assert f"{year.code}/{part}" in names


def test_the_same_year_is_the_same_file(year):
    first, digest = archived(year)
    record(kind="test", subject="something else")
    seal()
    again, other = archived(year)
    assert again == first
    assert other == digest
    record(kind="test", subject=f"{year.code}/later")
    seal()
    assert archived(year)[0] != first


def test_for_the_public_it_has_no_figures_of_single_councils(year):
    content, _digest = archived(year, figures=False)
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        assert not [name for name in bundle.namelist() if "package" in name]
        assert b"package/" not in bundle.read(f"{year.code}/README.txt")


def test_the_programs_in_it_find_nothing_wrong(year, tmp_path):
    seal()
    content, _digest = archived(year)
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        bundle.extractall(tmp_path)
    here = tmp_path / year.code
    documents = sorted((here / "documents").iterdir())
    assert run(here, "verify/verify_plan.py", *documents) == 0
    said = ["record/seals.json", "record/record.jsonl"]
    last = Seal.objects.latest("number").digest
    assert run(here, "verify/verify_record.py", *said, "--digest", last) == 0

    lines = (here / "record/record.jsonl").read_text()
    (here / "record/record.jsonl").write_text(lines.replace("round.", "rounb.", 1))
    assert run(here, "verify/verify_record.py", *said, "--digest", last) == 1


def run(folder, *command):
    return subprocess.run(
        [sys.executable, *command], cwd=folder, capture_output=True, check=False
    ).returncode


def test_before_the_plan_is_published_there_is_nothing_to_archive():
    period, *_rest = make_bread_year()
    with pytest.raises(ValidationError, match="when its plan is published"):
        archived(period)


def test_what_is_not_sealed_is_not_archived(year):
    record(kind="test", subject=year.code)
    with pytest.raises(ValidationError, match="not sealed yet"):
        archived(year)


def test_the_command_seals_writes_and_is_on_record(year, tmp_path):
    record(kind="test", subject=year.code)
    file, said = tmp_path / "year.zip", StringIO()
    call_command("archive", year.code, str(file), stdout=said)
    written = Record.objects.get(kind="year.archived")
    assert written.data["sha256"] in said.getvalue()
    assert zipfile.ZipFile(file).testzip() is None
    with pytest.raises((CommandError, SystemExit)):
        call_command("archive", year.code, str(file))
    with pytest.raises((CommandError, SystemExit)):
        call_command("archive", "1999", str(tmp_path / "none.zip"))
    assert not (tmp_path / "none.zip").exists()
    assert list(tmp_path.glob("*.new")) == []
