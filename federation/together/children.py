"""The servers under this one, asked all at once and added up."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any

import numpy as np

from federation.together.asking import read, text_of
from federation.together.child import Child, WentSilent
from federation.together.lines import TOGETHER
from federation.together.parts import balance_of
from federation.together.vectors import Shape, decode, encode, encode_all
from iteration.models import Round
from iteration.sharing import Answers, Balance, Order, Sums

# Bytes of numbers in one answer: what is longer is asked for in pieces.
MOST = 100_000


class Children:
    """What servers under this one say of their councils: an `Elsewhere`.

    ``order`` turns goods by their codes, as they go over the wire, to their places.
    """

    def __init__(
        self, round: Round, goods: Sequence[Any], order: Order, children: list[Child]
    ) -> None:
        self.round, self.order, self.children = round, order, children
        self.base = {"year": round.period.code, "round": round.number}
        self.goods, self.n_goods = goods, len(goods)
        self.asked = 0

    @cached_property
    def balances(self) -> dict[int, Balance]:
        """What each has counted, by the key of the member."""
        return {
            child.member.pk: balance_of(read(child.document.body), self.goods)
            for child in self.children
            if child.document is not None
        }

    def _sum(self, *, silent_only: bool) -> Balance:
        nothing = np.zeros(self.n_goods, dtype=np.int64)
        found = Balance(nothing, nothing)
        for child in self.children:
            if child.line is None or not silent_only:
                found = found + self.balances[child.member.pk]
        return found

    @property
    def balance(self) -> Balance:
        """What all of them request and offer, exactly."""
        return self._sum(silent_only=False)

    @property
    def silent(self) -> Balance:
        """The same of those who are not asked."""
        return self._sum(silent_only=True)

    def _ask(self, question: dict[str, Any], take: Callable[[Any], Any]) -> list[Any]:
        """What each answers; WentSilent for those that do not, or not so."""
        asked = [child for child in self.children if child.line is not None]
        if not asked:
            return []
        self.asked += 1
        body = text_of(self.base | question)

        with ThreadPoolExecutor(min(len(asked), TOGETHER)) as several:
            found = list(several.map(lambda child: child.answer(body, take), asked))
        silent = [each for each in found if isinstance(each, WentSilent)]
        if silent:
            silent[0].others = silent[1:]
            raise silent[0]
        return found

    def each(
        self,
        question: dict[str, Any],
        take: Callable[[Any], Any] = lambda values: values,
    ) -> list[Any]:
        """What each of them answers, as ``take`` reads it."""
        return self._ask(question, take)

    def _summed(self, question: dict[str, Any], shape: Shape) -> np.ndarray:
        found = self._ask(question, lambda text: decode(text, shape))
        return sum(found, np.zeros(shape))

    def part(self, name: str, sums: Sums, like: np.ndarray) -> np.ndarray:
        """What they add up under a name; see `planning.pooling`."""
        question = {"ask": "part", "name": name, "sums": self._out(sums)}
        parts = self._ask(question, lambda text: decode(text, (like.size,)))
        whole = sum(parts, np.zeros(like.size))
        return self.order.sum_back(name, whole).reshape(like.shape)

    @property
    def at_once(self) -> int:
        """To how many trial prices the answers fit into one message."""
        return max(1, MOST // (32 * max(self.n_goods, 1)))

    def heard(self, sums: Sums, first: list[np.ndarray]) -> list[Answers]:
        """All sums, from which they go on; and what they say of the first prices.

        Nothing of these, if one of them answers them only when it is asked again.
        """
        first = first[: self.at_once]
        question: dict[str, Any] = {"ask": "heard", "sums": self._out(sums)}
        shape = (len(first), 4, self.n_goods)
        if first:
            rows = [self.order.out(prices) for prices in first]
            question["prices"] = encode(np.array(rows))
        found = self._ask(
            question, lambda text: None if text is None else decode(text, shape)
        )
        if not first or any(each is None for each in found):
            return []
        return [self._answers(rows) for rows in sum(found, np.zeros(shape))]

    def _out(self, sums: Sums) -> dict[str, str]:
        turned = {name: self.order.sum_out(name, sums[name]) for name in sums}
        return encode_all(turned)

    def answers(self, prices: np.ndarray) -> Answers:
        """What they would answer to trial log prices."""
        question = {"ask": "answers", "prices": encode(self.order.out(prices))}
        shape = (4, self.n_goods)
        return self._answers(self._summed(question, shape))

    def _answers(self, rows: np.ndarray) -> Answers:
        return Answers(*(self.order.back(row) for row in rows))

    def turned(
        self, prices: np.ndarray, direction: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """How that changes along directions; many are asked for in pieces."""
        flat = direction.reshape(self.n_goods, -1)
        each = max(1, MOST // (16 * max(self.n_goods, 1)))
        pieces = [
            self._turned(prices, flat[:, first : first + each])
            for first in range(0, flat.shape[1], each)
        ]
        found = np.concatenate(pieces, axis=2).reshape(2, *direction.shape)
        return found[0], found[1]

    def _turned(self, prices: np.ndarray, direction: np.ndarray) -> np.ndarray:
        question = {
            "ask": "turned",
            "prices": encode(self.order.out(prices)),
            "directions": encode(self.order.out(direction)),
        }
        shape = (2, *direction.shape)
        rows = self._summed(question, shape)
        return np.array([self.order.back(row) for row in rows])
