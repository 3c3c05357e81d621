"""Databases beside the one of a test, on the same server."""

import psycopg
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"


def database_url(name=None):
    """The address of a test's database, or of another one on its server."""
    found = connection.get_connection_params()
    parts = {part: found[part] for part in ("host", "port", "user") if part in found}
    return make_conninfo(dbname=name or found["dbname"], **parts)


def make_database(name, *, url=None):
    """Make an empty one."""
    with _maintaining(url) as session:
        session.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def copy_database(name, original, *, url=None):
    """Copy a database, which nobody may be using: leftovers are sent away.

    The server of pages of an earlier test may have forgotten a session. ``url`` leads
    to a database of the server beside the two; without one, it is that of the tests.
    """
    copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    with _maintaining(url) as session:
        session.execute(OTHERS, [original])
        session.execute(copy.format(sql.Identifier(name), sql.Identifier(original)))


def send_away(name):
    """End the sessions of whoever still uses a database."""
    with _maintaining(None) as session:
        session.execute(OTHERS, [name])


def drop_database(name, *, url=None):
    """Remove a database, whoever is using it; none is none."""
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    with _maintaining(url) as session:
        session.execute(drop.format(sql.Identifier(name)))


def _maintaining(url):
    return psycopg.connect(url or database_url("postgres"), autocommit=True)
