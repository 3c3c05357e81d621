"""Where a draft begins, and what stands beside it."""

from datetime import timedelta
from functools import cached_property

from django.core.cache import cache
from django.utils import timezone

from desk.beside import Surroundings
from desk.sheet import Catalogue, Sheet, texts_of
from desk.suggesting import Suggested
from iteration.beliefs import suggestion
from iteration.inheritance import lines_before
from iteration.insight import appraise
from iteration.models import Price
from proposals.models import Comment, Draft, DraftChange, Proposal

NOTHING_KEPT, KEPT_SECONDS = object(), 600
# Who has saved within this time is said to be writing.
WRITING = timedelta(minutes=3)
RECENT = 20


class Desk:
    """What a council's draft page needs of the rows: read once, in few queries.

    Of a catalogue that can have thousands of goods it holds those the draft, the last
    revision, the suggestion and ``codes`` name. A page on which nobody writes
    (``writing``) needs no suggestion, nor who wrote last.
    """

    def __init__(self, place, codes=(), *, writing=True):
        self.place, self.draft, self.last = place, draft_of(place), last_of(place)
        self.last_year = last_year(place)
        self.expected = expected(place, self.last) if writing else None
        self.recent = recent(place) if writing or not self.draft else []
        keys = self.last.lines if self.last else self.last_year
        named = {*codes, *(self.draft.lines if self.draft else ())}
        for change in self.recent[:1]:
            named |= set(change.lines)
        self.catalogue = Catalogue.of(
            place.round, named, {*keys, *(self.expected or {})}
        )

    @cached_property
    def suggested(self):
        """What is expected of the council at this round's prices."""
        last = self.last.lines if self.last else {}
        return Suggested.of(self.catalogue.goods, last, self.expected)

    @property
    def version(self):
        """The number of the draft; without one, of the last that was written here."""
        if self.draft:
            return self.draft.version
        return self.recent[0].version if self.recent else 0

    def reload(self):
        """See what others have saved meanwhile."""
        self.draft, self.recent = draft_of(self.place), recent(self.place)
        codes = {*self.catalogue.prices, *(self.draft.lines if self.draft else ())}
        self.catalogue = Catalogue.of(self.place.round, codes)

    def sheet(self, texts, note="", twice=()):
        last = self.last.lines if self.last else {}
        return Sheet(self.catalogue, texts, note, last, twice)

    def begin(self):
        """The draft; without one, what is in force; without that, last year's."""
        if self.draft:
            return self.sheet(self.draft.lines, self.draft.note)
        return self.sheet(self.prefilled)

    @property
    def prefilled(self):
        """The texts a first version of the draft begins with."""
        lines = self.last.lines if self.last else self.last_year
        goods = self.catalogue.named(lines)
        texts = texts_of({goods[key]: lines[key] for key in lines if key in goods})
        for code, note in (self.last.notes if self.last else {}).items():
            if code in texts:
                texts[code]["note"] = note
        return texts

    def look_around(self, sheet):
        """Put beside each line of a sheet what is known of its good."""
        goods = [line.good.pk for line in sheet.lines]
        sheet.look_around(Surroundings(self.place, self.last_year, goods))

    def others(self, person):
        return writing(self.recent, person)

    def undoable(self, person):
        """The last change, if it was this person's and changed anything."""
        last = self.recent[0] if self.recent and self.draft else None
        if not last or last.saved_by != person:
            return None
        return last if last.lines or last.note_changed else None

    def named(self, codes):
        """The goods with these codes, those the catalogue has."""
        prices = self.catalogue.prices
        return [prices[code][0] for code in codes if code in prices]

    @cached_property
    def comments(self):
        """What members said of the draft."""
        return list(Comment.objects.on_draft(self.place.council, self.place.period))


def expected(place, last):
    """What is expected of the council at the round's prices, by key; None: nothing.

    Asked for with every change of a draft, and the same as long as the council submits
    nothing new: a declaration counts from the next round on.
    """
    name = f"suggested|{place.round.pk}|{place.council.pk}|{last and last.pk}"
    units = cache.get(name, NOTHING_KEPT)
    if units is NOTHING_KEPT:
        found = suggestion(place.council, place.round)
        units = None if found is None else {good.pk: n for good, n in found.items()}
        cache.set(name, units, KEPT_SECONDS)
    return units


def draft_of(place):
    drafts = Draft.objects.select_related("saved_by")
    return drafts.filter(council=place.council, period=place.period).first()


def recent(place):
    """The last changes of the draft, the newest first."""
    changes = DraftChange.objects.of(place.council, place.period)
    return list(changes.select_related("saved_by").order_by("-version")[:RECENT])


def writing(changes, person):
    """Who else has saved a draft a moment ago, and when, the last one first."""
    since, found = timezone.now() - WRITING, {}
    for change in changes:
        who = change.saved_by
        if who and who != person and change.saved_at >= since:
            found.setdefault(who, change.saved_at)
    return list(found.items())


def last_of(place):
    """The revision that would count now."""
    revisions = Proposal.objects.filter(council=place.council, period=place.period)
    return revisions.order_by("-submitted_at", "-revision").first()


def last_year(place):
    """What the plan of the year before assigned, else what was last proposed for it."""
    return lines_before(place.council, place.period)


def appraisal(place, sheet):
    return appraise(
        council=place.council,
        round=place.round,
        quantities=sheet.quantities,
        prices=sheet.catalogue.by_key,
    )


def is_short(place, appraised):
    """Whether a council asks for more than its means, or gives less than it takes.

    Consumer councils have an entitlement, workplaces and commons a ratio; a federation
    and a community have neither.
    """
    measured = appraised.budget is not None or place.council.is_recipe
    return measured and not appraised.is_covered


def main_output(place):
    """The good of a council's most valuable offer, or None if it offers nothing."""
    revisions = Proposal.objects.filter(council=place.council)
    last = revisions.not_imputed().order_by("-submitted_at", "-revision").first()
    lines = last.lines.items() if last else []
    offers = {key: -units for key, units in lines if units < 0}
    prices = Price.objects.filter(round=place.round, good__in=offers)
    valued = [
        (row.good.in_units(offers[row.good_id]) * row.price, row.good_id, row.good)
        for row in prices.select_related("good")
    ]
    return max(valued)[2] if valued else None
