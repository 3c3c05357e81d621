"""The queues of the embedded broker, in the same database as what they knock for."""

from django.db import migrations

from ledger import pgmq


def install(_apps, schema_editor):
    pgmq.install(schema_editor)


def uninstall(_apps, schema_editor):
    pgmq.uninstall(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_guards")]

    operations = [migrations.RunPython(install, uninstall)]
