"""From a backup into the database: all of it, compared with what it says, or nothing.

What was there is put aside, the backup is read, and the heads are compared, in one
transaction: whatever interrupts it leaves what was there. Only when the whole record
has been verified too is what was put aside deleted; if it does not hold, it comes back.
"""

import contextlib
import json
import shutil
import subprocess
import zipfile
from contextlib import ExitStack

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from ledger.verify import faults

from . import programs
from .backup import CHUNK, DUMP, MANIFEST, BackupFault, database, running
from .manifest import CHANGED, FORM, HEADS
from .supervise import alone

# What a backup holds, and its names while it is put aside.
SCHEMAS = {"public": "public_put_aside", "pgmq": "pgmq_put_aside"}
BEGIN = """
\\set ON_ERROR_STOP on
BEGIN;
SET LOCAL statement_timeout = 0;
SET LOCAL idle_in_transaction_session_timeout = 0;
"""
COMPARE = """
DO $compare$ BEGIN
    IF ({heads}) IS DISTINCT FROM $heads${expected}$heads$ THEN
        RAISE EXCEPTION 'the heads are not those of the backup';
    END IF;
    IF ({changed}) <> 0 THEN
        RAISE EXCEPTION 'a published document is not what its digest says';
    END IF;
END $compare$;
COMMIT;
"""
EXISTING = "SELECT array_agg(nspname::text) FROM pg_namespace WHERE nspname = ANY(%s)"
OTHERS = """
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
    AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


def restore(file, *, replace=False):
    """Put a backup into the database; return what the backup says of itself.

    Raises BackupFault: the file is broken or of a newer program, somebody uses the
    database, it is not empty and ``replace`` is not set, or what was restored is not
    what was backed up. Then the database is as it was.
    """
    with ExitStack() as stack:
        bundle = stack.enter_context(_opened(file))
        said = _said(bundle)
        if settings.EMBEDDED:
            stack.enter_context(alone(settings.VAR_DIR))
        stack.enter_context(database(create=True))
        stack.callback(connection.close)
        _check(replace)
        _undo()
        _read(bundle, said)
        try:
            _verify(said)
        except BaseException:
            _undo()
            raise
        _drop(SCHEMAS.values())
    return said


def _opened(file):
    try:
        return zipfile.ZipFile(file)
    except (OSError, zipfile.BadZipFile) as fault:
        raise BackupFault(
            _("%(file)s cannot be read: %(fault)s") % {"file": file, "fault": fault}
        ) from fault


def _said(bundle):
    try:
        said = json.loads(bundle.read(MANIFEST))
        broken = said["commonplan_backup"] != FORM or bundle.testzip()
    except (KeyError, ValueError, OSError, zipfile.BadZipFile):
        broken = True
    if broken:
        raise BackupFault(_("The file is not a whole backup of commonplan."))
    if unknown := sorted(set(said["migrations"]) - _known()):
        raise BackupFault(
            _("The backup is of a newer version: this one does not know %(step)s.")
            % {"step": unknown[0]}
        )
    return said


def _known():
    """The migrations of this program."""
    return {".".join(key) for key in MigrationLoader(None).disk_migrations}


def _check(replace):
    with connection.cursor() as cursor:
        cursor.execute(OTHERS)
        if others := cursor.fetchone()[0]:
            raise BackupFault(
                _(
                    "Others use the database (%(count)d connections). Stop web, worker "
                    "and beat first."
                )
                % {"count": others}
            )
    if connection.introspection.table_names() and not replace:
        raise BackupFault(
            _("The database is not empty. With --replace what is in it is replaced.")
        )


def _read(bundle, said):
    """Put aside, read, compare, in one transaction."""
    here = _existing(SCHEMAS)
    aside = [f"ALTER SCHEMA {name} RENAME TO {SCHEMAS[name]};" for name in here]
    made = [f"CREATE SCHEMA {name};" for name in SCHEMAS]
    compared = COMPARE.format(heads=HEADS, changed=CHANGED, expected=said["heads"])
    connection.close()
    whole = False
    with (
        running("psql", *_PSQL, stdin=subprocess.PIPE) as psql,
        # If psql stops in the middle, its own words say more than a broken pipe.
        contextlib.suppress(BrokenPipeError),
        psql.stdin as script,
    ):
        script.write("\n".join([BEGIN, *aside, *made, ""]).encode())
        script.flush()
        if whole := _translate(bundle, script):
            script.write(compared.encode())
    connection.close()
    if not whole:  # Nothing was committed, and psql saw nothing wrong in that.
        raise BackupFault(_("pg_restore could not read the backup."))


# Quiet, and without the settings of whoever happens to run it.
_PSQL = ("--no-psqlrc", "--quiet", "--output=/dev/null", "--file=-")


def _translate(bundle, script):
    """The dump as SQL; only a whole one is followed by the end of the transaction."""
    folder = programs.tools(connection.pg_version // 10_000)
    command = [folder / "pg_restore", "--no-owner", "--no-privileges"]
    command += [f"--schema={name}" for name in SCHEMAS] + ["--file=-"]
    with (
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=script) as translator,
        bundle.open(DUMP) as dump,
        contextlib.suppress(BrokenPipeError),
        translator.stdin as target,
    ):
        shutil.copyfileobj(dump, target, CHUNK)
    return translator.returncode == 0


def _verify(said):
    """Bring it up to date and look at the record, seal by seal."""
    if _known() - set(said["migrations"]):
        call_command("migrate", verbosity=0, interactive=False)
    if found := next(faults(), None):
        raise BackupFault(_("The record does not hold: %s") % found)


def _undo():
    """Put back what an earlier try has put aside."""
    aside = _existing(SCHEMAS.values())
    for name, put_aside in SCHEMAS.items():
        if put_aside in aside:
            _drop([name])
            _run(f"ALTER SCHEMA {put_aside} RENAME TO {name}")


def _drop(names):
    for name in names:
        _run(f"DROP SCHEMA IF EXISTS {name} CASCADE")


def _existing(names):
    with connection.cursor() as cursor:
        cursor.execute(EXISTING, [list(names)])
        return cursor.fetchone()[0] or []


def _run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
