"""Ending goods, and naming those that stand in their place."""

import uuid
from collections.abc import Mapping, Sequence
from math import lcm

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from councils.models import Person
from ledger import clock
from ledger.services import record
from proposals import life
from proposals.conversion import Part
from proposals.models import Good, Period, Succession, Successor
from proposals.models.succession import LARGEST

Kind = Succession.Kind


@transaction.atomic
def end_goods(
    *,
    kind: str,
    ends: Mapping[Good, Sequence[Part]],
    reason: str,
    actor: Person | None = None,
) -> uuid.UUID:
    """Record that goods end, in one act; return its id.

    From the next year that opens on. Raises ValidationError: ``reason`` without one,
    ``ended`` naming goods that have ended already, ``itself``, ``share`` unless the
    shares of each are exactly all of it, ``factor`` for a factor that is not above zero
    or of more than twelve digits, ``unit`` for a part of a good that is split in the
    same unit with a factor that is not 1.
    """
    life.hold()
    if not reason.strip():
        raise ValidationError(_("Say why, in a sentence."), code="reason")
    check_ends(kind, ends)
    act, now = uuid.uuid4(), clock.now()
    for good, parts in ends.items():
        row = Succession.objects.create(good=good, kind=kind, act=act, recorded_at=now)
        Successor.objects.bulk_create(_rows(row, parts))
    record(
        kind=f"good.{DONE[kind]}",
        subject=", ".join(sorted(good.code for good in ends)),
        actor=actor,
        reason=reason,
        data={"act": str(act)} | said(ends),
    )
    return act


@transaction.atomic
def undo_ends(
    *, act: uuid.UUID, reason: str, actor: Person | None = None
) -> list[Succession]:
    """Let goods go on as if they had not ended; return what was undone.

    Raises ValidationError: ``reason``, ``gone`` if it is undone already, ``used`` once
    a year has opened with it, ``needed`` if a good in their place has ended since.
    """
    life.hold()
    if not reason.strip():
        raise ValidationError(_("Say why, in a sentence."), code="reason")
    rows = list(Succession.objects.standing().filter(act=act).select_related("good"))
    if not rows:
        raise ValidationError(_("This has been undone already."), code="gone")
    if is_used(rows):
        raise ValidationError(
            _("A year has opened with it. What it changed can only be changed anew."),
            code="used",
        )
    targets = Successor.objects.filter(succession__in=rows).values("good")
    if later := Succession.objects.standing().filter(good__in=targets).first():
        raise ValidationError(
            _("Undo first that %(good)s has ended."),
            code="needed",
            params={"good": later.good},
        )
    Succession.objects.filter(pk__in=[row.pk for row in rows]).update(
        undone_at=clock.now()
    )
    record(
        kind="good.undone",
        subject=", ".join(sorted(row.good.code for row in rows)),
        actor=actor,
        reason=reason,
        data={"act": str(act), "goods": sorted(row.good.code for row in rows)},
    )
    return rows


def is_used(rows: Sequence[Succession]) -> bool:
    """Whether a year has opened with what these rows say."""
    opened = Period.objects.filter(frozen_at__gt=min(row.recorded_at for row in rows))
    goods = {row.good_id for row in rows}
    next_ones = Successor.objects.filter(succession__in=rows).values("good")
    return (
        opened.filter(catalogue__good__in=next_ones).exists()
        or opened.filter(previous__catalogue__good__in=goods).exists()
    )


DONE = {
    Kind.RETIRE: "retired",
    Kind.MERGE: "merged",
    Kind.SPLIT: "split",
    Kind.CONVERT: "converted",
}


def said(ends: Mapping[Good, Sequence[Part]]) -> dict[str, object]:
    """The figures of an act, as they stand in its record."""
    parts = [
        {
            "from": good.code,
            "to": part.good.code,
            "share": str(part.share),
            "factor": str(part.factor),
        }
        for good, parts in ends.items()
        for part in parts
    ]
    into = sorted({part["to"] for part in parts})
    goods = sorted(good.code for good in ends)
    return {"parts": parts, "goods": goods, "into": into}


def check_ends(kind: str, ends: Mapping[Good, Sequence[Part]]) -> None:
    """Raise what `end_goods` would, but for the reason."""
    # New goods may not be saved yet: they have no key and cannot be in a set.
    fresh = [part.good for parts in ends.values() for part in parts]
    known = {good.pk for good in [*ends, *fresh] if good.pk}
    ending = {good.pk for good in ends}
    ended = Succession.objects.standing().filter(good__in=known)
    if codes := sorted(ended.values_list("good__code", flat=True)):
        raise _wrong("ended", codes)
    if not ends or (kind != Kind.RETIRE and not all(ends.values())):
        raise ValidationError(_("Choose the goods it is about."), code="nothing")
    for good, parts in ends.items():
        if any(part.good.pk in ending for part in parts):
            raise _wrong("itself", [good.code])
        if parts and sum(part.share for part in parts) != 1:
            raise _wrong("share", [good.code])
        for part in parts:
            _check_part(kind, good, part)


def _check_part(kind: str, good: Good, part: Part) -> None:
    sizes = (part.factor.numerator, part.factor.denominator, part.share.denominator)
    if part.factor <= 0 or part.share <= 0 or max(sizes) > LARGEST:
        raise _wrong("factor", [part.good.code])
    if kind == Kind.SPLIT and part.good.unit == good.unit and part.factor != 1:
        raise _wrong("unit", [part.good.code])


def _rows(row: Succession, parts: Sequence[Part]) -> list[Successor]:
    """The rows of the parts; their shares with one denominator."""
    whole = lcm(*(part.share.denominator for part in parts))
    return [
        Successor(
            succession=row,
            good=part.good,
            share_numerator=int(part.share * whole),
            share_denominator=whole,
            numerator=part.factor.numerator,
            denominator=part.factor.denominator,
        )
        for part in parts
    ]


WRONG = {
    "ended": _("Not planned with any more: %(codes)s."),
    "itself": _("%(codes)s cannot stand in its own place."),
    "share": _("The shares of %(codes)s do not add up to the whole."),
    "factor": _("The factor for %(codes)s must be a number above zero, not too long."),
    "unit": _("%(codes)s keeps its unit: its factor is 1."),
}


def _wrong(code: str, codes: Sequence[str]) -> ValidationError:
    return ValidationError(WRONG[code], code=code, params={"codes": ", ".join(codes)})
