"""Whom a letter would reach, told before anything is sent."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from councils.models import Cadence, LetterChoice, Mute


@dataclass(frozen=True)
class Audience:
    """People who get a letter at once, and those who find the news in a later one."""

    at_once: int
    collected: int

    @property
    def people(self):
        return self.at_once + self.collected


def audience(occasion, seats):
    """Who of some open seats would be written to about an occasion now.

    Nobody without an address, nobody who has muted it or chosen never to hear of it;
    who sits in several councils counts once.
    """
    choice = LetterChoice.objects.filter(
        person=OuterRef("person"), occasion=occasion.name
    )
    muted = Mute.objects.filter(person=OuterRef("person"), council=OuterRef("council"))
    reached = (
        seats.filter(person__is_active=True)
        .exclude(person__email="")
        .exclude(person__letter_settings__muted_at__isnull=False)
        .exclude(Exists(muted))
        .exclude(Exists(choice.filter(cadence=Cadence.NEVER)))
    )
    later = Exists(choice.filter(cadence__in=[Cadence.DAILY, Cadence.WEEKLY]))
    found = (
        reached.order_by()
        .annotate(later=later)
        .aggregate(
            at_once=Count("person", distinct=True, filter=Q(later=False)),
            collected=Count("person", distinct=True, filter=Q(later=True)),
        )
    )
    return Audience(**found)
