"""Where a draft begins, and what stands beside it."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.core.cache import cache

from desk.sheet import Catalogue, Sheet, texts_of
from iteration.beliefs import suggestion
from iteration.insight import appraise
from iteration.models import Assignment, Plan, Price
from proposals.models import Draft, Good, Proposal

NOTHING_KEPT, KEPT_SECONDS = object(), 600

# Smaller changes are shown folded.
LARGER = Decimal("0.01")


@dataclass(frozen=True)
class Suggestion:
    """One good in force and as expected at the new prices, in smallest units."""

    good: Good
    then: int
    now: int

    @property
    def share(self):
        """The change as a part of what is in force; 1 where that is nothing."""
        if not self.then:
            return Decimal(1)
        return Decimal(abs(self.now)) / Decimal(abs(self.then)) - 1


@dataclass
class Desk:
    """What a council's draft page needs of the rows: read once, in few queries."""

    catalogue: Catalogue
    draft: Draft | None
    last: Proposal | None
    suggested: dict | None

    @classmethod
    def of(cls, place):
        catalogue, last = Catalogue.of(place.round), last_of(place)
        return cls(catalogue, draft_of(place), last, suggested(place, catalogue, last))

    @cached_property
    def suggestions(self):
        """What is suggested where it differs from what is in force, largest first."""
        if self.suggested is None:
            return []
        last = self.last.lines if self.last else {}
        rows = [
            Suggestion(good, last.get(good.pk, 0), self.suggested.get(good, 0))
            for good in self.catalogue.goods
        ]
        changed = [row for row in rows if row.now != row.then]
        return sorted(changed, key=lambda row: -abs(row.share))

    @property
    def larger_suggestions(self):
        return [row for row in self.suggestions if abs(row.share) >= LARGER]

    @property
    def smaller_suggestions(self):
        return [row for row in self.suggestions if abs(row.share) < LARGER]

    @property
    def suggested_texts(self):
        """The lines of the suggestion as texts by code; nothing: an empty line."""
        return texts_of({row.good: row.now for row in self.suggestions})

    @property
    def version(self):
        return self.draft.version if self.draft else 0

    def sheet(self, texts, note="", twice=()):
        last = self.last.lines if self.last else {}
        return Sheet(self.catalogue, texts, note, last, twice)

    def begin(self, place):
        """The draft; without one, what is in force; without that, last year's."""
        if self.draft:
            return self.sheet(self.draft.lines, self.draft.note)
        if self.last:
            return self.sheet(self.from_keys(self.last.lines))
        return self.sheet(self.from_keys(last_year(place)))

    def from_keys(self, lines):
        goods = self.catalogue.named(lines)
        return texts_of({goods[key]: lines[key] for key in lines if key in goods})


def suggested(place, catalogue, last):
    """What is expected of the council at the round's prices; None: nothing.

    Asked for with every change of a draft, and the same as long as the council submits
    nothing new: a declaration counts from the next round on.
    """
    name = f"suggested|{place.round.pk}|{place.council.pk}|{last and last.pk}"
    units = cache.get(name, NOTHING_KEPT)
    if units is NOTHING_KEPT:
        found = suggestion(place.council, place.round)
        units = None if found is None else {good.pk: n for good, n in found.items()}
        cache.set(name, units, KEPT_SECONDS)
    if units is None:
        return None
    return {good: units[good.pk] for good in catalogue.goods if good.pk in units}


def draft_of(place):
    drafts = Draft.objects.select_related("saved_by")
    return drafts.filter(council=place.council, period=place.period).first()


def last_of(place):
    """The revision that would count now."""
    revisions = Proposal.objects.filter(council=place.council, period=place.period)
    return revisions.order_by("-submitted_at", "-revision").first()


def last_year(place):
    """What the plan of the year before assigned, else what was last proposed for it."""
    before = place.period.previous_id
    if before is None:
        return {}
    assigned = Assignment.objects.filter(
        plan__period=before, council=place.council, plan__status=Plan.Status.PUBLISHED
    ).first()
    if assigned:
        return {key: units for key, units in assigned.lines.items() if units}
    proposals = Proposal.objects.filter(council=place.council, period=before)
    proposal = proposals.order_by("-submitted_at", "-revision").first()
    return proposal.lines if proposal else {}


def appraisal(place, sheet):
    return appraise(
        council=place.council, round=place.round, quantities=sheet.quantities
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
