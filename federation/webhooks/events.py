"""What of the record is news for programs, and how it is told: ids, never content."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings

from federation.links import link
from federation.models import Webhook
from iteration.publication import moment
from ledger.models import Record
from proposals.models import Period

Event = Webhook.Event


@dataclass(frozen=True)
class News:
    """One event, and the record that says that it happened."""

    event: str
    record: Record
    period: Period
    round: int

    @property
    def body(self) -> str:
        """What is sent, the same bytes to everybody."""
        plan = self.event == Event.PLAN_PUBLISHED
        code = self.period.code
        path = link("plan", code) if plan else link("round", code, self.round)
        return json.dumps(
            {
                "type": self.event,
                "timestamp": moment(self.record.at),
                "data": {
                    "period": code,
                    "round": self.round,
                    "practice": self.period.practice,
                    "href": settings.BASE_URL + path,
                },
            },
            separators=(",", ":"),
        )


def news_of(records: Iterable[Record]) -> list[News]:
    """The news in records, in their order; of years that are gone there is none."""
    found = list(records)
    codes = {record.subject.partition("/")[0] for record in found}
    periods = {each.code: each for each in Period.objects.filter(code__in=codes)}
    return [
        News(event, record, periods[code], number)
        for record in found
        if (code := record.subject.partition("/")[0]) in periods
        for event, number in READERS[record.kind](record)
    ]


def _opened(record: Record) -> Iterator[tuple[str, int]]:
    yield Event.ROUND_OPENED, 1


def _resumed(record: Record) -> Iterator[tuple[str, int]]:
    """After a stall: the round that follows the last one published before."""
    before = Record.objects.filter(
        kind="round.published",
        subject__startswith=f"{record.subject}/",
        pk__lt=record.pk,
    )
    last = before.order_by("-pk").first()
    if last is not None:
        yield Event.ROUND_OPENED, _number(last) + 1


def _reopened(record: Record) -> Iterator[tuple[str, int]]:
    yield Event.ROUND_OPENED, _number(record)


def _fixed(record: Record) -> Iterator[tuple[str, int]]:
    yield Event.ROUND_CLOSED, _number(record)


def _published(record: Record) -> Iterator[tuple[str, int]]:
    """After a count the proposals agree, or have stalled, or there is another round."""
    number = _number(record)
    yield Event.ROUND_PUBLISHED, number
    if record.data["agreed"]:
        yield Event.PLAN_AGREED, number
    elif not _stalled(record, number):
        yield Event.ROUND_OPENED, number + 1


def _stalled(record: Record, number: int) -> bool:
    """Whether the year has stalled by this count, which began with fixing answers."""
    before = Record.objects.filter(pk__lt=record.pk)
    fixed = before.filter(kind="round.fixed", subject=record.subject)
    code = record.subject.partition("/")[0]
    stalled = before.filter(kind="period.stalled", subject=code, data__round=number)
    return stalled.filter(pk__gt=fixed.order_by("-pk").values("pk")[:1]).exists()


def _plan(record: Record) -> Iterator[tuple[str, int]]:
    yield Event.PLAN_PUBLISHED, record.data["round"]


def _number(record: Record) -> int:
    return int(record.subject.rpartition("/")[2])


READERS = {
    "period.opened": _opened,
    "period.resumed": _resumed,
    "round.reopened": _reopened,
    "round.fixed": _fixed,
    "round.published": _published,
    "plan.published": _plan,
}
