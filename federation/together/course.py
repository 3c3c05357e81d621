"""The course of a shared year: whatever is due is done, once, from wherever it stands.

A server counts at its own cutoff, which comes before that of the one above it, and
sends up what it counted; the root finds the prices and sends the round's document
down. Every step is found in the database, so that it can be taken again.
"""

import time
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from federation.models import Exchange, Member, PartDocument, Post, SharedYear
from federation.services import post
from federation.services.parts_kept import keep_part, note_told
from federation.together.asking import Line, read, text_of
from federation.together.below import V1, tell_below
from federation.together.children import Child, Children, WentSilent
from federation.together.definition import catalogue_digest
from federation.together.finish import (
    publish_together,
    settle_together,
    tell_published,
)
from federation.together.parts import compose, summary
from federation.together.vectors import decode_all
from iteration.count import count
from iteration.models import Round
from iteration.publication import price_text
from iteration.services import (
    Told,
    fix_round,
    open_period,
    open_told,
    publish_counted,
    publish_told,
)
from iteration.services.closing import RoundNotDue
from iteration.sharing import Here
from ledger import clock, faults
from ledger.services import record
from proposals.models import Period

# So much of the time that is left, within bounds, a server closes before the one above.
EARLIER, LEAST, MOST = 0.2, timedelta(seconds=2), timedelta(hours=1)


def shared_years() -> list[int]:
    """The years in which something may be due."""
    states = (
        *(Period.Status.DRAFT, Period.Status.OPEN, Period.Status.AGREED),
        *(Period.Status.SETTLED, Period.Status.PUBLISHED),
    )
    open_ = SharedYear.objects.filter(period__status__in=states)
    return list(open_.values_list("pk", flat=True))


def advance(year_id: int) -> bool:
    """Take the next step of a year; say whether there was one."""
    year = SharedYear.objects.select_related("period", "parent").get(pk=year_id)
    round = Round.objects.current(year.period)
    if round is None:
        return _open_next(year, 1)
    round.period = year.period
    if year.period.status != Period.Status.OPEN:
        return _finish(year, round)
    _announce(year, round)
    if round.status == Round.Status.OPEN:
        try:
            return fix_round(round.pk)
        except RoundNotDue:
            return False
    if round.status == Round.Status.COUNTING:
        return _root(year, round) if year.parent is None else _below(year, round)
    return _open_next(year, round.number + 1)


def _finish(year: SharedYear, round: Round) -> bool:
    """Settle an agreed year, and tell of a published plan; both from the root."""
    status = year.period.status
    if year.parent is not None:
        return False
    if status == Period.Status.AGREED:
        return settle_together(year, round)
    if status == Period.Status.SETTLED and year.period.automatic:
        publish_together(year)
        return True
    if status == Period.Status.PUBLISHED:
        plan = year.period.plans.published().first()
        if plan is not None:
            tell_published(year, plan.accord)
    return False


def earlier(cutoff: datetime, now: datetime) -> datetime:
    """When a server under one with this cutoff closes."""
    return cutoff - min(max((cutoff - now) * EARLIER, LEAST), MOST)


def _announce(year: SharedYear, round: Round) -> None:
    """Tell the servers below of a round; once each, whoever asks however often."""
    if round.status != Round.Status.OPEN:
        return
    body = text_of(
        {
            "kind": "announcement",
            "year": year.period.code,
            "round": round.number,
            "cutoff": round.cutoff.isoformat(),
            "catalogue": catalogue_digest(year.period),
            "previous": head_of(year.period),
            "prices": {
                code: price_text(price)
                for code, price in round.prices.values_list("good__code", "price")
            },
        }
    )
    tell_below(
        year,
        Post.About.ANNOUNCEMENT,
        what="announcements",
        body=body,
        key=f"{year.period.code}-{round.number}-{int(round.cutoff.timestamp())}",
        number=round.number,
    )


def head_of(period: Period) -> str | None:
    last = period.publications.order_by("number").last()
    return last.digest if last else None


def parts_of(year: SharedYear, round: Round) -> tuple[list[PartDocument], list[Member]]:
    """What the servers below have counted for a round, and who has sent nothing."""
    members = list(year.members.taking_part().select_related("peer"))
    found = PartDocument.objects.filter(
        year=year, number=round.number, member__in=members, contradicts=False
    )
    newest: dict[int, PartDocument] = {}
    for part in found.order_by("revision").select_related("member__peer"):
        newest[part.member_id] = part
    return list(newest.values()), [each for each in members if each.pk not in newest]


def _late(year: SharedYear, round: Round, missing: list[Member]) -> list[PartDocument]:
    """The last parts of those who sent none now, where silence carries forward."""
    if year.period.silence in (Period.Silence.ZERO, Period.Silence.EXCLUDE):
        return []
    earlier_parts = PartDocument.objects.filter(
        year=year, number__lt=round.number, member__in=missing, contradicts=False
    ).select_related("member__peer")
    newest: dict[int, PartDocument] = {}
    for part in earlier_parts.order_by("number", "revision"):
        newest[part.member_id] = part
    return list(newest.values())


