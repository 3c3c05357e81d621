"""A round counted with other servers: sent up as a part, or found at the root.

A server counts at its own cutoff and sends up what it counted; the root finds the
prices and sends the round's document down, which each publishes and sends on.
"""

import time
from datetime import datetime

from django.db import transaction

from federation.models import Exchange, Member, PartDocument, Post, SharedYear
from federation.services import post
from federation.services.parts_kept import keep_part, note_left_out, note_told
from federation.together.asking import read
from federation.together.below import V1, tell_below
from federation.together.checking import MOST_REVISIONS
from federation.together.child import Child, WentSilent
from federation.together.children import Children
from federation.together.lines import lines_to
from federation.together.opening import EARLIER, LEAST, MOST
from federation.together.parts import compose, summary
from federation.together.tracing import NotFound, find_way
from federation.together.vectors import decode_all
from iteration.count import count
from iteration.models import Round
from iteration.services import Told, publish_counted, publish_told
from iteration.sharing import Here
from ledger import clock, faults
from ledger.services import record
from proposals.models import Period


def count_at_root(year: SharedYear, round: Round) -> bool:
    """Find the next prices from what all have counted, publish, and tell everybody."""
    parts, missing = parts_of(year, round)
    if _patient(round, missing):
        return False
    late = _late(year, round, missing)
    started = time.perf_counter()
    hearing = {
        part.member.peer_id: part.member_id
        for part in parts
        if read(part.body).get("answers_trials", False)
    }
    lines = {hearing[peer]: line for peer, line in lines_to(hearing).items()}
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
            for each in (silent, *silent.others):
                del lines[each.member.pk]
                record(
                    kind="trials.unanswered",
                    subject=f"{year.period.code}/{round.number}",
                    data={"server": each.member.peer.origin, "why": each.why[:200]},
                )
    faults.hit("together.counted")
    with transaction.atomic():
        # Whoever is told that a part was taken must be in the document.
        Round.objects.select_for_update().get(pk=round.pk)
        if parts_of(year, round)[0] != parts:
            return True
        if not publish_counted(round, counted, time.perf_counter() - started):
            return False
        _relay(year, round.number, round.publication.body)
    return True


def count_below(year: SharedYear, round: Round) -> bool:
    """Count for the server above; publish what it found, once that is here."""
    exchange = Exchange.objects.filter(year=year, number=round.number).first()
    if exchange is not None and exchange.record:
        return _publish_told(year, round, exchange)
    parts, missing = parts_of(year, round)
    last = year.parts.revisions(round.number, None).last()
    if last is not None and not _is_outdated(last, parts, exchange):
        return False
    if last is None and _patient(round, missing):
        return False
    # What did not come is not counted here; above, the whole branch would be late.
    revision = last.revision + 1 if last else 1
    with transaction.atomic():
        kept, _new = keep_part(
            year=year,
            number=round.number,
            body=compose(year, Here(round), parts, revision),
            revision=revision,
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
            follows=revision - 1,
        )
    return True


def parts_of(year: SharedYear, round: Round) -> tuple[list[PartDocument], list[Member]]:
    """What the servers below have counted for a round, and who has sent nothing."""
    members = list(year.members.taking_part().select_related("peer"))
    found = PartDocument.objects.filter(
        year=year, number=round.number, member__in=members, contradicts=False
    )
    newest: dict[int, PartDocument] = {}
    for part in found.order_by("revision", "pk").select_related("member__peer"):
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


def _is_outdated(
    last: PartDocument, parts: list[PartDocument], exchange: Exchange | None
) -> bool:
    """Whether more has come from below, and the server above may still take it."""
    counted = {row["document"] for row in read(last.body)["servers"]}
    if last.revision >= MOST_REVISIONS or {each.digest for each in parts} <= counted:
        return False
    cutoff = exchange.announced.get("cutoff") if exchange else None
    return bool(cutoff) and clock.now() < datetime.fromisoformat(cutoff)


def _publish_told(year: SharedYear, round: Round, exchange: Exchange) -> bool:
    started = time.perf_counter()
    told = Told(exchange.record, read(exchange.record))
    try:
        path = find_way(year, round, exchange, told.says)
    except NotFound:
        return False
    here, rule = Here(round), None
    if round.rule == Period.Rule.CALIBRATED:
        sums = decode_all(exchange.sums)
        rule = (here.listen(sums, here.balance) if sums else here.alone())[0]
    with transaction.atomic():
        seconds = time.perf_counter() - started
        state = publish_told(
            round=round, told=told, rule=rule, seconds=seconds, path=path
        )
        if state is None:
            return False
        if path is None and year.parts.revisions(round.number, None).exists():
            note_left_out(year=year, number=round.number, document=told.digest)
        note_told(year=year, number=round.number + 1, state=state)
        _relay(year, round.number, exchange.record)
    return True


def _relay(year: SharedYear, number: int, body: str) -> None:
    """Send a round's document to the servers below."""
    key = f"{year.period.code}-{number}"
    tell_below(
        year, Post.About.RECORD, what="records", body=body, key=key, number=number
    )
