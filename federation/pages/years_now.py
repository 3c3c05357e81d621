"""How shared years stand now, however many, in a few questions."""

from dataclasses import dataclass, field

from django.db.models import Q

from federation.models import Exchange, Head, Member, PartDocument
from iteration.models import Round

ROOT, BETWEEN, LEAF = "root", "between", "leaf"


@dataclass
class Now:
    """A shared year, its servers, its newest round, and what has come for it.

    ``sent`` holds the servers whose part of the newest round is here, and None if this
    server's own is made; ``disputed`` those that signed two different parts.
    ``is_told``: the round's document has come from above, and is not published yet.
    ``differing`` is what was signed of another history than the one here.
    """

    year: object
    members: list
    round: Round | None = None
    is_told: bool = False
    sent: set = field(default_factory=set)
    disputed: list = field(default_factory=list)
    differing: list = field(default_factory=list)

    @property
    def role(self):
        """What this server is in the year."""
        if self.year.parent_id is None:
            return ROOT
        return BETWEEN if self.taking_part else LEAF

    @property
    def taking_part(self):
        return [each for each in self.members if each.joined_at and not each.left_at]

    @property
    def invited(self):
        standing = [each for each in self.members if not each.left_at]
        return [each for each in standing if not each.joined_at]

    @property
    def other_histories(self):
        """What servers still around this one signed of another history; one each."""
        around = {self.year.parent_id, *(each.peer_id for each in self.taking_part)}
        found = {head.peer_id: head for head in self.differing}
        return [head for peer, head in found.items() if peer in around]

    @property
    def missing(self):
        """The servers from which a part of the newest round is still to come."""
        return [each for each in self.taking_part if each.pk not in self.sent]


def read_now(years):
    """How each of these years stands now; six questions, however many there are."""
    found = {year.pk: Now(year, []) for year in years}
    for member in Member.objects.filter(year__in=found).select_related("peer"):
        found[member.year_id].members.append(member)
    periods = {now.year.period_id: now for now in found.values()}
    newest = Round.objects.without_memory().filter(period__in=periods)
    for round in newest.order_by("period_id", "-number").distinct("period_id"):
        periods[round.period_id].round = round
    _add_parts(found)
    told = Exchange.objects.filter(year__in=found).exclude(record="")
    for year, number in told.values_list("year_id", "number"):
        round = found[year].round
        if round is not None and round.number == number:
            found[year].is_told = round.status == Round.Status.COUNTING
    signed = Head.objects.evidence().filter(year__in=found).select_related("peer")
    for head in signed.defer("body", "documents", "proof"):
        found[head.year_id].differing.append(head)
    return list(found.values())


def _add_parts(found):
    """What has come for the newest rounds, and what contradicts itself in any."""
    newest = Q(contradicts=True)
    for now in found.values():
        if now.round is not None:
            newest |= Q(year=now.year, number=now.round.number)
    rows = PartDocument.objects.filter(newest, year__in=found)
    disputed = set()
    for year, number, member, contradicts in rows.values_list(
        "year_id", "number", "member_id", "contradicts"
    ):
        now = found[year]
        if contradicts:
            disputed.add(member)
        if now.round is not None and number == now.round.number:
            now.sent.add(member)
    for now in found.values():
        now.disputed = [each for each in now.members if each.pk in disputed]
