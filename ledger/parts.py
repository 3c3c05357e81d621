"""The parts of the service, and whether each still does its work."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from ledger.models import Heartbeat, Message, Record


@dataclass(frozen=True)
class Part:
    """How long a part has been silent or behind, in seconds, and how long it may be.

    ``seconds`` is None for a part that has never been heard of.
    """

    name: str
    seconds: float | None
    limit: float

    @property
    def ok(self) -> bool:
        return self.seconds is not None and self.seconds <= self.limit

    def told(self) -> dict[str, object]:
        """What a program is told of it."""
        seconds = None if self.seconds is None else round(self.seconds)
        return {"ok": self.ok, "seconds": seconds, "limit": self.limit}


def part(name: str, seconds: float | None) -> Part:
    return Part(name, seconds, settings.ALARM_SECONDS[name])


def parts(at: datetime) -> Iterator[Part]:
    """The clock, the workers, the outbox and the record, as they are at ``at``."""
    ages = Heartbeat.objects.ages(at)
    for name in (Heartbeat.BEAT, Heartbeat.TICK, Heartbeat.WORKER):
        yield part(name, ages.get(name))
    due = Message.objects.due(at).values_list("due_at", flat=True).first()
    yield part("outbox", _since(due, at))
    unsealed = Record.objects.filter(seal=None).order_by("pk")
    yield part("seal", _since(unsealed.values_list("at", flat=True).first(), at))


def _since(moment: datetime | None, at: datetime) -> float:
    """Nothing waits: nothing is late."""
    return max(0.0, (at - moment).total_seconds()) if moment else 0.0
