"""A data package divided by a command; imported rounds that go by the clock."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from councils.models import Council
from proposals.models import Period
from tests.planning.test_splitting import REGION

pytestmark = pytest.mark.django_db


def test_a_part_is_imported_and_goes_by_the_clock(tmp_path, capsys):
    parts = tmp_path / "parts"
    call_command("split_package", str(REGION), "2", str(parts))
    assert capsys.readouterr().out.count("60 councils.") == 2
    call_command("import_package", str(parts / "1"), "--round-seconds", "60")

    year = Period.objects.get(code="2027")
    assert (year.automatic, year.round_length) == (True, timedelta(seconds=60))
    assert Council.objects.count() == 60


def test_rounds_of_no_time_import_nothing():
    with pytest.raises(CommandError, match=r"Nothing was imported\."):
        call_command("import_package", str(REGION), "--round-seconds", "0")
    assert not Period.objects.exists()
    assert not Council.objects.exists()


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    kept = tmp_path / "letter.txt"
    kept.write_text("Keep me.")
    with pytest.raises(CommandError, match="is not empty"):
        call_command("split_package", str(REGION), "2", str(tmp_path))
    assert [each.name for each in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("servers", ["0", "121", "-1"])
def test_more_servers_than_councils_or_none_are_refused(tmp_path, servers):
    with pytest.raises(CommandError, match=f"120 councils for {servers} servers"):
        call_command("split_package", str(REGION), "--", servers, str(tmp_path / "x"))
    assert not (tmp_path / "x").exists()
