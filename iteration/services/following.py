"""Rounds whose prices another server announces, and whose results it publishes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from iteration.catalogue import Catalogue, per_smallest
from iteration.documents.parts import ANSWERS, total_units
from iteration.memory import keep
from iteration.models import Publication, Result, Round
from iteration.services.opening import announce
from iteration.services.transitions import Status, move
from ledger import clock, faults
from ledger.canonical import digest
from ledger.services import record
from planning.prices import CalibratedRule
from proposals.models import Good, Period


@dataclass(frozen=True)
class Told:
    """A round's document as another server sent it: its bytes, and what they say."""

    body: str
    says: Mapping[str, Any]

    @property
    def digest(self) -> str:
        return digest(self.body)


def open_told(
    *,
    period: Period,
    number: int,
    prices: Mapping[str, Decimal],
    opened_at: datetime,
    cutoff: datetime,
    state: Mapping[str, Any],
) -> Round:
    """Open a round at prices that were announced elsewhere; the caller has checked."""
    catalogue = Catalogue.of(period)
    return announce(
        period=period,
        number=number,
        prices=[prices[good.code] for good in catalogue.goods],
        keys=catalogue.keys.tolist(),
        state=state,
        opened_at=opened_at,
        cutoff=cutoff,
    )


@transaction.atomic
def publish_told(
    *,
    round: Round,
    told: Told,
    rule: CalibratedRule | None,
    seconds: float,
    path: list[tuple[str, str]] | None,
) -> dict[str, Any] | None:
    """Publish what another server found for a round that was counted here, too.

    ``rule`` has heard this server's councils; ``path`` leads from their receipts to the
    document, None if it was made without them. Returns the state of the rule that goes
    with the next round, or None if the round was published before.
    """
    period, says = round.period, told.says
    catalogue = Catalogue.of(period)
    goods = {good.code: good for good in catalogue.goods}
    rows = [row_of(round, goods[row["code"]], row) for row in says["goods"]]
    worst = says["worst_good"]
    figures = {name: says["answers"][name] for name in ANSWERS} | {
        "status": Round.Status.PUBLISHED,
        "published_at": clock.now(),
        "agreed": says["agreed"],
        "worst": float(says["worst"]),
        "worst_good_id": None if worst is None else goods[worst].pk,
        "weighted": float(says["weighted"]),
        "goods_out": sum(not row.within for row in rows),
        "seconds": seconds,
    }
    counting = Round.objects.filter(pk=round.pk, status=Round.Status.COUNTING)
    if not counting.update(**figures):
        return None
    faults.hit("round.claimed")
    for name, value in figures.items():
        setattr(round, name, value)
    Result.objects.bulk_create(rows)
    state: dict[str, Any] = {}
    if rule is not None:
        following = {row["code"]: Decimal(row["next_price"]) for row in says["goods"]}
        by_key = {goods[code].pk: price for code, price in following.items()}
        state = rule.take_over(per_smallest(by_key, catalogue))
        keep(round, rule.memory)
    _keep_document(round, told, path)
    if says["agreed"]:
        move(period, Status.AGREED, come_from=[Status.OPEN])
    record(
        kind="round.published",
        subject=f"{period.code}/{round.number}",
        data={"agreed": says["agreed"], "digest": told.digest} | dict(says["answers"]),
    )
    return state


def row_of(round: Round, good: Good, row: Mapping[str, str]) -> Result:
    """What a document says of a good, as a row."""
    price, following = Decimal(row["price"]), Decimal(row["next_price"])
    return Result(
        round=round,
        good=good,
        requested=total_units(row["requested"], good),
        offered=total_units(row["offered"], good),
        imbalance=float(row["imbalance"]),
        within=row["within_tolerance"],
        reason=row["reason"],
        step=float(following / price - 1),
    )


def _keep_document(
    round: Round, told: Told, path: list[tuple[str, str]] | None
) -> None:
    last = Publication.objects.filter(period=round.period).order_by("number").last()
    Publication.objects.create(
        period=round.period,
        number=last.number + 1 if last else 1,
        round=round,
        body=told.body,
        digest=told.digest,
        path=path,
    )
