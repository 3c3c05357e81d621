"""The councils of a problem, asked round by round."""

import numpy as np

from benchmarks.economies import CONSUMER, WORKER
from planning.book import Book


class Answers:
    """Councils that answer round by round, with noise and silence in family e.

    ``imputed``: a function prices -> book that answers for the silent; without it
    their old proposals stand.
    """

    def __init__(self, problem, economy=None):
        self.problem = problem
        self.economy = problem.economy if economy is None else economy
        self.random = np.random.default_rng([problem.seed, 77])
        count = len(self.economy.kind)
        self.noisy = problem.family == "e"
        self.level = self.random.uniform(0.02, 0.1, count) if self.noisy else None
        self.silence = self.random.uniform(0.1, 0.2) if self.noisy else 0.0
        self.last = None

    def answer(self, prices, imputed=None):
        """A book and who answered it."""
        economy = self.economy
        answered = np.ones(len(economy.kind), dtype=bool)
        if not self.noisy:
            return self.problem.book(prices, economy), answered
        acts = np.isin(economy.kind, (WORKER, CONSUMER))
        level = np.where(acts, self.level, 0.0)
        noise = np.exp(
            level[economy.council] * self.random.standard_normal(len(economy.council))
        )
        book = self.problem.book(prices, economy, noise)
        if self.last is not None:
            silent = acts & (self.random.random(len(acts)) < self.silence)
            answered = ~silent
            stand_in = self.last if imputed is None else imputed
            book = _mixed(book, stand_in, answered)
        self.last = book
        return book, answered


def _mixed(book, other, answered):
    """The lines of one book for some councils, of another for the rest."""
    own, old = answered[book.council], ~answered[other.council]
    return Book.from_lines(
        book.n_goods,
        book.n_councils,
        np.append(book.council[own], other.council[old]),
        np.append(book.good[own], other.good[old]),
        np.append(book.quantity[own], other.quantity[old]),
        book.whole,
    )
