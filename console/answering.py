"""Which councils of a round are asked for: filters, as they stand in an address."""

from dataclasses import dataclass

from django.db.models import Q

from councils.models import Council
from iteration.turnout import WAITING, Stand, turnout

# What a filter by stand may say besides the stands themselves.
NOT_YET = "waiting"


@dataclass(frozen=True)
class Choice:
    """What somebody wants to see; whatever is not understood is no wish."""

    stand: str = ""
    kind: str = ""
    federation: str = ""
    sought: str = ""

    @classmethod
    def of(cls, query):
        """From the address of a page."""
        stand, kind = query.get("state", ""), query.get("kind", "")
        return cls(
            stand if stand in (NOT_YET, *Stand.values) else "",
            kind if kind in Council.Kind.values else "",
            query.get("federation", "").replace("\0", "")[:60],
            query.get("q", "").replace("\0", "").strip()[:100],
        )

    @property
    def stands(self):
        """The stands that are wanted; none: all."""
        return WAITING if self.stand == NOT_YET else (self.stand,) if self.stand else ()

    def among(self, councils):
        """Some councils, by all but their stand."""
        if self.kind:
            councils = councils.filter(kind=self.kind)
        if self.federation:
            councils = councils.filter(parent__slug=self.federation)
        if word := self.sought:
            named = Q(name__icontains=word) | Q(name_de__icontains=word)
            councils = councils.filter(named | Q(slug__icontains=word))
        return councils

    def of_round(self, round, at):
        """The councils of a round that are asked for, with their stand."""
        councils = self.among(turnout(round, at))
        return councils.filter(stand__in=self.stands) if self.stands else councils

    @property
    def said(self):
        """The same for the record."""
        pairs = (
            ("state", self.stand),
            ("kind", self.kind),
            ("federation", self.federation),
            ("name", self.sought),
        )
        return {name: value for name, value in pairs if value}


def federations():
    """Councils that have councils below them, for a choice."""
    above = Council.objects.filter(parent__isnull=False).values("parent")
    return Council.objects.filter(pk__in=above).order_by("slug")
