import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from councils.models import Council, Person
from ledger import clock
from ledger.services import record
from proposals import gate, letters
from proposals.letters import Value
from proposals.mandate import mandate
from proposals.models import Good, Motion, Period, Proposal
from proposals.receipt import receipt
from proposals.taking_part import check_takes_part

LARGEST = 10**15 - 1
TICK = timedelta(microseconds=1)
COPY = """
    COPY proposals_proposal (
        council_id, period_id, public_id, revision, submitted_at, origin, note,
        goods, quantities, receipt
    ) FROM STDIN
"""


class Line(NamedTuple):
    """One council's lines in bulk: keys of goods, ascending, and quantities.

    Without a ``public_id`` a random one is taken.
    """

    council: int
    goods: Sequence[int]
    quantities: Sequence[int]
    public_id: uuid.UUID | None = None


# Characters; a line needs a reason, not an essay.
LINE_NOTE = 500


@transaction.atomic
def submit(
    *,
    council: Council,
    period: Period,
    quantities: Mapping[str, int],
    origin: str,
    submitted_by: Person | None = None,
    public_id: uuid.UUID | None = None,
    note: str = "",
    notes: Mapping[str, str] | None = None,
    value: Value | None = None,
) -> tuple[Proposal, bool]:
    """Record the council's next revision; return it and whether it is new.

    ``quantities`` maps the code of a good to its smallest units, negative if offered;
    empty withdraws. ``notes`` are words to single lines, by code; those of goods not
    among the quantities are left out. ``value`` is told in the letter. A ``public_id``
    the council has used before returns that proposal, so the same message may arrive
    twice.

    Raises ValidationError: ``closed`` if the period takes no proposals,
    ``unknown_good`` and ``too_large`` naming the goods, ``id_reused`` if the id came
    with other figures, ``undecided`` as `mandate`,
    ``gone`` and ``no_entitlement`` as `check_takes_part`.
    """
    # Before the moment is taken, so that no count misses a proposal stamped in time.
    gate.enter(period.pk)
    # One submission of a council at a time; other councils do not wait.
    council = Council.objects.select_for_update(no_key=True).get(pk=council.pk)
    period = Period.objects.get(pk=period.pk)
    goods = goods_of(period, quantities)
    lines = sorted(
        (goods[code].pk, units) for code, units in quantities.items() if units
    )
    if public_id:
        known = Proposal.objects.filter(council=council, public_id=public_id).first()
        if known:
            return _same(known, period, lines), False
    if not period.takes_proposals:
        raise _closed(period)
    check_takes_part(council, period, lines)
    motion = mandate(council, period, lines, origin)

    revision, at = _next(council, period)
    identity = public_id or uuid.uuid4()
    codes = {good.pk: good.code for good in goods.values()}
    proposal = Proposal.objects.create(
        public_id=identity,
        council=council,
        period=period,
        revision=revision,
        submitted_at=at,
        submitted_by=submitted_by,
        origin=origin,
        note=note,
        notes=_notes(notes or {}, {codes[key] for key, _units in lines}),
        goods=[key for key, _units in lines],
        quantities=[units for _key, units in lines],
        receipt=receipt(
            council=council.slug,
            period=period.code,
            revision=revision,
            public_id=identity,
            submitted_at=at,
            lines=[(codes[key], units) for key, units in lines],
        ),
    )
    record(
        kind="proposal.submitted",
        subject=f"{period.code}/{council.slug}",
        actor=submitted_by,
        data={"revision": revision, "origin": origin, "receipt": proposal.receipt}
        | ({"ballot": motion.ballot_id} if motion else {}),
    )
    if motion:
        Motion.objects.filter(pk=motion.pk).update(proposal=proposal)
    letters.receipt(proposal, value)
    return proposal, True


def submit_many(
    *, period: Period, lines: Iterable[Line], origin: str, at: datetime | None = None
) -> int:
    """Record one revision each for many councils at once; return how many.

    For files and standing instructions; the caller has the transaction and has locked
    whatever must hold still. ``at`` stamps them; without it, now.
    """
    lines = list(lines)
    at = at or _moment(period)
    slugs = dict(Council.objects.values_list("pk", "slug"))
    codes = dict(period.goods.values_list("pk", "code"))
    last = dict(
        Proposal.objects.filter(period=period)
        .values_list("council_id")
        .annotate(Max("revision"))
        .order_by()
    )
    # Six times as fast as bulk_create, which looks at every number of every array.
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(COPY) as copy,
    ):
        for council, goods, quantities, public_id in lines:
            revision, identity = last.get(council, 0) + 1, public_id or uuid.uuid4()
            named = zip(goods, quantities, strict=True)
            digest = receipt(
                council=slugs[council],
                period=period.code,
                revision=revision,
                public_id=identity,
                submitted_at=at,
                lines=[(codes[key], units) for key, units in named],
            )
            row = (council, period.pk, identity, revision, at, origin, "")
            copy.write_row((*row, _array(goods), _array(quantities), digest))
    return len(lines)


def _array(numbers: Sequence[int]) -> str:
    """Whole numbers as PostgreSQL writes an array of them, in one go."""
    return f"{{{','.join(map(str, numbers))}}}"


def _notes(notes: Mapping[str, str], codes: set[str]) -> dict[str, str]:
    return {
        code: text[:LINE_NOTE]
        for code, text in sorted(notes.items())
        if code in codes and text
    }


def goods_of(period: Period, quantities: Mapping[str, int]) -> dict[str, Good]:
    """The goods of the catalogue by these codes; names those it has not."""
    # An array has no foreign key: this look-up is what names unknown goods; the
    # database refuses them a second time.
    goods = {good.code: good for good in period.goods.filter(code__in=quantities)}
    if unknown := sorted(quantities.keys() - goods.keys()):
        raise ValidationError(
            _("The catalogue has no %(codes)s."),
            code="unknown_good",
            params={"codes": ", ".join(unknown)},
        )
    if large := sorted(
        code for code, units in quantities.items() if abs(units) > LARGEST
    ):
        raise ValidationError(
            _("Too large a quantity: %(codes)s."),
            code="too_large",
            params={"codes": ", ".join(large)},
        )
    return goods


def _same(known: Proposal, period: Period, lines: list[tuple[int, int]]) -> Proposal:
    if known.period_id != period.pk or list(known.lines.items()) != lines:
        raise ValidationError(
            _("This id was used before, with other figures."), code="id_reused"
        )
    return known


def _closed(period: Period) -> ValidationError:
    return ValidationError(
        _("%(period)s takes no proposals: %(status)s."),
        code="closed",
        params={"period": period, "status": period.get_status_display()},
    )


def _next(council: Council, period: Period) -> tuple[int, datetime]:
    """The number and the moment of the council's next revision, both after its last."""
    last = (
        Proposal.objects.filter(council=council, period=period)
        .order_by("-revision")
        .first()
    )
    at = _moment(period)
    if last is None:
        return 1, at
    return last.revision + 1, max(at, last.submitted_at + TICK)


def _moment(period: Period) -> datetime:
    """Now by the database's clock, but never before what has been counted.

    Clocks are set back at times; a proposal accepted after a count belongs to the next.
    """
    now = clock.now()
    return max(now, period.fixed_until) if period.fixed_until else now
