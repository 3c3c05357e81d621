"""Published rounds with other figures: nobody but a test can rewrite them."""

from django.db import connection


def rewrite(rounds, **figures):
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        rounds.update(**figures)
        cursor.execute("SET session_replication_role = DEFAULT")
