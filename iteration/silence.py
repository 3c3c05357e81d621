"""Answering for the silent: by their standing instructions, or as the rule expects.

Only answers that differ from what is in force become proposals: one stays in force
until it is revised, so repeating it needs no row. Whoever withdrew stays away.
"""

import uuid

import numpy as np

from iteration import expected, standing
from iteration.arrays import Sheet, among, read_sheet
from iteration.catalogue import Catalogue
from iteration.columns import read_keys
from iteration.models import Round
from planning.book import Book
from proposals.models import Proposal
from proposals.services import Line

Origin = Proposal.Origin


def answers(round: Round, catalogue: Catalogue) -> dict[str, list[Line]]:
    """Answers of a round past its cutoff by origin, ordered by the councils' keys."""
    instructed, imputes = standing.instructed(round), expected.imputes(round)
    if not (len(instructed) or imputes):
        return {}
    submitted = Proposal.objects.not_imputed().filter(
        period=round.period, submitted_at__lt=round.cutoff
    )
    silent = np.setdiff1d(read_keys(submitted), answered(round), assume_unique=True)
    told_so = np.isin(silent, instructed)
    standing_for, by_rule = silent[told_so], silent[~told_so]
    if not (len(standing_for) or (imputes and len(by_rule))):
        return {}
    told = Proposal.objects.not_imputed().in_force(round.period, round.cutoff)
    asked = Proposal.objects.in_force(round.period, round.cutoff)
    reference = read_sheet(told, catalogue)
    in_force = read_sheet(asked, catalogue)
    lines = {}
    if len(standing_for):
        book = standing.respond_to(round, catalogue, reference, in_force)
        lines[Origin.STANDING] = (reference.council, book, standing_for)
    if imputes and len(by_rule):
        lines[Origin.IMPUTED] = (
            *expected.expect(round, catalogue, reference.dealing()),
            by_rule,
        )
    return {
        origin: _differing(round, catalogue, (reference, in_force), *answer)
        for origin, answer in lines.items()
    }


def answered(round: Round) -> np.ndarray:
    """Who has answered the round itself; a first proposal answers the first round."""
    own = Proposal.objects.answers(
        round.period, since=round.answered_since, until=round.cutoff
    )
    return read_keys(own)


def _differing(
    round: Round,
    catalogue: Catalogue,
    sheets: tuple[Sheet, Sheet],
    councils: np.ndarray,
    book: Book,
    wanted: np.ndarray,
) -> list[Line]:
    reference, in_force = sheets
    places = np.flatnonzero(np.isin(councils, wanted))
    keys = councils[places]
    columns = zip(
        places.tolist(),
        np.searchsorted(in_force.council, keys).tolist(),
        keys.tolist(),
        _identities(
            round, reference.proposal[np.searchsorted(reference.council, keys)]
        ),
        strict=True,
    )
    lines = []
    for place, standing_now, key, identity in columns:
        answer = _lines(book, place, catalogue)
        if answer != _lines(in_force.book, standing_now, catalogue):
            lines.append(Line(key, *answer, identity))
    return lines


def _identities(round: Round, proposals: np.ndarray) -> list[uuid.UUID]:
    """The ids of the answers, one for each of the proposals they refer to.

    Derived, so that a count that was cut short makes the same answers again; and from
    an id nobody else knows, so that a receipt gives nothing away.
    """
    rows = Proposal.objects.filter(pk__in=among(proposals))
    known = dict(rows.values_list("pk", "public_id"))
    name = f"round {round.number}"
    if round.reopened:  # What was answered before stays readable, under its own id.
        name += f", reopened {round.reopened}"
    return [uuid.uuid5(known[key], name) for key in proposals.tolist()]


def _lines(book: Book, place: int, catalogue: Catalogue) -> tuple[list[int], list[int]]:
    mine = slice(book.start[place], book.start[place + 1])
    return catalogue.keys[book.good[mine]].tolist(), book.quantity[mine].tolist()
