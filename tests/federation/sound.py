"""What is sound if the right server says it, in years that are in every state."""

import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from federation.models import Member, SharedYear
from federation.services.shared_years import (
    invite_server,
    keep_joined,
    note_join,
    share_year,
)
from federation.together.course import advance
from federation.together.definition import catalogue_digest
from federation.together.vectors import encode, encode_all
from iteration.models import Round
from iteration.services import open_period
from iteration.settling_here import SettlingHere
from iteration.sharing import Here
from ledger import clock
from ledger.canonical import canonical
from tests.factories import later, make_due, make_period, make_proposal, reload
from tests.federation.evil.documents import document
from tests.federation.together.speaking import FEDERATION, make_part

PARENT, CHILD, STRANGER, PAUSED = ROLES = ("parent", "child", "stranger", "paused")
WHO = {"reason": "We plan together."}
YEAR = f"{FEDERATION}/years/{{period}}"
ROUND = f"{YEAR}/rounds/{{number}}"


@dataclass(frozen=True)
class Sound:
    """A message that is taken of servers ``by``, and of nobody else."""

    by: tuple[str, ...]
    method: str
    address: str
    filled: dict[str, Any] = field(default_factory=dict)
    says: dict[str, Any] | None = None
    more: dict[str, str] = field(default_factory=dict)

    @property
    def path(self):
        return self.address.format(**self.filled)

    @property
    def body(self):
        return b"" if self.says is None else canonical(self.says).encode()

    @property
    def headers(self):
        key = {} if self.says is None else {"Idempotency-Key": "0123456789abcdef"}
        return key | self.more


class Below:
    """Years that this server leads: one to join, and one with an open round."""

    def __init__(self, servers, bread, councils, ann):
        self.servers, self.bread, self.ann = servers, bread, ann
        self.councils = councils

    def lead(self, code):
        period = make_period(code, {self.bread: "2"}, tolerance="0.2")
        year = share_year(period=period, actor=self.ann, **WHO)
        for name in (CHILD, PAUSED):
            peer = self.servers[name].peer
            invite_server(year=year, peer=peer, actor=self.ann, **WHO)
            if code == "open":
                note_join(year=year, peer=peer, answers_trials=False)
        return year

    def sound(self):
        by, child = (CHILD,), self.servers[CHILD]
        digest = catalogue_digest(self.lead("joined").period)
        joining = {"kind": "joining", "year": "joined", "catalogue": digest}
        period = self.lead("open").period
        open_period(period=reload(period), first_cutoff=later(days=1), actor=self.ann)
        make_proposal(self.councils[0], reload(period), {self.bread: 900})
        part = make_part(period, server=child.origin)
        here, first = {"period": "open"}, {"period": "open", "number": 1}
        joins = {"period": "joined"}
        yield Sound(by, "GET", YEAR, joins)
        yield Sound(by, "GET", YEAR, here)
        joining["answers_trials"] = True
        yield Sound(by, "POST", f"{YEAR}/members", joins, joining)
        yield Sound(by, "GET", f"{YEAR}/head", here)
        yield Sound(by, "GET", f"{ROUND}/part", first)
        yield Sound(by, "PUT", f"{ROUND}/part", first, part, {"If-Match": '"0"'})


class Above:
    """Years under the parent, each at another place of its course."""

    def __init__(self, servers, bread, councils):
        self.parent, self.child = servers[PARENT], servers[CHILD]
        self.bread, self.councils = bread, councils

    def follow(self, code, ann):
        rules = {"rule": "calibrated", "tolerance": "0.2"}
        return keep_joined(
            period=make_period(code, {self.bread: "2"}, **rules),
            parent=self.parent.peer,
            answers_trials=True,
            actor=ann,
            **WHO,
        )

    def announcement(self, year):
        says = {"kind": "announcement", "year": year.period.code, "round": 1}
        says |= {"previous": None, "catalogue": catalogue_digest(year.period)}
        says |= {"cutoff": later(hours=6).isoformat(), "prices": {"bread": "2"}}
        return self._told("announcements", says)

    def count(self, code, ann):
        """The year with its first round counted here; the document of that round."""
        year = self.follow(code, ann)
        self.tell(year, self.announcement(year))
        for council, units in zip(self.councils, (900, -880), strict=True):
            make_proposal(council, reload(year.period), {self.bread: units})
        make_due(reload(year.period))
        self.go(year)
        year = SharedYear.objects.get(pk=year.pk)
        own = year.parts.get(number=1, member=None)
        return year, self._told("records", document(self.parent, year, own))

    def agree(self, code, ann):
        year, record = self.count(code, ann)
        self.tell(year, record)
        round = Round.objects.get(period=year.period)
        found = SettlingHere(round).settle(lambda _name, _question: [])
        accord = {"kind": "accord", "year": code, "round": 1, "salted": False} | found
        return year, self._told("plans", accord)

    def sound(self, ann):
        yield self.announcement(self.follow("told", ann))
        counted, record = self.count("counted", ann)
        yield record
        yield from self.questions(counted)
        _year, accord = self.agree("agreed", ann)
        yield accord
        dead = {"dead": "0", "turns": []}
        yield self.asked("agreed", ask="settle", name="remaining", question=dead)
        floors = {"terms": dead | {"size": "1800", "grid": "0"}, "multipliers": "0.0"}
        yield self.asked("agreed", ask="settle", name="floors", question=floors)
        settled, accord = self.agree("settled", ann)
        kept = self.tell(settled, accord)
        yield accord
        published = {"kind": "published", "year": "settled", "accord": kept["accord"]}
        yield self._told("plans", published)
        yield Sound((PARENT,), "GET", f"{YEAR}/head", {"period": "counted"})
        # Between the two: what the parent knows, the child may follow.
        Member.objects.create(year=settled, peer=self.child.peer, joined_at=clock.now())
        filled = {"period": "settled", "number": 1, "level": 0}
        yield Sound((CHILD,), "GET", f"{ROUND}/parts/{{level}}", filled)
        yield Sound((PARENT, CHILD), "GET", f"{YEAR}/head", {"period": "settled"})

    def questions(self, year):
        here, sums = Here(Round.objects.get(period=year.period)), {}
        here._listen(here.balance, lambda name, part: sums.setdefault(name, part))
        heard = self.asked("counted", ask="heard", sums=encode_all(sums))
        self.tell(year, heard)
        price = encode(np.zeros(1))
        yield self.asked("counted", ask="part", name="noise", sums={})
        yield heard
        yield self.asked("counted", ask="answers", prices=price)
        yield self.asked("counted", ask="turned", prices=price, directions=price)

    def asked(self, code, **question):
        says = {"year": code, "round": 1} | question
        if says["ask"] == "settle":
            says["salted"] = False
        return self._told("trials", says)

    def tell(self, year, sound):
        answer = self.parent.say(sound)
        assert answer.status_code == 200, answer.content
        self.go(year)
        return json.loads(answer.content)

    @staticmethod
    def go(year):
        while advance(year.pk):
            continue

    @staticmethod
    def _told(what, says):
        return Sound((PARENT,), "POST", f"{FEDERATION}/{what}", says=says)
