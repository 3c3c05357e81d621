"""The course of a year at a leaf: what is said to it, and what follows."""

import threading
from dataclasses import dataclass, field

from tests.federation.second import moments
from tests.federation.second.accords import accord_digest, check_accord
from tests.federation.second.documents import canonical, digest
from tests.federation.second.records import check_own_part, check_record
from tests.federation.second.refusals import RefusedError
from tests.federation.second.settlement import Settlement, whole
from tests.federation.second.trials import Trials


@dataclass
class Course:
    """What a leaf keeps of a year. Callers hold ``changed`` while they read."""

    origin: str
    year: object
    councils: object
    answers_trials: bool
    announced: dict = field(default_factory=dict)
    cutoffs: dict = field(default_factory=dict)
    counted: dict = field(default_factory=dict)
    # The rounds whose part was received above.
    received: set = field(default_factory=set)
    records: dict = field(default_factory=dict)
    digests: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)
    accord: str = ""
    settled: list = field(default_factory=list)
    assigned: dict = field(default_factory=dict)
    plan: bytes = b""
    changed: threading.Condition = field(default_factory=threading.Condition)

    def announce(self, message):
        """Take the announcement of a round."""
        number, prices = message["round"], message["prices"]
        if message["catalogue"] != self.year.catalogue():
            raise RefusedError("other-catalogue")
        if not self.year.are_prices(prices) or not isinstance(number, int):
            raise RefusedError("message-malformed", "the prices or the round")
        if number > len(self.announced) + 1:
            raise RefusedError("not-in-this-order")
        if self.announced.get(number, prices) != prices:
            raise RefusedError("record-contradicts", "it had other prices before")
        cutoff = moments.cutoff(message["cutoff"])
        if not moments.is_to_come(cutoff):
            raise RefusedError("cutoff-passed")
        self._check_prices(number, message["previous"], prices)
        self.announced[number] = prices
        self.cutoffs[number] = moments.own_cutoff(cutoff)
        self.changed.notify_all()
        return {"round": number}

    def _check_prices(self, number, previous, prices):
        expected = self._following(number)
        if expected is not None and expected != prices:
            wrong = [code for code in prices if prices[code] != expected[code]]
            raise RefusedError("record-wrong", f"the prices of {', '.join(wrong)}")
        if self.year.below_floor(prices):
            raise RefusedError("record-wrong", "a price is below its floor")
        before = self.digests.get(number - 1)
        if (number == 1 or before) and previous != before:
            raise RefusedError("record-wrong", "another document came before")

    def _following(self, number):
        if number == 1:
            return self.year.first
        if number - 1 not in self.records:
            return None
        goods = self.records[number - 1]["goods"]
        return {good["code"]: good["next_price"] for good in goods}

    def next_part(self):
        """The round that is open here and not counted yet, and its cutoff; or None."""
        for number, cutoff in self.cutoffs.items():
            if number not in self.counted and len(self.records) == number - 1:
                return number, cutoff
        return None

    def take_record(self, message):
        """Take the document of a round, and publish it."""
        number, body = message["number"], canonical(message)
        if number in self.digests:
            if self.digests[number] == digest(body):
                return {"head": digest(body)}
            raise RefusedError("record-contradicts", self.digests[number])
        if number != len(self.records) + 1:
            raise RefusedError("not-in-this-order")
        if number in self.announced and number not in self.counted:
            raise RefusedError("not-in-this-order", "the round is not closed here")
        prices = self.announced.get(number) or self._following(number)
        check_record(body, message, self.year, self.digests.get(number - 1), prices)
        check_own_part(
            message, self.year, self.origin, self.counted, number in self.received
        )
        following = {good["code"]: good["next_price"] for good in message["goods"]}
        if self.announced.get(number + 1, following) != following:
            raise RefusedError("record-wrong", "other prices are announced")
        # A round whose announcement never came is opened and published at once.
        self.announced.setdefault(number, prices)
        self.records[number], self.digests[number] = message, digest(body)
        self.changed.notify_all()
        return {"head": self.digests[number]}

    def question(self, message):
        """Answer a question of the settlement, or about trial prices."""
        number, ask = message["round"], message["ask"]
        if ask == "settle":
            values = self._settle(number, message)
        elif not self.answers_trials:
            raise RefusedError("no-trials")
        elif number not in self.counted or number in self.records:
            raise RefusedError("not-in-this-order")
        else:
            values = Trials(self.councils, self.year.goods).answer(message)
        self.asked.append(message.get("name") if ask == "settle" else ask)
        return {"values": values, "counted": False}

    def _settle(self, number, message):
        if number != len(self.records) or not self.records[number]["agreed"]:
            raise RefusedError("not-in-this-order", "the year has not agreed here")
        lines = [line for line, _name in self._lines(number, message["salted"])]
        name, question = message["name"], message["question"]
        return Settlement(lines, len(self.year.goods)).answer(name, question)

    def _lines(self, number, salted):
        salt = self.origin if salted else ""
        return self.councils.lines(number, self.year.code, salt)

    def take_accord(self, message):
        """Take what all settled on, and keep what councils here are assigned."""
        found = accord_digest(message)
        if self.accord:
            if found != self.accord:
                raise RefusedError("record-contradicts", self.accord)
            return {"accord": found}
        number = len(self.records)
        if not number or not self.records[number]["agreed"]:
            raise RefusedError("not-in-this-order", "the year has not agreed here")
        owned = self._lines(number, message["salted"])
        lines = [line for line, _name in owned]
        given = check_accord(message, self.records[number], self.year, lines)
        for ((side, _limit, _ticket), name), units in zip(owned, given, strict=True):
            self.assigned.setdefault(name, {})[side] = units
        self.accord, self.settled = found, whole(message["units"])
        return {"accord": found}

    def publish(self, message):
        """Publish this server's part of the plan."""
        if not self.accord:
            raise RefusedError("not-in-this-order", "no accord is kept here")
        if message["accord"] != self.accord:
            raise RefusedError("record-contradicts", self.accord)
        assigned = {
            name: {str(side): units for side, units in lines.items()}
            for name, lines in self.assigned.items()
        }
        plan = {"accord": self.accord, "assigned": assigned, "year": self.year.code}
        self.plan = canonical(plan)
        self.changed.notify_all()
        return {"accord": self.accord}

    def head(self):
        """How far it is here."""
        newest = self.digests.get(len(self.records))
        head = digest(self.plan) if self.plan else newest
        return {
            "year": self.year.code,
            "round": len(self.announced),
            "head": head,
            "documents": [self.digests[at] for at in sorted(self.records)],
        }
