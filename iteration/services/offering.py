from datetime import timedelta

import numpy as np
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from councils.models import Person
from iteration import letters
from iteration.catalogue import read_prices
from iteration.count import Count, count
from iteration.models import Offer, OfferPart, Round
from iteration.services.keeping import BATCH, basis, rows_of, stands, things_of
from iteration.services.transitions import Status, check_alone, not_possible
from iteration.tickets import tickets
from ledger import clock
from ledger.services import record
from planning.book import Book
from planning.finish import model_finish
from planning.prices import CalibratedRule
from planning.settle import Settlement, settle
from proposals.models import Period

WINDOW, LONGEST = timedelta(days=3), timedelta(days=366)


def offer_period(
    *,
    period: Period,
    window: timedelta = WINDOW,
    actor: Person | None = None,
    reason: str = "",
) -> Offer:
    """Put the plan of the rule's models before the councils of an agreed period.

    Each council can accept its part for ``window``; who objects or says nothing keeps
    at most its own proposal. The period stays agreed until `close_offer`.

    Raises ValidationError ``state`` unless the period is agreed and no offer stands,
    ``no_models`` if its price rule makes no models of councils, ``window`` if that is
    not between a moment and a year, ``together`` if other servers plan it, too.
    """
    if not timedelta(0) < window <= LONGEST:
        raise ValidationError(
            _("An offer can be signed for at least a moment and at most a year."),
            code="window",
        )
    check_alone(period)
    if period.status != Status.AGREED:
        raise not_possible(period)
    round = basis(period)
    counted = count(round)
    offered = _offered(round, counted)
    return _keep(period, round, counted, offered, window, actor, reason)


def has_models(counted: Count) -> bool:
    """Whether the price rule of a count makes models of councils."""
    return hasattr(getattr(counted, "rule", None), "suggest")


def modelled(counted: Count, drawn: np.ndarray) -> Settlement:
    """What the rule's models expect where they balance, made to balance exactly.

    ``drawn`` are the councils' tickets.
    """
    catalogue, book = counted.catalogue, counted.sheet.book
    if not isinstance(counted.rule, CalibratedRule):
        raise TypeError(f"{counted.rule} makes no models of councils")
    return model_finish(
        book,
        _of_all(counted, counted.rule.suggest()),
        counted.outcome.prices,
        catalogue.slack,
        things_of(catalogue),
        drawn,
    )


def _offered(round: Round, counted: Count) -> tuple[np.ndarray, np.ndarray]:
    """The quantities offered, and those of settlement, in the lines of the book."""
    if not has_models(counted):
        raise ValidationError(
            _("“%(rule)s” makes no models of councils, so it has nothing to offer."),
            code="no_models",
            params={"rule": Period.Rule(round.rule).label},
        )
    catalogue, sheet = counted.catalogue, counted.sheet
    drawn = tickets(round.period, sheet)
    terms = catalogue.slack, things_of(catalogue), drawn
    offered = modelled(counted, drawn)
    plain = settle(sheet.book, read_prices(round, catalogue), *terms)
    return offered.quantity, plain.quantity


def _of_all(counted: Count, suggested: Book) -> Book:
    """A rule is told of the councils that propose anything; add the others."""
    every = counted.sheet.council
    told = counted.sheet.dealing().council
    return Book.from_lines(
        n_goods=suggested.n_goods,
        n_councils=len(every),
        council=np.searchsorted(every, told)[suggested.council],
        good=suggested.good,
        quantity=suggested.quantity,
        whole=counted.sheet.book.whole,
    )


@transaction.atomic
def _keep(
    period: Period,
    round: Round,
    counted: Count,
    quantities: tuple[np.ndarray, np.ndarray],
    window: timedelta,
    actor: Person | None,
    reason: str,
) -> Offer:
    # Whoever settles moves this row first, so only one of the two comes about.
    locked = Period.objects.select_for_update(no_key=True).get(pk=period.pk)
    if locked.status != Status.AGREED:
        raise not_possible(period)
    if standing := Offer.objects.in_force().filter(period=period).first():
        raise stands(standing)
    now = clock.now()
    offer = Offer.objects.create(
        period=period, round=round, made_at=now, closes_at=now + window
    )
    OfferPart.objects.bulk_create(
        (
            OfferPart(
                offer=offer,
                council_id=council,
                proposal_id=proposal,
                goods=goods,
                quantities=offered,
                settled=plain,
            )
            for council, proposal, goods, offered, plain in rows_of(
                counted, *quantities
            )
        ),
        batch_size=BATCH,
    )
    record(
        kind="offer.made",
        subject=period.code,
        actor=actor,
        reason=reason,
        data={
            "offer": offer.pk,
            "round": round.number,
            "closes_at": offer.closes_at.isoformat(),
        },
    )
    letters.offer_made(offer)
    return offer
