from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from councils.models import Person
from iteration import letters
from iteration.calendar import after
from iteration.catalogue import Catalogue
from iteration.count import count
from iteration.models import Price, Round
from iteration.services.capacities import convert_capacities
from iteration.services.entitling import grant_again
from iteration.services.inheriting import inherit
from iteration.services.transitions import Status, check_alone, move, not_possible
from ledger import clock
from ledger.models import Seal
from ledger.services import record
from planning.prices import RULES
from proposals import life
from proposals.models import Period
from proposals.services import create_period


@transaction.atomic
def open_period(
    *,
    period: Period,
    first_cutoff: datetime | None = None,
    announced: bool = False,
    actor: Person | None = None,
    reason: str = "",
) -> Round:
    """Freeze the catalogue and open the first round, at the catalogue's first prices.

    ``announced`` says that the server that leads the year has opened it. Raises
    ValidationError: ``state`` unless the period is in preparation, ``empty`` if its
    catalogue is, ``cutoff`` for a first cutoff that has passed, ``together`` where
    another server leads and has announced nothing.
    """
    life.hold()
    if period.follows and not announced:
        raise ValidationError(
            _(
                "%(period)s is led by another server. Its first round opens here when "
                "it opens there."
            ),
            code="together",
            params={"period": period},
        )
    now = clock.now()
    if first_cutoff and first_cutoff <= now:
        raise ValidationError(_("The first cutoff has already passed."), code="cutoff")
    catalogue = Catalogue.of(period)
    if not catalogue.goods:
        raise ValidationError(
            _("%(period)s has no goods in its catalogue."),
            code="empty",
            params={"period": period},
        )
    if period.status == Status.DRAFT:
        # What was said and granted since the table was decided counts, too.
        grant_again(period=period, actor=actor, reason=reason)
    if not move(period, Status.OPEN, come_from=[Status.DRAFT], frozen_at=now):
        raise not_possible(period)
    period.refresh_from_db()
    convert_capacities(period=period)
    first = announce(
        period=period,
        number=1,
        prices=catalogue.announced(catalogue.start),
        keys=catalogue.keys.tolist(),
        state={},
        opened_at=now,
        cutoff=first_cutoff or after(now, period.round_length),
    )
    record(
        kind="period.opened",
        subject=period.code,
        actor=actor,
        reason=reason,
        data={
            "cutoff": first.cutoff.isoformat(),
            "goods": len(catalogue.goods),
            "rule": period.rule,
            "silence": period.silence,
            "tolerance": str(period.tolerance),
        },
    )
    return first


def announce(
    *,
    period: Period,
    number: int,
    prices: Sequence[Decimal],
    keys: Sequence[int],
    state: Mapping[str, Any],
    opened_at: datetime,
    cutoff: datetime,
) -> Round:
    """Open a round with its prices; the caller has the transaction."""
    new = Round.objects.create(
        period=period,
        number=number,
        opened_at=opened_at,
        cutoff=cutoff,
        rule=period.rule,
        rule_version=RULES[period.rule].version,
        tolerance=period.tolerance,
        state=state,
        seal=Seal.objects.order_by("-number").first(),
    )
    Price.objects.bulk_create(
        Price(round=new, good_id=key, price=price)
        for key, price in zip(keys, prices, strict=True)
    )
    letters.round_opened(new)
    return new


@transaction.atomic
def resume_period(
    *,
    period: Period,
    rounds: int,
    tolerance: Decimal | None = None,
    actor: Person | None = None,
    reason: str = "",
) -> Round:
    """Go on after a stall with more rounds, and a wider tolerance where one is given.

    Raises ValidationError ``state`` unless the period is stalled, ``together`` if it is
    planned with other servers.
    """
    check_alone(period)
    last = Round.objects.current(period)
    if not move(period, Status.OPEN, come_from=[Status.STALLED]):
        raise not_possible(period)
    period.max_rounds = last.number + rounds
    period.resumed_after = last.number
    period.tolerance = tolerance or period.tolerance
    period.full_clean()
    period.save(update_fields=["max_rounds", "resumed_after", "tolerance"])
    counted = count(last)
    now = clock.now()
    record(
        kind="period.resumed",
        subject=period.code,
        actor=actor,
        reason=reason,
        data={"rounds": rounds, "tolerance": str(period.tolerance)},
    )
    return announce(
        period=period,
        number=last.number + 1,
        prices=counted.catalogue.announced(counted.outcome.prices),
        keys=counted.catalogue.keys.tolist(),
        state=counted.outcome.state,
        opened_at=now,
        cutoff=after(now, period.round_length),
    )


@transaction.atomic
def prepare_next_year(
    *,
    period: Period,
    code: str,
    name_en: str,
    name_de: str,
    starts: date,
    ends: date,
    actor: Person | None = None,
    **rules: object,
) -> Period:
    """Set up the year after a published one: its goods, last prices and entitlements.

    Every council begins with what the plan assigned to it; it has only to say what will
    be different. Of goods and councils that have ended, their successors begin with it.
    Raises ValidationError ``state`` if the period has no published plan.
    """
    life.hold()
    plan = period.plans.published().first()
    if plan is None:
        raise not_possible(period)
    kept = {
        name: getattr(period, name)
        for name in (
            *("tolerance", "rule", "silence", "round_length", "max_rounds"),
            "publishers",
        )
    }
    following = create_period(
        code=code,
        name_en=name_en,
        name_de=name_de,
        starts=starts,
        ends=ends,
        previous=period,
        actor=actor,
        **(kept | rules),
    )
    inherit(period=following, plan=plan)
    return following
