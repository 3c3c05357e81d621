"""Proposals that use more than there is for them: prices, entitlement, capacity."""

import numpy as np
from django.db.models import Sum

from councils.models import Council
from iteration.columns import read_figures
from iteration.findings.look import Finding
from planning.entitlements import budgets
from proposals.models import Declaration, Entitlement, Question, StandingInstruction

About, Kind = Question.About, Council.Kind


def ratios(look):
    """Worker councils whose offers are worth less than what they request."""
    cost = _cents(look.per_council(np.maximum(look.value, 0.0)))
    benefit = _cents(look.per_council(np.maximum(-look.value, 0.0)))
    below = look.now.roster.is_kind(Kind.WORKER) & (benefit < cost)
    return [
        Finding(About.RATIO, look.council(row), None, float(benefit[row] / cost[row]))
        for row in np.flatnonzero(below)
    ]


def costs(look):
    """Consumer councils that request more than their entitlement pays for."""
    rows = Entitlement.objects.filter(period=look.round.period).values("council_id")
    granted = read_figures(rows.annotate(total=Sum("amount")).order_by(), "total")
    if not len(granted[0]):
        return []
    sheet, roster = look.now, look.now.roster
    # Whose entitlement is not recorded is bound by none: NaN is less than nothing.
    budget = budgets(
        entitlement=roster.laid(*granted, otherwise=np.nan),
        members=roster.members,
        parent=roster.above,
        book=sheet.book,
        prices=look.prices,
        consumer=roster.is_kind(Kind.CONSUMER),
        federation=roster.is_kind(Kind.CONSUMER_FEDERATION),
    )
    cost = _cents(look.per_council(np.maximum(look.value, 0.0)))
    beyond = np.flatnonzero(cost > _cents(budget))
    share = np.divide(
        cost[beyond],
        budget[beyond],
        out=np.full(len(beyond), np.inf),
        where=budget[beyond] > 0,
    )
    return [
        Finding(About.COST, look.council(row), None, float(times))
        for row, times in zip(beyond, share, strict=True)
    ]


def capacities(look):
    """Councils that offer more of their main good than they said they can make."""
    said = [
        model.objects.in_force(look.at).exclude(capacity=None)
        for model in (StandingInstruction, Declaration)
    ]
    roster, sheet = look.now.roster, look.now
    most = np.full(len(roster.key), np.nan)
    for rows in said:  # The declaration goes before the instruction.
        told = roster.laid(*read_figures(rows, "capacity"), otherwise=np.nan)
        most = np.where(np.isnan(told), most, told)
    if np.isnan(most).all():
        return []
    most = most * sheet.smallest_of_main(look.catalogue)
    main, book = sheet.main_goods(look.catalogue), sheet.book
    council = book.council
    offered = (book.good == main[council]) & (-book.quantity > most[council])
    return [
        Finding(
            About.CAPACITY,
            look.council(council[line]),
            look.good(book.good[line]),
            float(-book.quantity[line] / most[council[line]]),
        )
        for line in np.flatnonzero(offered)
    ]


def _cents(credits):
    """To the hundredth, as councils see it."""
    return np.round(credits, 2)
