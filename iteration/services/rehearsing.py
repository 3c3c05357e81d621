from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from councils.models import Council, Person
from iteration.practice.inventing import invent
from iteration.practice.misgivings import taking_part
from iteration.practice.renaming import in_both
from iteration.services.opening import open_period
from ledger import clock
from ledger.services import record
from proposals.models import Entitlement, Good, Period, Proposal
from proposals.services import Line, create_period, fill_catalogue, submit_many

NAME = gettext_noop("Practice: %(name)s")
# Credits for a member, where a prepared year grants none.
CREDITS = Decimal(10_000)
RULES = ("tolerance", "rule", "silence", "max_rounds", "previous")


@transaction.atomic
def rehearse(*, period: Period, actor: Person | None = None) -> Period:
    """A copy of a year in preparation, for practice, its first round open.

    It has the year's catalogue, first prices, rules and entitlements. Councils begin
    with the proposals the year begins with; if it has none, with invented ones.

    Raises ValidationError: ``state`` unless the year is real and in preparation,
    ``taken`` if a rehearsal of it is there, ``empty`` without goods, ``nobody`` if no
    council makes, or none uses, what is in the catalogue.
    """
    # One rehearsal at a time, and of a year that holds still.
    period = Period.objects.select_for_update().get(pk=period.pk)
    if period.practice or period.frozen_at:
        raise ValidationError(
            _("Only a year in preparation is rehearsed."), code="state"
        )
    if period.rehearsals.exists():
        raise ValidationError(
            _("There is a rehearsal of this year already. Delete it first."),
            code="taken",
        )
    code = _free(f"{period.code[:30]}-practice")
    return copied(period=period, code=code, actor=actor)


@transaction.atomic
def copied(
    *,
    period: Period,
    code: str,
    actor: Person | None = None,
    round_length: timedelta | None = None,
) -> Period:
    """A copy of a year for practice, its first round open, under a code that is free.

    With ``round_length`` its rounds last so long and are counted by the clock; else it
    goes on by itself. Raises ValidationError: ``empty``, ``nobody``.
    """
    catalogue = period.catalogue.select_related("good")
    prices = {entry.good: entry.start_price for entry in catalogue}
    if not prices:
        raise ValidationError(_("The catalogue is empty."), code="empty")
    copy = create_period(
        code=code,
        **in_both(NAME, period.name_en, period.name_de),
        starts=period.starts,
        ends=period.ends,
        practice=True,
        rehearses=period,
        publishers=1,
        actor=actor,
        automatic=round_length is not None,
        **{name: getattr(period, name) for name in RULES},
        round_length=round_length or period.round_length,
    )
    fill_catalogue(period=copy, prices=prices)
    entitled = _entitle(period, copy)
    lines = _begun(period) or _invented(period, prices, entitled)
    if not lines:
        raise ValidationError(
            _(
                "A rehearsal needs a worker council that makes things, and a consumer "
                "council with members that uses them."
            ),
            code="nobody",
        )
    submit_many(period=copy, lines=lines, origin=Proposal.Origin.FILE)
    open_period(period=copy, actor=actor)
    record(
        kind="practice.begun",
        subject=copy.code,
        actor=actor,
        data={"of": period.code, "councils": len(lines)},
    )
    return copy


def _entitle(period: Period, copy: Period) -> dict[int, Decimal]:
    """The year's entitlements; where there are none, the same for every member."""
    granted = list(period.entitlements.all())
    if not granted:
        users = taking_part().filter(kind=Council.Kind.CONSUMER, members__gt=0)
        source = Entitlement.Source.ALLOWANCE
        granted = [
            Entitlement(council=each, source=source, amount=CREDITS * each.members)
            for each in users
        ]
    Entitlement.objects.bulk_create(
        Entitlement(
            council_id=each.council_id,
            period=copy,
            source=each.source,
            amount=each.amount,
            basis=each.basis,
        )
        for each in granted
    )
    return Entitlement.objects.per_council(copy)


def _begun(period: Period) -> list[Line]:
    """What councils proposed in the year before its first round, and nothing later.

    What they answer in a real round is theirs alone until the plan is published.
    """
    rows_ = Proposal.objects.in_force(period, period.frozen_at or clock.now())
    columns = rows_.values_list("council_id", "goods", "quantities")
    return [Line(*row) for row in sorted(columns) if row[1]]


def _invented(
    period: Period, prices: Mapping[Good, Decimal], entitled: Mapping[int, Decimal]
) -> list[Line]:
    lines = invent(
        councils=taking_part(), prices=prices, entitlements=entitled, seed=period.code
    )
    return [
        Line(council, sorted(mine), [mine[key] for key in sorted(mine)])
        for council, mine in sorted(lines.items())
    ]


def _free(code: str) -> str:
    number, free = 1, code
    while Period.objects.filter(code=free).exists():
        number += 1
        free = f"{code}-{number}"
    return free
