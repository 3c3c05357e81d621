"""The published size: python -m benchmarks.published [options].

30,000 worker and 30,000 consumer councils and 500 goods, drawn as the published
simulations draw them, every price 700 at the start: rounds to 5, 3 and 1 % and the
seconds a rule takes for a round.
"""

import argparse
import time
from fractions import Fraction

import numpy as np

from planning.book import Book
from planning.calibrated import CalibratedRule
from planning.councils import Councils, Income
from planning.prices import AggregateRule, ReferenceRule

START, INCOME, SUPPLY, FINE = 700.0, 5000.0, 1000.0, 1e6
THRESHOLDS = (0.05, 0.03, 0.01)


class Published:
    """Cobb-Douglas councils: workers, consumers, and those who give nature and labour.

    Goods in five classes of equal size: private, intermediate, public, nature, labour.
    """

    def __init__(self, councils, per_class, seed):
        random = np.random.default_rng([seed, 60])
        self.councils, self.per_class = councils, per_class
        self.n = 5 * per_class
        self._draw_workers(random)
        weights = random.uniform(1, 2, (councils, 2 * per_class))
        self.share = weights / weights.sum(axis=1, keepdims=True)
        final = np.append(np.arange(per_class), 2 * per_class + np.arange(per_class))
        self.final = final
        self.unit = np.ones(self.n)
        inputs, made, eaten = self.quantities(np.full(self.n, START))
        units = np.bincount(self.input, inputs, self.n)
        units += np.bincount(self.output, made, self.n)
        units[final] += eaten.sum(axis=0)
        lines = np.bincount(self.input, minlength=self.n)
        lines += np.bincount(self.output, minlength=self.n)
        lines[final] += councils
        units[3 * per_class :], lines[3 * per_class :] = SUPPLY, 100
        self.unit = units / lines / FINE

    def _draw_workers(self, random):
        size, count = self.per_class, self.councils
        self.output = np.arange(count) % (3 * size)
        goods, rows = [], []
        for first, most in ((size, 4), (3 * size, 2), (4 * size, 2)):
            number = random.integers(1, most + 1, count)
            ranks = random.random((count, size))
            if first == size:
                middle = self.output // size == 1
                ranks[middle, self.output[middle] - size] = 2.0
            chosen = np.argpartition(ranks, most, axis=1)[:, :most]
            kept = np.arange(most) < number[:, None]
            goods.append((first + chosen)[kept])
            rows.append(np.nonzero(kept)[0])
        good, row = np.concatenate(goods), np.concatenate(rows)
        order = np.lexsort((good, row))
        self.input, self.row = good[order], row[order]
        lines = np.bincount(self.row, minlength=count)
        self.power = random.uniform(0.75, 0.85, len(self.row)) / lines[self.row]
        self.c, self.k = random.uniform(0.05, 0.1, count), random.uniform(3, 4, count)
        self.a = random.uniform(4, 6, count)

    def quantities(self, prices):
        """Inputs, outputs and requests, in the simulations' units."""
        p, b, c, k = prices, self.power, self.c, self.k
        own = p[self.output]
        total = np.bincount(self.row, b)
        terms = np.bincount(self.row, b * np.log(b / p[self.input]))
        log_y = np.log(self.a) + terms + c / k * np.log(c / k)
        log_y += (total + c / k) * np.log(own)
        made = np.exp(log_y / (1 - total - c / k))
        inputs = b * (own * made)[self.row] / p[self.input]
        return inputs, made, self.share * INCOME / p[self.final]

    def told(self):
        """What the calibrated rule is told."""
        count = 2 * self.councils + 2 * self.per_class
        consumer = np.zeros(count, dtype=bool)
        consumer[self.councils : 2 * self.councils] = True
        income = Income.fixed(np.where(consumer, INCOME, 0.0))
        return Councils.undeclared(np.arange(count), consumer, income)

    def book(self, prices):
        """The answers to prices per smallest unit, as a book."""
        inputs, made, eaten = self.quantities(prices / self.unit)
        count, final = self.councils, len(self.final)
        lone = np.arange(3 * self.per_class, self.n)
        first = 2 * count
        row = np.append(self.row, np.arange(count))
        good = np.append(self.input, self.output)
        units = np.append(inputs, -made)
        order = np.lexsort((good, row))
        lines = np.bincount(row, minlength=count)
        start = np.concatenate(
            [
                [0],
                np.cumsum(lines),
                len(row) + final * np.arange(1, count + 1),
                len(row) + final * count + np.arange(1, len(lone) + 1),
            ]
        )
        good = np.concatenate([good[order], np.tile(self.final, count), lone])
        units = np.concatenate(
            [units[order], eaten.ravel(), np.full(len(lone), -SUPPLY)]
        )
        quantity = np.rint(units / self.unit[good]).astype(np.int64)
        quantity[quantity == 0] = 1
        whole = np.ones(first + len(lone), dtype=bool)
        whole[count:first] = False
        return Book(self.n, start, good, quantity, whole)


def main():
    """Plan one economy with the rules asked for, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--councils", type=int, default=30_000, help="of each kind")
    add("--per-class", type=int, default=100, help="goods of each of five classes")
    add("--seeds", default="0-0", help="first-last")
    add("--rules", default="calibrated")
    add("--rounds", type=int, default=8)
    options = parser.parse_args()
    rules = {"reference": ReferenceRule, "aggregate": AggregateRule}
    first, last = map(int, options.seeds.split("-"))
    for seed in range(first, last + 1):
        economy = Published(options.councils, options.per_class, seed)
        for name in options.rules.split(","):
            settings = {
                "prices": START * economy.unit,
                "tolerance": Fraction(1, 1000),
            }
            if name == "calibrated":
                rule = CalibratedRule(**settings, councils=economy.told())
            else:
                rule = rules[name](**settings)
            worst, seconds, cpu = [], [], []
            for _ in range(options.rounds):
                book = economy.book(rule.prices)
                began, busy = time.perf_counter(), time.process_time()
                outcome = rule.answer(book)
                seconds.append(time.perf_counter() - began)
                cpu.append(time.process_time() - busy)
                worst.append(outcome.worst)
                if outcome.worst <= 1e-3:
                    break
            reached = [
                next((i + 1 for i, x in enumerate(worst) if x <= t), "–")
                for t in THRESHOLDS
            ]
            print(f"seed {seed}, {name}: {book.n_lines:,} lines, {book.n_goods} goods")
            print("  rounds to 5, 3, 1 %:", *reached)
            print("  worst imbalance:", *(f"{x:.4f}" for x in worst))
            print("  of the processor:", *(f"{x:.2f}" for x in cpu))
            print("  seconds a round:", *(f"{x:.2f}" for x in seconds), flush=True)


if __name__ == "__main__":
    main()
