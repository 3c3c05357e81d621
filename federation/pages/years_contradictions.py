"""Two different parts of one round, both signed: what differs, and the proof."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q

from federation.models import PartDocument, PeerKey
from federation.pages.years_seen import answers_in
from federation.services.shared_years import FEW
from iteration.documents.parts import total_units

MOST_PAIRS, MOST_GOODS = 5, 20


@dataclass(frozen=True)
class Difference:
    """A good of which the two parts say different totals, in smallest units."""

    good: Any
    requested: tuple
    offered: tuple


@dataclass(frozen=True)
class Contradiction:
    """Two signed parts of one revision; ``few`` if they show what councils propose."""

    first: PartDocument
    second: PartDocument
    answers: tuple
    differences: list
    more: int
    few: bool


def contradictions(year, number):
    """The newest pairs of a round, and how many there are."""
    later = year.parts.contradicting().filter(number=number)
    rows = later.select_related("member__peer").order_by("-pk")
    shown = list(rows[:MOST_PAIRS])
    firsts = _firsts(year, shown)
    goods = goods_of(year) if shown else {}
    pairs = [
        compare(firsts[each.member_id, each.number, each.revision], each, goods)
        for each in shown
    ]
    return pairs, later.count() if len(shown) == MOST_PAIRS else len(shown)


def pair_of(year, number, part):
    """A part that contradicts another, and that other; None if there is none."""
    rows = year.parts.contradicting().select_related("member__peer")
    second = rows.filter(number=number, pk=part).first()
    if second is None:
        return None
    first = _firsts(year, [second])[second.member_id, number, second.revision]
    return compare(first, second, goods_of(year))


def compare(first, second, goods):
    """What differs between two parts."""
    says = [json.loads(each.body) for each in (first, second)]
    totals = [totals_in(each) for each in says]
    differing = sorted(
        code for code in goods if totals[0].get(code) != totals[1].get(code)
    )
    shown = [
        _difference(goods[code], [each.get(code, {}) for each in totals])
        for code in differing[:MOST_GOODS]
    ]
    answers = tuple(answers_in(each) for each in says)
    few = any(sum(each.values()) - each["absent"] < FEW for each in answers)
    return Contradiction(
        first, second, answers, shown, len(differing) - len(shown), few
    )


def evidence(year, pair):
    """Both messages as they were signed, and the keys of whoever signed them."""
    keys = PeerKey.objects.filter(peer=pair.first.member.peer).order_by("pk")
    path = f"/api/v1/federation/years/{year.period.code}/rounds/{pair.first.number}"
    return {
        "kind": "contradiction",
        "server": pair.first.member.peer.origin,
        "year": year.period.code,
        "round": pair.first.number,
        "keys": [{"id": key.key_id, "public": key.public} for key in keys],
        "messages": [
            {
                "method": "PUT",
                "target": f"{settings.BASE_URL}{path}/part",
                "headers": {"Content-Type": "application/json", **each.proof},
                "received_at": each.at.isoformat(),
                "digest": each.digest,
                "body": each.body,
            }
            for each in (pair.first, pair.second)
        ],
    }


def _firsts(year, parts):
    """The parts that came first, by server, round and revision."""
    places = Q(pk=None)
    for each in parts:
        places |= Q(member=each.member_id, number=each.number, revision=each.revision)
    rows = year.parts.filter(places, contradicts=False).select_related("member__peer")
    return {(each.member_id, each.number, each.revision): each for each in rows}


def goods_of(year):
    entries = year.period.catalogue.select_related("good")
    return {entry.good.code: entry.good for entry in entries}


def totals_in(says):
    return {
        row["code"]: {side: row[side] for side in ("requested", "offered")}
        for row in says["goods"]
    }


def _difference(good, rows):
    sides = {
        side: tuple(total_units(row[side], good) for row in rows)
        for side in ("requested", "offered")
    }
    return Difference(good, **sides)
