"""One file with the whole database, and what it says of itself."""

import contextlib
import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from ledger.models import Heartbeat
from ledger.services import heartbeat

from . import programs
from .embedded import Server
from .manifest import manifest

MANIFEST, DUMP = "manifest.json", "database.dump"
# Logged-in browsers and knocks: a backup must not be a key, and nobody misses them.
LEFT_OUT = ("public.django_session", "public.usersessions_usersession", "pgmq.q_*")
CHUNK = 1 << 20


class BackupFault(Exception):
    """Why there is no backup, or no restore, for a person to read."""


def back_up(file):
    """Write the database into a file; return what the file says of itself.

    The file appears when it is complete, readable by its owner alone. Pages, rounds
    and letters go on meanwhile: all is as it was at one moment.
    """
    file = Path(file).resolve()
    if file.exists():
        raise BackupFault(_("%s exists already.") % file)
    new = file.with_name(file.name + ".new")
    try:
        with database(), transaction.atomic(), connection.cursor() as cursor:
            # However long it takes, this transaction waits for it.
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_export_snapshot()")
            said = _write(new, cursor.fetchone()[0])
        new.replace(file)
    except OSError as fault:
        raise BackupFault(str(fault)) from fault
    finally:
        new.unlink(missing_ok=True)
    with database():
        heartbeat(name=Heartbeat.BACKUP)
        connection.close()
    return said


def _write(file, snapshot):
    said = manifest()
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as output:
        # Not compressed: the dump is, already.
        with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as bundle:
            bundle.writestr(MANIFEST, json.dumps(said, indent=1))
            with bundle.open(DUMP, "w", force_zip64=True) as target:
                _dump(target, snapshot)
        output.flush()
        os.fsync(output.fileno())
    return said


def _dump(target, snapshot):
    left_out = [f"--exclude-table-data={table}" for table in LEFT_OUT]
    command = ["--format=custom", "--no-owner", f"--snapshot={snapshot}", *left_out]
    with running("pg_dump", *command, stdout=subprocess.PIPE) as dump:
        shutil.copyfileobj(dump.stdout, target, CHUNK)


@contextlib.contextmanager
def running(program, *arguments, **options):
    """One of PostgreSQL's programs at our database; its words are the fault."""
    folder = programs.tools(connection.pg_version // 10_000)
    conninfo, environment = _address()
    with subprocess.Popen(
        [folder / program, *arguments, *conninfo],
        env=environment,
        stderr=subprocess.PIPE,
        **options,
    ) as process:
        try:
            yield process
        except BaseException:
            process.kill()
            raise
        said = process.stderr.read().decode(errors="replace").strip()
    if process.returncode:
        words = {"program": program, "said": said[-2000:]}
        raise BackupFault(_("%(program)s failed: %(said)s") % words)


def _address():
    """Where our database is; the password never stands on a command line."""
    known = connection.settings_dict
    parts = {
        "dbname": known["NAME"],
        "user": known["USER"],
        "host": known["HOST"],
        "port": known["PORT"],
        # Encryption and its certificates; not the limits of our own sessions.
        **{k: v for k, v in known["OPTIONS"].items() if k.startswith("ssl")},
    }
    text = " ".join(f"{name}='{value}'" for name, value in parts.items() if value)
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    if known["PASSWORD"]:
        kept["PGPASSWORD"] = known["PASSWORD"]
    return [f"--dbname={text}"], kept


@contextlib.contextmanager
def database(*, create=False):
    """Have the embedded database run; any other one does already."""
    if not settings.EMBEDDED or connection.connection:
        yield
        return
    server = Server(settings.VAR_DIR / "postgres")
    if not (create or (server.data / "PG_VERSION").exists()):
        raise BackupFault(_("There is no database in %s.") % settings.VAR_DIR)
    server.start()
    try:
        yield
    finally:
        if server.process:
            connection.close()
            server.stop()
