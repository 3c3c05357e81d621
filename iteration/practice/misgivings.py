"""What would go wrong in a year as it is prepared, in words, before it begins."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum, Window
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from councils.models import Council, Departure, Membership
from iteration.lines import read_lines, totals
from iteration.practice.inventing import MAKERS, OFFERERS
from ledger import clock
from proposals.models import Entitlement, Good, Period, Proposal

Kind, Category = Council.Kind, Good.Category
NAMED = 6
# Entitlements that exceed offers by less than this are what rounds are for.
FAR = Decimal("1.25")


@dataclass(frozen=True)
class Misgiving:
    """Something to look at. ``stops``: the year cannot be opened with it.

    ``where`` is the step of the guide that mends it.
    """

    code: str
    text: str
    where: str
    stops: bool = False


def misgivings(period: Period) -> list[Misgiving]:
    """Everything that speaks against opening a year as it is, the worst first."""
    goods = list(period.goods.order_by("code"))
    councils = taking_part()
    number = dict(councils.order_by().values_list("kind").annotate(n=Count("pk")))
    kinds = set(number)
    found = [
        *_missing(goods, kinds),
        *_not_offered(goods, kinds),
        *_entitled(period, councils, number.get(Kind.CONSUMER)),
        *_first_proposals(period, goods),
        *_seats(councils),
    ]
    return sorted(found, key=lambda each: not each.stops)


def taking_part():
    """The councils of a real year that is prepared now: all that have not ended."""
    gone = Departure.objects.outside(clock.now(), None).values("council")
    present = Council.objects.real().exclude(pk__in=gone)
    return present.select_related("parent").order_by("slug")


def _missing(goods: Sequence[Good], kinds: set[str]) -> Iterator[Misgiving]:
    if not goods:
        text = _("The catalogue is empty: there is nothing to plan.")
        yield Misgiving("no_goods", text, "catalogue", stops=True)
    elif not any(good.category == Category.LABOUR for good in goods):
        text = _("No kind of labour is in the catalogue, so nobody can offer work.")
        yield Misgiving("no_labour", text, "catalogue")
    if not kinds:
        text = _("There are no councils yet.")
        yield Misgiving("no_councils", text, "councils", stops=True)
        return
    if Kind.CONSUMER not in kinds:
        text = _("There is no consumer council: nobody requests what is made.")
        yield Misgiving("no_consumers", text, "councils")
    if not kinds.intersection(MAKERS):
        text = _("There is no worker council: nobody makes anything.")
        yield Misgiving("no_workers", text, "councils")


def _not_offered(goods: Sequence[Good], kinds: set[str]) -> Iterator[Misgiving]:
    """Goods that no council of the right kind is there to offer."""
    lacking: dict[tuple[str, ...], list[Good]] = defaultdict(list)
    for good in goods:
        if not kinds.intersection(OFFERERS[good.category]):
            lacking[OFFERERS[good.category]].append(good)
    if not kinds:
        return
    for offerers, mine in lacking.items():
        text = _(
            "Nobody can offer %(goods)s: there is no council of the kind “%(kind)s”."
        )
        words = {"goods": several(mine), "kind": Kind(offerers[0]).label}
        yield Misgiving("not_offered", text % words, "councils")


def _entitled(
    period: Period, councils: QuerySet[Council], users: int | None
) -> Iterator[Misgiving]:
    granted = Entitlement.objects.filter(period=period, amount__gt=0)
    lacking = councils.filter(kind=Kind.CONSUMER)
    named, without = first(lacking.exclude(pk__in=granted.values("council")))
    if not without:
        return
    if without == users:
        text = _(
            "No consumer council has an entitlement: no limit binds what they use."
        )
    else:
        text = ngettext(
            "%(n)d consumer council has no entitlement: %(names)s.",
            "%(n)d consumer councils have no entitlement: %(names)s.",
            without,
        ) % {"n": without, "names": several(named, without)}
    yield Misgiving("no_entitlement", text, "entitlements")


def _first_proposals(period: Period, goods: Sequence[Good]) -> Iterator[Misgiving]:
    """What the proposals a year begins with say already, at the first prices."""
    rows = Proposal.objects.filter(period=period, revision=1)
    requested, offered = totals(read_lines(rows))
    if not (requested or offered):
        return
    missing = requested.keys() - offered.keys()
    lonely = [good for good in goods if good.pk in missing]
    if lonely:
        text = _("Nobody offers %(goods)s, and it is requested.")
        yield Misgiving("nobody_offers", text % {"goods": several(lonely)}, "catalogue")
    worth = {
        entry.good_id: entry.good.in_units(offered.get(entry.good_id, 0))
        * entry.start_price
        for entry in period.catalogue.select_related("good")
        if entry.good.category in (Category.CONSUMPTION, Category.PUBLIC)
    }
    supply, entitled = sum(worth.values()), _sum_of(period)
    if supply and entitled > supply * FAR:
        share = int(100 * (entitled / supply - 1))
        text = _(
            "Entitlements exceed what is offered for use, at the first prices, by "
            "%(share)s percent: prices will rise until they fit."
        )
        yield Misgiving("exceeding", text % {"share": share}, "entitlements")


def _sum_of(period: Period) -> Decimal:
    rows = Entitlement.objects.filter(period=period)
    return rows.aggregate(total=Sum("amount"))["total"] or Decimal()


def _seats(councils: QuerySet[Council]) -> Iterator[Misgiving]:
    seats = Membership.objects.open().filter(role__in=Membership.SUBMITTING)
    alone, number = first(councils.exclude(pk__in=seats.values("council")))
    if number:
        text = ngettext(
            "%(n)d council has nobody yet who can answer: %(names)s.",
            "%(n)d councils have nobody yet who can answer: %(names)s.",
            number,
        )
        words = {"n": number, "names": several(alone, number)}
        yield Misgiving("no_delegate", text % words, "invite")


def first(councils: QuerySet[Council]) -> tuple[list[Council], int]:
    """The first of some councils, as many as are named, and how many there are."""
    rows = list(councils.annotate(number=Window(Count("pk")))[:NAMED])
    return rows, rows[0].number if rows else 0


def several(things: Sequence[object], number: int | None = None) -> str:
    """The names of a few, and how many more there are of a number of them."""
    more = (len(things) if number is None else number) - NAMED
    names = ", ".join(map(str, things[:NAMED]))
    return f"{names} … (+{more})" if more > 0 else names
