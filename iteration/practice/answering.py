"""How councils answer in a practice year: moderately, and always the same way.

Who has given a standing instruction is answered for by it, as in every year; the
others follow the prices from what they proposed first.
"""

import uuid

import numpy as np

from councils.models import Council
from iteration.arrays import read_sheet
from iteration.catalogue import Catalogue, read_prices
from iteration.models import Round
from iteration.standing import instructed
from planning.economy import Economy
from planning.rehearsal import Respondents
from planning.responses import Flexibility
from proposals.models import Proposal
from proposals.services import Line


def answers(round: Round) -> list[Line]:
    """What the councils say to a round's prices, by their keys."""
    catalogue = Catalogue.of(round.period)
    first = Proposal.objects.filter(period=round.period, revision=1)
    sheet = read_sheet(first, catalogue)
    if not sheet.book.n_councils:
        return []
    economy = _economy(sheet, catalogue, round)
    book = Respondents(economy).answer(read_prices(round, catalogue))
    known = dict(first.values_list("council_id", "public_id"))
    silent = ~np.isin(sheet.council, instructed(round))
    lines = []
    for place in np.flatnonzero(silent).tolist():
        mine = slice(book.start[place], book.start[place + 1])
        key = int(sheet.council[place])
        lines.append(
            Line(
                key,
                catalogue.keys[book.good[mine]].tolist(),
                book.quantity[mine].tolist(),
                uuid.uuid5(known[key], f"practice round {round.number}"),
            )
        )
    return lines


def _economy(sheet, catalogue: Catalogue, round: Round) -> Economy:
    roster, book = sheet.roster, sheet.book
    recipe = roster.is_recipe
    consumer = roster.is_kind(Council.Kind.CONSUMER)
    cost = np.bincount(
        book.council,
        np.maximum(book.quantity, 0) * catalogue.start[book.good],
        minlength=book.n_councils,
    )
    entitled = roster.entitlement(round.period)
    return Economy(
        goods=tuple(good.code for good in catalogue.goods),
        councils=tuple(map(str, sheet.council.tolist())),
        book=book,
        prices=catalogue.start,
        flexibility=Flexibility(
            follow=np.ones(book.n_councils, dtype=bool),
            substitution=np.where(recipe, 0.5, 1.0),
            supply_response=np.where(recipe, 1.0, 0.5),
            capacity=np.full(book.n_councils, np.inf),
        ),
        # Whom no entitlement binds spends what it spent.
        entitlement=np.where(consumer & (entitled == 0), cost, entitled),
        members=roster.members,
        parent=roster.above,
        consumer=consumer,
        federation=roster.is_kind(Council.Kind.CONSUMER_FEDERATION),
        slack=catalogue.slack,
        primary=np.zeros(len(catalogue.goods), dtype=bool),
        unit=10.0 ** np.array([good.decimals for good in catalogue.goods]),
    )
