"""Asking for goods nobody plans yet, pledging, and deciding on it."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils.models import Council, Person
from ledger import clock
from ledger.services import record
from proposals import life
from proposals.models import Good, Pledge, Wanted
from proposals.services.goods import create_good
from proposals.services.submission import LARGEST


@transaction.atomic
def ask_for_good(
    *,
    code: str,
    name_en: str,
    name_de: str,
    category: str,
    unit: str,
    decimals: int,
    description: str,
    recipe_cost: Decimal,
    asked_by: Person,
) -> tuple[Wanted, bool]:
    """Ask for a good; return the request and whether it is new.

    Sent twice by the same person, it is the same request. Raises ValidationError
    ``known`` if a good or another open request has the code, or what a field finds
    wrong.
    """
    life.hold()
    known = Wanted.objects.open().filter(code=code).first()
    if known and known.asked_by_id == asked_by.pk and known.name_en == name_en:
        return known, False
    if known or Good.objects.filter(code=code).exists():
        raise ValidationError(
            {"code": ValidationError(_("This code is taken."), code="known")}
        )
    wanted = Wanted(
        code=code,
        name_en=name_en,
        name_de=name_de,
        category=category,
        unit=unit,
        decimals=decimals,
        description=description,
        recipe_cost=recipe_cost,
        asked_by=asked_by,
    )
    wanted.full_clean()
    wanted.save()
    record(kind="wanted.asked", subject=code, actor=asked_by)
    return wanted, True


@transaction.atomic
def pledge(
    *, wanted: Wanted, council: Council, units: int, actor: Person
) -> Pledge | None:
    """Say how much a council would request (+) or offer (-); 0 takes it back.

    In smallest units; what was pledged before is replaced. Raises ValidationError:
    ``decided`` once it is decided, ``too_large``.
    """
    current = Wanted.objects.select_for_update(no_key=True).get(pk=wanted.pk)
    if current.decided_at:
        raise _decided(current)
    if abs(units) > LARGEST:
        raise ValidationError(_("Too large a quantity."), code="too_large")
    standing = Pledge.objects.standing().filter(wanted=current, council=council)
    before = standing.first()
    if (before.units if before else 0) == units:
        return before
    standing.update(withdrawn_at=Now())
    made = (
        Pledge.objects.create(wanted=current, council=council, units=units)
        if units
        else None
    )
    record(
        kind="wanted.pledged" if units else "wanted.unpledged",
        subject=f"{current.code}/{council.slug}",
        actor=actor,
        data={"units": units},
    )
    return made


@transaction.atomic
def refuse_wanted(
    *, wanted: Wanted, reason: str, actor: Person | None = None
) -> Wanted:
    """Refuse a good that was asked for. Raises ``reason``, ``decided``."""
    current = _open(wanted, reason)
    return _decide(current, Wanted.Outcome.REFUSED, reason, actor)


@transaction.atomic
def accept_good(*, wanted: Wanted, reason: str, actor: Person | None = None) -> Good:
    """Make a good of what was asked for.

    Raises ``reason``, ``decided``, or as `create_good`.
    """
    life.hold()
    current = _open(wanted, reason)
    names = ("code", "name_en", "name_de", "category", "unit", "decimals")
    good = create_good(
        actor=actor,
        note=current.description,
        **{name: getattr(current, name) for name in names},
    )
    current.good = good
    _decide(current, Wanted.Outcome.ACCEPTED, reason, actor)
    return good


def _open(wanted: Wanted, reason: str) -> Wanted:
    if not reason.strip():
        raise ValidationError(_("Say why, in a sentence."), code="reason")
    current = Wanted.objects.select_for_update(no_key=True).get(pk=wanted.pk)
    if current.decided_at:
        raise _decided(current)
    return current


def _decide(current: Wanted, outcome: str, reason: str, actor: Person | None) -> Wanted:
    current.outcome, current.reason = outcome, reason.strip()
    current.decided_at = clock.now()
    current.full_clean(exclude=["asked_by"])
    current.save()
    record(kind=f"wanted.{outcome}", subject=current.code, actor=actor, reason=reason)
    return current


def _decided(wanted: Wanted) -> ValidationError:
    return ValidationError(
        _("%(good)s has been decided already."),
        code="decided",
        params={"good": wanted},
    )