def _patient(round: Round, missing: list[Member]) -> bool:
    """Whether to wait a little: what was sent at the cutoff may be on its way."""
    grace = min(max((round.cutoff - round.opened_at) * EARLIER, LEAST), MOST)
    return bool(missing) and clock.now() < round.cutoff + grace


def _below(year: SharedYear, round: Round) -> bool:
    """Count for the server above; publish what it found, once that is here."""
    exchange = Exchange.objects.filter(year=year, number=round.number).first()
    if exchange is not None and exchange.record:
        return _publish_told(year, round, exchange)
    if PartDocument.objects.filter(
        year=year, number=round.number, member=None
    ).exists():
        return False
    parts, missing = parts_of(year, round)
    if _patient(round, missing):
        return False
    # What did not come is not counted here; above, the whole branch would be late.
    with transaction.atomic():
        kept, _new = keep_part(
            year=year, number=round.number, body=compose(year, Here(round), parts)
        )
        post(
            peer=year.parent,
            method="PUT",
            path=f"{V1}/years/{year.period.code}/rounds/{round.number}/part",
            body=kept.body,
            key=f"part-{year.period.code}-{round.number}-{kept.digest[:16]}",
            year=year,
            about=Post.About.PART,
            number=round.number,
        )
    return True


def _publish_told(year: SharedYear, round: Round, exchange: Exchange) -> bool:
    started = time.perf_counter()
    here, rule = Here(round), None
    if round.rule == Period.Rule.CALIBRATED:
        sums = decode_all(exchange.sums)
        rule = (here.listen(sums, here.balance) if sums else here.alone())[0]
    told = Told(exchange.record, read(exchange.record))
    with transaction.atomic():
        seconds = time.perf_counter() - started
        state = publish_told(round=round, told=told, rule=rule, seconds=seconds)
        if state is None:
            return False
        note_told(year=year, number=round.number + 1, state=state)
        relay(year, round.number, exchange.record)
    return True


def relay(year: SharedYear, number: int, body: str) -> None:
    """Send a round's document to the servers below."""
    key = f"{year.period.code}-{number}"
    tell_below(
        year, Post.About.RECORD, what="records", body=body, key=key, number=number
    )


def _open_next(year: SharedYear, number: int) -> bool:
    """Open the round that was announced from above, once the one before is done."""
    if year.parent is None:
        return False
    exchange = Exchange.objects.filter(year=year, number=number).first()
    says = exchange.announced if exchange else {}
    if "prices" not in says or "state" not in says:
        return False
    return open_announced(year, says) is not None


def open_announced(year: SharedYear, says: dict) -> Round | None:
    """Open a round as it was announced; None if it is open already."""
    with transaction.atomic():
        period = Period.objects.select_for_update().get(pk=year.period_id)
        now, cutoff = clock.now(), datetime.fromisoformat(says["cutoff"])
        cutoff = max(earlier(cutoff, now), now + LEAST / 2)
        last = Round.objects.current(period)
        if last is not None and last.number >= says["round"]:
            return None
        if last is None:
            # The first prices are those of the catalogue, which is the same.
            return open_period(period=period, first_cutoff=cutoff, announced=True)
        return open_told(
            period=period,
            number=says["round"],
            prices={code: Decimal(text) for code, text in says["prices"].items()},
            opened_at=now,
            cutoff=cutoff,
            state=says.get("state", {}),
        )


def _root(year: SharedYear, round: Round) -> bool:
    """Find the next prices from what all have counted, publish, and tell everybody."""
    parts, missing = parts_of(year, round)
    if _patient(round, missing):
        return False
    late = _late(year, round, missing)
    started = time.perf_counter()
    lines = {part.member_id: Line.to(part.member.peer) for part in parts}
    for part in parts:
        if not read(part.body).get("answers_trials", False):
            lines[part.member_id] = None
    here = Here(round)
    summaries = (
        *(summary(part) for part in parts),
        *(summary(part, late=True) for part in late),
    )
    while True:
        children = [
            Child(part.member, part, lines.get(part.member_id))
            for part in (*parts, *late)
        ]
        others = Children(round, here.catalogue.goods, here.order, children)
        try:
            counted = count(round, others, summaries)
            break
        except WentSilent as silent:
            lines[silent.member.pk] = None
            record(
                kind="trials.unanswered",
                subject=f"{year.period.code}/{round.number}",
                data={"server": silent.member.peer.origin, "why": silent.why[:200]},
            )
    faults.hit("together.counted")
    with transaction.atomic():
        if not publish_counted(round, counted, time.perf_counter() - started):
            return False
        relay(year, round.number, round.publication.body)
    return True
