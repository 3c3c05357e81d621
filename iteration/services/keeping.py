"""A plan in memory, and written down once, whichever way a year is finished."""

from collections.abc import Iterator, Set
from typing import Any

import numpy as np
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from councils.models import Person
from iteration.arrays import among
from iteration.catalogue import Catalogue, read_prices
from iteration.count import Count, count
from iteration.models import Assignment, Offer, OfferPart, Plan, Round, Signature
from iteration.services.transitions import Status, move, not_possible
from iteration.sharing import Here
from iteration.tickets import tickets
from ledger import faults
from ledger.services import record
from planning.finish import mixed_finish
from planning.settle import Settlement, settle
from proposals.models import Period

BATCH = 2_000


def basis(period: Period) -> Round:
    """The round a plan is made from: the agreed one, or the best of a stalled year."""
    rounds = Round.objects.filter(period=period, status=Round.Status.PUBLISHED)
    if period.status == Status.AGREED:
        return rounds.filter(agreed=True).latest("number")
    return rounds.order_by("worst", "-number").first()


def things_of(catalogue: Catalogue) -> np.ndarray:
    """The goods of which there are only whole ones: those counted without decimals."""
    return np.array([good.decimals == 0 for good in catalogue.goods], dtype=bool)


def settled(round: Round, offer: Offer | None = None) -> tuple[Count, Settlement]:
    """Count a round and settle it, in memory; the same whenever it is done.

    With an offer whose signatures are fixed: what is accepted of it, and the proposals
    of all others.
    """
    counted = count(round)
    catalogue, book = counted.catalogue, counted.sheet.book
    terms = (
        read_prices(round, catalogue),
        catalogue.slack,
        things_of(catalogue),
        tickets(round.period, counted.sheet),
    )
    if offer is None:
        return counted, settle(book, *terms)
    return counted, mixed_finish(book, *_signed(offer, counted), *terms)


def words_of(offer: Offer) -> dict[int, bool]:
    """Whether each council that signed accepts, by its key."""
    words = Signature.objects.in_force(offer)
    return dict(words.values_list("council_id", "accepts"))


def _signed(offer: Offer, counted: Count) -> tuple[np.ndarray, np.ndarray]:
    """What was offered, in the lines of a count's book, and which councils take it."""
    book, councils = counted.sheet.book, counted.sheet.council
    words = words_of(offer).items()
    willing = np.array([key for key, accepts in words if accepts], dtype=np.int64)
    quantity = book.quantity.copy()
    parts = OfferPart.objects.filter(offer=offer, council__in=among(willing))
    for council, units in parts.values_list("council_id", "quantities"):
        place = int(np.searchsorted(councils, council))
        quantity[book.start[place] : book.start[place + 1]] = units
    return quantity, np.isin(councils, willing)


def stands(offer: Offer) -> ValidationError:
    """The error for a step that has to wait for an offer."""
    return ValidationError(
        _("An offer for %(period)s can be signed until %(moment)s."),
        code="state",
        params={"period": offer.period, "moment": offer.closes_at},
    )


@transaction.atomic
def keep_plan(
    *,
    round: Round,
    counted: Count | Here,
    settlement: Settlement,
    offer: Offer | None = None,
    elsewhere: dict[str, list[int]] | None = None,
    accord: str = "",
    actor: Person | None = None,
    reason: str = "",
) -> Plan:
    """Write a settled plan down; the period, and the offer, move on with it.

    ``elsewhere``: what other servers request and offer by the keys of goods, with the
    digest of what all settled on. Raises ValidationError ``state`` if somebody else
    came first.
    """
    period = round.period
    if not move(period, Status.SETTLED):
        raise not_possible(period)  # Another worker settled the same first.
    willing = frozenset() if offer is None else _close(offer, counted)
    # Whoever makes an offer holds the period's row: it is seen here, or not yet made.
    if standing := Offer.objects.in_force().filter(period=period).first():
        raise stands(standing)
    plan = _plan(round, counted, settlement, offer, (elsewhere or {}, accord))
    Assignment.objects.bulk_create(
        _assignments(plan, counted, settlement.quantity, willing), batch_size=BATCH
    )
    faults.hit("plan.assignments_written")
    record(
        kind="plan.settled",
        subject=period.code,
        actor=actor,
        reason=reason,
        data={"round": round.number, "councils": counted.sheet.book.n_councils},
    )
    faults.hit("plan.before_settling")
    return plan


def _close(offer: Offer, counted: Count | Here) -> frozenset[int]:
    """Close an offer whose signatures are fixed; return who accepts."""
    counting = Offer.objects.filter(pk=offer.pk, status=Offer.Status.COUNTING)
    if not counting.update(status=Offer.Status.CLOSED):
        raise not_possible(offer.period)  # It was withdrawn meanwhile.
    words = words_of(offer)
    willing = frozenset(key for key, accepts in words.items() if accepts)
    record(
        kind="offer.closed",
        subject=offer.period.code,
        data={
            "offer": offer.pk,
            "accepted": len(willing),
            "objected": len(words) - len(willing),
            "silent": counted.sheet.book.n_councils - len(words),
        },
    )
    return willing


def _plan(
    round: Round,
    counted: Count | Here,
    settlement: Settlement,
    offer: Offer | None,
    together: tuple[dict[str, list[int]], str],
) -> Plan:
    """What an offer took away beforehand counts as cut, too."""
    largest, value = settlement.largest_cut, settlement.cut_value
    if offer is not None:
        proposed = np.abs(counted.sheet.book.quantity)
        lost = np.maximum(proposed - np.abs(settlement.quantity), 0)
        prices = read_prices(round, counted.catalogue)
        largest = float((lost / proposed).max(initial=0.0))
        value = float(prices[counted.sheet.book.good] @ lost)
    return Plan.objects.create(
        period=round.period,
        round=round,
        offer=offer,
        largest_cut=largest,
        cut_value=value,
        integrality_cost=settlement.integrality_cost,
        integral_councils=settlement.integral_councils,
        elsewhere=together[0],
        accord=together[1],
    )


def _assignments(
    plan: Plan, counted: Count | Here, quantity: np.ndarray, accepted: Set[int]
) -> list[Assignment]:
    return [
        Assignment(
            plan=plan,
            council_id=council,
            proposal_id=proposal,
            goods=goods,
            quantities=units,
            accepted=council in accepted,
        )
        for council, proposal, goods, units in rows_of(counted, quantity)
    ]


def rows_of(
    counted: Count | Here, *quantities: np.ndarray
) -> Iterator[tuple[Any, ...]]:
    """Council, proposal, goods and quantities of each council, as plain lists."""
    sheet, keys = counted.sheet, counted.catalogue.keys
    for place in range(sheet.book.n_councils):
        lines = slice(sheet.book.start[place], sheet.book.start[place + 1])
        yield (
            int(sheet.council[place]),
            int(sheet.proposal[place]),
            keys[sheet.book.good[lines]].tolist(),
            *(units[lines].tolist() for units in quantities),
        )
