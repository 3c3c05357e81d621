"""Answering the server above: how the councils here, and below, would answer trials.

An answer steers the search for prices. It is never counted, and nothing is changed.
"""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

import numpy as np
from django.db import transaction

from federation.models import Exchange, SharedYear
from federation.together.children import Children
from federation.together.vectors import decode, decode_all, encode, encode_all
from iteration.models import Round
from iteration.settling_here import SettlingHere, add_texts
from iteration.sharing import Answers, Here, Model, Sums

# Models are kept from question to question: so many, of the last rounds asked about.
KEPT = 4
_kept: OrderedDict[Any, Any] = OrderedDict()
_lock = threading.RLock()


def here_of(round: Round) -> Here:
    """The councils here in a fixed round, kept from question to question."""
    key = ("here", round.pk, round.cutoff)
    with _lock:
        if key not in _kept:
            _keep(key, Here(round))
        found: Here = _kept[key]
    return found


class Trials:
    """Questions about one fixed round of a year."""

    def __init__(self, year: SharedYear, round: Round, children: Children) -> None:
        self.year, self.round, self.children = year, round, children

    def answer(self, says: Mapping[str, Any]) -> Any:
        """The numbers asked for, as text. Raises ValueError for what is no question."""
        match says.get("ask"):
            case "part":
                return encode(self._part(str(says["name"]), decode_all(says["sums"])))
            case "heard":
                first = decode_all({"": says.get("prices", "")})[""]
                return self._heard(decode_all(says["sums"]), first)
            case "answers":
                return encode(self._answers(self._vector(says["prices"])))
            case "turned":
                prices = self._vector(says["prices"])
                columns = len(decode_all({"": says["directions"]})[""]) // self._size
                shape = (self._size, columns)
                turned = self._turned(prices, decode(says["directions"], shape))
                return encode(turned)
        raise ValueError("there is no such question")

    def settle(self, says: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to a question of the settlement, with those from below added."""
        name, salted = str(says["name"]), says["salted"] is True
        key = ("settling", self.round.pk, salted)
        with _lock:
            if key not in _kept:
                _keep(key, SettlingHere(self.round, salted=salted))
            own = _kept[key].answer(name, says["question"])
        question = {each: says[each] for each in ("ask", "name", "question", "salted")}
        return add_texts(name, [own, *self.children.each(question)])

    @property
    def _size(self) -> int:
        return max(self.children.n_goods, 1)

    def _vector(self, text: object) -> np.ndarray:
        return decode(text, (self.children.n_goods,))

    def _part(self, name: str, sums: Sums) -> np.ndarray:
        here = here_of(self.round)
        own = here.part(name, sums, here.balance)
        order = self.children.order
        back = {each: order.sum_back(each, sums[each]) for each in sums}
        below = self.children.part(name, back, order.sum_back(name, own))
        return own + order.sum_out(name, below)

    def _heard(self, sums: Sums, first: np.ndarray) -> str | None:
        """All sums; and what is answered to the first prices, if any are told."""
        order = self.children.order
        prices = list(first.reshape(-1, self._size))
        if len(prices) > self.children.at_once:
            raise ValueError("so many prices are asked about one after the other")
        below = self.children.heard(
            {name: order.sum_back(name, sums[name]) for name in sums},
            [order.back(each) for each in prices],
        )
        # Kept only if the rule can go on from them.
        with transaction.atomic():
            Exchange.objects.update_or_create(
                year=self.year,
                number=self.round.number,
                defaults={"sums": encode_all(sums)},
            )
            self._model()
        answered = [self._with(*each) for each in zip(prices, below, strict=False)]
        answered += [self._answers(each) for each in prices[len(below) :]]
        return encode(np.array(answered)) if answered else None

    def _answers(self, prices: np.ndarray) -> np.ndarray:
        return self._with(
            prices, self.children.answers(self.children.order.back(prices))
        )

    def _with(self, prices: np.ndarray, below: Answers) -> np.ndarray:
        with _lock:
            here, model = self._model()
            own = here.asked(model, prices)
        order = self.children.order
        rows = (
            *(below.requested, below.offered),
            *(below.requested_own, below.offered_own),
        )
        return own + np.array([order.out(row) for row in rows])

    def _turned(self, prices: np.ndarray, direction: np.ndarray) -> np.ndarray:
        with _lock:
            here, model = self._model()
            own = here.turned(model, prices, direction)
        order = self.children.order
        below = self.children.turned(order.back(prices), order.back(direction))
        return own + np.array([order.out(row) for row in below])

    def _model(self) -> tuple[Here, Model]:
        heard = Exchange.objects.exclude(sums={})
        exchange = heard.get(year=self.year, number=self.round.number)
        key = (self.round.pk, self.round.cutoff, tuple(sorted(exchange.sums.items())))
        with _lock:
            if key not in _kept:
                here = here_of(self.round)
                sums = decode_all(exchange.sums)
                _rule, model = here.listen(sums, here.balance)
                _keep(key, (here, model))
            _kept.move_to_end(key)
            return _kept[key]


def _keep(key: Any, value: Any) -> None:
    _kept[key] = value
    while len(_kept) > 2 * KEPT:
        _kept.popitem(last=False)
