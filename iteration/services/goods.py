"""Merging, splitting, converting and retiring goods, and undoing it before it counts.

What is planned now goes on: everything here holds from the next year that opens on, and
years in preparation follow at once.
"""

import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from councils.models import Person
from iteration.services.inheriting import renew
from proposals.conversion import Part
from proposals.models import Good, Period, Succession, Successor, Wanted
from proposals.services import fill_catalogue
from proposals.services.successions import end_goods, undo_ends
from proposals.services.wanted import accept_good

Kind = Succession.Kind


def merge_goods(
    *,
    goods: Mapping[Good, Fraction],
    into: Good,
    reason: str,
    actor: Person | None = None,
) -> uuid.UUID:
    """Let one good stand in the place of several; return the id of the act.

    ``goods``: how many units of ``into`` one unit of each is. Raises ValidationError as
    `end_goods`, and ``in_preparation`` as `renew`.
    """
    ends = {good: [Part(into, factor=factor)] for good, factor in goods.items()}
    return end(kind=Kind.MERGE, ends=ends, reason=reason, actor=actor)


def split_good(
    *, good: Good, parts: Sequence[Part], reason: str, actor: Person | None = None
) -> uuid.UUID:
    """Let several goods stand in the place of one, each with a share of it.

    Raises ValidationError as `merge_goods`, and ``share`` for fewer than two parts.
    """
    if len({part.good for part in parts}) < 2:
        raise ValidationError(_("Name at least two goods, each once."), code="share")
    return end(kind=Kind.SPLIT, ends={good: parts}, reason=reason, actor=actor)


def convert_good(
    *,
    good: Good,
    into: Good,
    factor: Fraction,
    reason: str,
    actor: Person | None = None,
) -> uuid.UUID:
    """Let a good counted otherwise stand in the place of one, exactly converted.

    ``factor``: how many units of ``into`` one unit of ``good`` is. Raises
    ValidationError as `merge_goods`.
    """
    ends = {good: [Part(into, factor=factor)]}
    return end(kind=Kind.CONVERT, ends=ends, reason=reason, actor=actor)


def retire_good(*, good: Good, reason: str, actor: Person | None = None) -> uuid.UUID:
    """Offer a good for no further catalogue. Raises as `merge_goods`."""
    return end(kind=Kind.RETIRE, ends={good: []}, reason=reason, actor=actor)


@transaction.atomic
def undo_goods(*, act: uuid.UUID, reason: str, actor: Person | None = None) -> None:
    """Let goods go on as if they had not ended. Raises as `undo_ends`."""
    rows = undo_ends(act=act, reason=reason, actor=actor)
    touched = {row.good_id for row in rows} | _targets(rows)
    renew(goods=touched)


@transaction.atomic
def accept_wanted(*, wanted: Wanted, reason: str, actor: Person | None = None) -> Good:
    """Make a good that was asked for one of the next year's catalogue.

    Of a year in preparation at once, else of the next one that is prepared. Raises
    ValidationError as `accept_good`.
    """
    good = accept_good(wanted=wanted, reason=reason, actor=actor)
    for period in Period.objects.real().filter(frozen_at=None):
        fill_catalogue(period=period, prices={good: Decimal(wanted.recipe_cost)})
    return good


@transaction.atomic
def end(
    *,
    kind: str,
    ends: Mapping[Good, Sequence[Part]],
    reason: str,
    actor: Person | None,
) -> uuid.UUID:
    """Let goods end; years in preparation follow. Raises as `merge_goods`."""
    act = end_goods(kind=kind, ends=ends, reason=reason, actor=actor)
    rows = list(Succession.objects.filter(act=act))
    renew(goods={good.pk for good in ends} | _targets(rows))
    return act


def _targets(rows: Sequence[Succession]) -> set[int]:
    found = Successor.objects.filter(succession__in=rows)
    return set(found.values_list("good_id", flat=True))
