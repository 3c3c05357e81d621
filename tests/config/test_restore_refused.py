"""Whatever is wrong with a backup, what is in the database stays as it was."""

import json
import zipfile

import pytest

from config import restoring
from config.backup import BackupFault, back_up
from config.restoring import restore

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_a_file_cut_short_changes_nothing(kept, tmp_path):
    file = tmp_path / "year.backup"
    back_up(file)
    whole = file.read_bytes()
    cut = tmp_path / "cut.backup"
    for content in (whole[:-2000], whole[:2000], b"", _flipped(whole)):
        cut.write_bytes(content)
        with kept(), pytest.raises(BackupFault):
            restore(cut, replace=True)


def _flipped(whole):
    """One bit of the dump is another."""
    place = len(whole) // 2
    return whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]


def test_a_backup_with_other_heads_than_it_says_changes_nothing(kept, tmp_path):
    file = tmp_path / "year.backup"
    back_up(file)
    _say(file, heads="7 " + "0" * 64)
    with kept(), pytest.raises(BackupFault, match="heads are not those"):
        restore(file, replace=True)


def test_a_dump_that_is_none_changes_nothing(kept, tmp_path):
    file = tmp_path / "year.backup"
    back_up(file)
    _say(file, dump=b"nobody can read this")
    with kept(), pytest.raises(BackupFault, match="pg_restore"):
        restore(file, replace=True)


def test_a_backup_of_a_newer_version_changes_nothing(kept, tmp_path):
    file = tmp_path / "year.backup"
    back_up(file)
    _say(file, migrations=["ledger.9999_of_tomorrow"])
    with kept(), pytest.raises(BackupFault, match=r"newer version.*9999_of_tomorrow"):
        restore(file, replace=True)


def _say(file, dump=None, **other):
    """Let a backup say something else, or hold something else."""
    with zipfile.ZipFile(file) as bundle:
        said = json.loads(bundle.read("manifest.json"))
        kept = bundle.read("database.dump")
    with zipfile.ZipFile(file, "w") as bundle:
        bundle.writestr("manifest.json", json.dumps(said | other))
        bundle.writestr("database.dump", dump or kept)


def test_a_record_that_does_not_hold_gives_back_the_old_data(
    kept, tmp_path, monkeypatch
):
    file = tmp_path / "year.backup"
    back_up(file)
    monkeypatch.setattr(restoring, "faults", lambda: iter(["seal 1 is missing"]))
    with kept(), pytest.raises(BackupFault, match="seal 1 is missing"):
        restore(file, replace=True)


def test_a_restore_killed_in_the_middle_changes_nothing(kept, tmp_path, monkeypatch):
    file = tmp_path / "year.backup"
    back_up(file)

    def die(bundle, script):
        script.write(b"CREATE TABLE public.half ();")
        raise KeyboardInterrupt

    monkeypatch.setattr(restoring, "_translate", die)
    with kept(), pytest.raises(KeyboardInterrupt):
        restore(file, replace=True)
