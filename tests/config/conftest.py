import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from config import embedded, restoring
from iteration.services import close_round, publish_plan, settle_period
from ledger.models import Record
from ledger.services import record, seal
from proposals.services import instruct
from tests.config.drill import outcome
from tests.databases import copy_database, drop_database, make_database
from tests.factories import make_bread_year, make_count, make_due, make_person, reload


@pytest.fixture
def folder():
    """A folder the server's account can reach; pytest's own is closed to it."""
    made = Path(tempfile.mkdtemp(prefix="commonplan-tests-"))
    made.chmod(0o755)
    yield made
    # What a killed server could not take away itself.
    shutil.rmtree(embedded.socket_folder(made / "postgres"), ignore_errors=True)
    shutil.rmtree(made)


@pytest.fixture
def year():
    """A year with its plan published, and all of it sealed."""
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
    make_person("ada", email="ada@example.org")
    seal()
    return reload(period)


@pytest.fixture
def elsewhere():
    """Another database on the same server, empty; a way to work in it."""
    name = f"{connection.settings_dict['NAME']}_elsewhere"
    make_database(name)

    @contextmanager
    def there():
        original = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = name
        try:
            yield name
        finally:
            connection.close()
            connection.settings_dict["NAME"] = original

    yield there
    drop_database(name)


@pytest.fixture
def kept(year, elsewhere):
    """Elsewhere are data already, and after whatever happened they are still there."""
    with elsewhere() as name:
        drop_database(name)
        copy_database(name, name.removesuffix("_elsewhere"))
        record(kind="test", subject="old")
        seal()
        before = outcome()
        connection.close()
    yield elsewhere
    with elsewhere():
        assert outcome() == before
        assert Record.objects.filter(subject="old").count() == 1
        # Whatever was put aside has come back and is nowhere else.
        assert restoring._existing(restoring.SCHEMAS.values()) == []
