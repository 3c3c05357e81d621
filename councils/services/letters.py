"""What a person chooses of letters."""

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from councils.models import (
    Cadence,
    Council,
    LetterChoice,
    LetterSettings,
    Mute,
    Notice,
    Person,
)
from councils.notices.occasions import OCCASIONS
from councils.notices.stopping import COLLECTED
from councils.notices.wishes import wishes_of_one
from ledger import clock


@transaction.atomic
def choose_letters(
    *,
    person: Person,
    cadences: Mapping[str, str] | None = None,
    muted: bool | None = None,
    hour: int | None = None,
    weekday: int | None = None,
    threshold: Decimal | None = None,
    week_before: bool | None = None,
    day_before: bool | None = None,
    hours_before: bool | None = None,
) -> None:
    """Keep how often a person hears of each occasion named, and the rest that is given.

    What waits already is told as chosen now. Raises ValidationError ``cadence`` for an
    occasion that there is not, or not so often.
    """
    for occasion, cadence in (cadences or {}).items():
        if occasion not in OCCASIONS or cadence not in OCCASIONS[occasion].cadences:
            raise ValidationError(_("This cannot be chosen."), code="cadence")
        LetterChoice.objects.update_or_create(
            person=person, occasion=occasion, defaults={"cadence": cadence}
        )
    given = {
        "hour": hour,
        "weekday": weekday,
        "threshold": threshold,
        "week_before": week_before,
        "day_before": day_before,
        "hours_before": hours_before,
    }
    changed: dict[str, object] = {
        name: value for name, value in given.items() if value is not None
    }
    if muted is not None:
        known = LetterSettings.objects.filter(pk=person.pk).first()
        since = known.muted_at if known else None
        changed["muted_at"] = (since or clock.now()) if muted else None
    LetterSettings.objects.update_or_create(person=person, defaults=changed)
    _reschedule(person)


@transaction.atomic
def mute_councils(*, person: Person, councils: Collection[Council]) -> None:
    """Want no letters about these councils, and about all others again."""
    keys = {council.pk for council in councils}
    Mute.objects.filter(person=person).exclude(council__in=keys).delete()
    Mute.objects.bulk_create(
        [Mute(person=person, council_id=key) for key in sorted(keys)],
        ignore_conflicts=True,
    )


@transaction.atomic
def stop_letters(*, person: Person, occasion: str) -> None:
    """Never again a letter about an occasion; or about any that are collected.

    It may be asked for twice, and by somebody who is not logged in.
    """
    wishes = wishes_of_one(person)
    stopped = [
        name
        for name in OCCASIONS
        if name == occasion
        or (
            occasion == COLLECTED
            and wishes.cadence(name) in (Cadence.DAILY, Cadence.WEEKLY)
        )
    ]
    for name in stopped:
        LetterChoice.objects.update_or_create(
            person=person, occasion=name, defaults={"cadence": Cadence.NEVER}
        )


def _reschedule(person: Person) -> None:
    """Let what waits be due when the person now wishes."""
    wishes = wishes_of_one(person)
    waiting = list(Notice.objects.waiting().filter(person=person).select_for_update())
    for notice in waiting:
        notice.due_at = wishes.due(notice)
    Notice.objects.bulk_update(waiting, ["due_at"], batch_size=500)
