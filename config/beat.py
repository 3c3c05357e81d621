"""The clock: Celery's own, which also says that it is there."""

import contextlib

from celery import beat
from django.db import DatabaseError, InterfaceError, close_old_connections

from ledger.models import Heartbeat
from ledger.services import heartbeat


class Scheduler(beat.Scheduler):
    """Keeps its schedule in memory: what is due is in the database."""

    def apply_async(self, *args, **kwargs):
        """Send what is due. What could not be sent raises, and nothing is noted."""
        sent = super().apply_async(*args, **kwargs)
        close_old_connections()
        # The database may be away for a while; the next tick says that it is back.
        with contextlib.suppress(DatabaseError, InterfaceError):
            heartbeat(name=Heartbeat.BEAT)
        return sent
