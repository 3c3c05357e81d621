"""How the service is, for those who run it: parts, sizes, versions; no figures."""

import re
import shutil
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from iteration.parts import parts
from ledger.models import Heartbeat, Message, Record, Seal
from ledger.parts import Part

BROKERS = {"pgmq": "PostgreSQL (pgmq)", "amqp": "RabbitMQ", "redis": "Redis"}
ADDRESS = re.compile(r"[\w.+-]+@")


@dataclass(frozen=True)
class State:
    """What an operator sees at a glance."""

    at: datetime
    parts: list[Part]
    waiting: int
    failing: int
    unsealed: int
    seal: Seal | None
    backup: Heartbeat | None
    pruned: Heartbeat | None
    tasks_failed: int
    broker: str
    database_bytes: int
    postgresql: str
    disk_free: int
    disk_total: int
    version: str

    @property
    def ok(self) -> bool:
        return all(part.ok for part in self.parts)


def state(at: datetime) -> State:
    """Everything, as it is at ``at``."""
    beats = {each.name: each for each in Heartbeat.objects.all()}
    failed = beats.get(Heartbeat.TASK_FAILED)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_database_size(current_database()), "
            "current_setting('server_version')"
        )
        size, server = cursor.fetchone()
    disk = shutil.disk_usage(settings.VAR_DIR if settings.EMBEDDED else "/")
    scheme = urlsplit(settings.CELERY_BROKER_URL).scheme
    return State(
        at=at,
        parts=parts(at),
        waiting=Message.objects.waiting().count(),
        failing=Message.objects.failing().count(),
        unsealed=Record.objects.filter(seal=None).count(),
        seal=Seal.objects.order_by("-number").first(),
        backup=beats.get(Heartbeat.BACKUP),
        pruned=beats.get(Heartbeat.PRUNE),
        tasks_failed=failed.count if failed else 0,
        broker=BROKERS.get(scheme.removesuffix("s"), BROKERS.get(scheme, scheme)),
        database_bytes=size,
        postgresql=server.split()[0],
        disk_free=disk.free,
        disk_total=disk.total,
        version=settings.VERSION,
    )


def without_names(text: str) -> str:
    """A text in which addresses keep only their domain: who runs it knows enough."""
    return ADDRESS.sub("…@", text)
