"""What people wish, of many at once."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from councils.models import Cadence, LetterChoice, LetterSettings, Mute, Person
from councils.notices import moments
from councils.notices.occasions import OCCASIONS


@dataclass(frozen=True)
class Wishes:
    """One person's choices; where nothing was chosen, what is usual."""

    settings: LetterSettings
    chosen: Mapping[str, str]
    muted: frozenset[int]
    zone: ZoneInfo

    def cadence(self, occasion):
        """How often; a choice that is no longer offered counts as not made."""
        offered = OCCASIONS[occasion]
        chosen = self.chosen.get(occasion, offered.usual)
        return chosen if chosen in offered.cadences else offered.usual

    def refuses(self, notice):
        """Whether the person wants no letter about it. Mute goes before all else."""
        return (
            self.settings.muted_at is not None
            or notice.council_id in self.muted
            or self.cadence(notice.occasion) == Cadence.NEVER
        )

    def collects(self, notice):
        """Whether it waits for a letter of several."""
        cadence = self.cadence(notice.occasion)
        if cadence not in (Cadence.DAILY, Cadence.WEEKLY):
            return False
        late = notice.expires_at and self._moment(notice, cadence) >= notice.expires_at
        return not (late and OCCASIONS[notice.occasion].urgent)

    def due(self, notice):
        """When it is to be told: when it happened, or at the person's next hour."""
        if not self.collects(notice):
            return notice.at
        return self._moment(notice, self.cadence(notice.occasion))

    def next_moment(self, at, cadence=Cadence.DAILY):
        """The person's next hour after a moment."""
        weekday = self.settings.weekday if cadence == Cadence.WEEKLY else None
        return moments.next_after(at, self.settings.hour, self.zone, weekday)

    def day_at(self, at):
        """The day whose collected letter is the newest at a moment."""
        return moments.day_of_last(at, self.settings.hour, self.zone)

    def _moment(self, notice, cadence):
        return self.next_moment(notice.at, cadence)


def wishes_of(people):
    """The wishes of some people, by their keys."""
    people = {person.pk: person for person in people}
    settings = LetterSettings.objects.in_bulk(people)
    chosen, muted = defaultdict(dict), defaultdict(set)
    rows = LetterChoice.objects.filter(person__in=people)
    for person, occasion, cadence in rows.values_list("person", "occasion", "cadence"):
        chosen[person][occasion] = cadence
    for person, council in Mute.objects.filter(person__in=people).values_list(
        "person", "council"
    ):
        muted[person].add(council)
    return {
        key: Wishes(
            settings.get(key) or LetterSettings(person=person),
            chosen[key],
            frozenset(muted[key]),
            moments.zone_of(person),
        )
        for key, person in people.items()
    }


def wishes_of_one(person: Person) -> Wishes:
    """The wishes of one person."""
    return wishes_of([person])[person.pk]
