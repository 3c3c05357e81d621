"""The restore drill: back up a planned year, restore it elsewhere, compare."""

import subprocess
import sys
import zipfile
from contextlib import contextmanager

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from config import restoring
from config.backup import BackupFault, back_up
from config.restoring import restore
from iteration.models import Publication
from ledger.models import Heartbeat, Record, Seal
from ledger.services import heartbeat, record
from tests.config.drill import outcome
from tests.databases import database_url
from tests.factories import make_person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_what_is_restored_is_what_was_backed_up(year, elsewhere, tmp_path):
    file = tmp_path / "year.backup"
    before = outcome()
    back_up(file)

    with elsewhere():
        said = restore(file)
        assert outcome() == before
        documents = _written(tmp_path)
        sealed = Seal.objects.latest("number")
        # What protects the record has come along.
        with pytest.raises(Exception, match="never"), connection.cursor() as cursor:
            cursor.execute("UPDATE ledger_record SET reason = 'x'")

    assert said["heads"].split("\n")[0] == f"{sealed.number} {sealed.digest}"
    assert before[3] == []
    verified = subprocess.run(
        [sys.executable, settings.BASE_DIR / "verify" / "verify_plan.py", *documents],
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr


def _written(folder):
    files = []
    for number, body in Publication.objects.order_by("number").values_list(
        "number", "body"
    ):
        files.append(folder / f"document-{number}.json")
        files[-1].write_text(body)
    assert len(files) == 3
    return files


def test_a_backup_is_for_its_owner_alone_and_holds_no_login(year, client, tmp_path):
    client.force_login(make_person("ben"))
    key = client.cookies["sessionid"].value
    file = tmp_path / "year.backup"
    back_up(file)
    assert file.stat().st_mode & 0o077 == 0
    with elsewhere_dump(file) as text:
        assert "ledger_record" in text
        assert key not in text
    assert Heartbeat.objects.get(name="backup").count == 1
    with pytest.raises(BackupFault, match="exists already"):
        back_up(file)


@contextmanager
def elsewhere_dump(file):
    folder = restoring.programs.tools(connection.pg_version // 10_000)
    with zipfile.ZipFile(file) as bundle:
        dump = bundle.read("database.dump")
    command = [folder / "pg_restore", "--file=-"]
    yield subprocess.run(
        command, input=dump, capture_output=True, check=True
    ).stdout.decode()


def test_a_database_with_data_is_replaced_only_when_asked(year, elsewhere, tmp_path):
    file = tmp_path / "year.backup"
    back_up(file)
    before = outcome()
    with elsewhere():
        restore(file)
        record(kind="test", subject="later")
        with pytest.raises(BackupFault, match="not empty"):
            restore(file)
        assert Record.objects.filter(subject="later").exists()
        restore(file, replace=True)
        assert outcome() == before
        # And once more from what was restored: the same again.
        connection.close()
        again = tmp_path / "again.backup"
        back_up(again)
        connection.close()
        restore(again, replace=True)
        assert outcome() == before


def test_while_somebody_uses_the_database_nothing_is_restored(
    year, elsewhere, tmp_path
):
    file = tmp_path / "year.backup"
    back_up(file)
    with elsewhere() as name:
        with (
            psycopg.connect(database_url(name)),
            pytest.raises(BackupFault, match="Others use the database"),
        ):
            restore(file, replace=True)
        assert connection.introspection.table_names() == []


def test_the_commands_say_what_they_did(year, elsewhere, tmp_path):
    heartbeat(name="tick")
    file = tmp_path / "year.backup"
    connection.close()
    said = run("backup", file, database=database_url())
    assert "documents: 3" in said
    with elsewhere() as name:
        there = database_url(name)
        said = run("restore", file, database=there)
    assert "The heads are those of the backup: seal 1 " in said
    assert "every seal of the record holds" in said
    assert "not empty" in run("restore", file, database=there, code=1)


def run(*arguments, database, code=0):
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={"DATABASE_URL": database, "SECRET_KEY": "for tests", "LANG": "en"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr
