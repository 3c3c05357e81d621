"""What a settlement on many servers asks and answers: python -m benchmarks.across.

Years a few percent off balance, their councils divided at random among servers in a
tree in which each passes on the sum of three others. Questions count once for all
servers: a question is one round trip down and up the tree. Bytes are those of JSON.
"""

import argparse
import json
import time

import numpy as np

from benchmarks.report import Report
from planning.across import settle_parts
from planning.book import Book
from planning.messages import as_plain
from planning.part import SettlingPart
from planning.settle import settle

COLUMNS = [
    "goods", "councils", "lines", "questions", "largest question kB",
    "largest answer kB", "all answers kB", "CPU s", "one book, CPU s", "the same",
]  # fmt: skip
INPUTS, USED, BELOW = 6, 30, 3


def year(goods, councils, seed=0):
    """A book that misses balance by some percent, its prices, and goods with slack.

    Half of the councils make one good each of six others and of labour, the last good;
    the others use thirty goods and offer labour.
    """
    random = np.random.default_rng(seed)
    prices = np.append(random.lognormal(0.0, 0.5, goods), 1.0)
    makers = councils // 2
    council, good, value = [], [], []
    for maker in range(makers):
        made = maker % goods
        # Who makes the same uses mostly the same.
        kind = np.random.default_rng(made)
        used = kind.choice(goods, min(INPUTS, goods - 1), replace=False)
        if random.random() < 0.3:
            used[0] = random.integers(goods)
        used = np.unique(used[used != made])
        costs = random.uniform(5.0, 20.0, len(used) + 1)
        council += [maker] * (len(used) + 2)
        good += [*used, goods, made]
        value += [*costs, -2.0 * costs.sum()]
    net = np.bincount(good, value, minlength=goods + 1)
    for user in range(makers, councils):
        mine = random.choice(goods, min(USED, goods), replace=False)
        council += [user] * (len(mine) + 1)
        good += [*mine, goods]
        value += [*-net[mine], -net[goods]]
    council, good, value = map(np.array, (council, good, value))
    users = council >= makers
    uses = np.bincount(good[users], np.abs(value[users]), minlength=goods + 1)
    value[users] *= (np.abs(net) / np.maximum(uses, 1e-9))[good[users]]
    value *= random.uniform(0.97, 1.03, len(value))
    units = np.rint(1e4 * value / prices[good]).astype(np.int64)
    kept = units != 0
    book = Book.from_lines(
        goods + 1,
        councils,
        council[kept],
        good[kept],
        units[kept],
        np.arange(councils) < makers,
    )
    return book, prices, np.arange(goods + 1) == goods


def portion(book, councils):
    """The book of some councils, and where its lines stand in the whole."""
    lines = np.flatnonzero(np.isin(book.council, councils))
    start = np.concatenate([[0], np.cumsum(np.diff(book.start)[councils])])
    return Book(
        book.n_goods,
        start,
        book.good[lines],
        book.quantity[lines],
        book.whole[councils],
    ), lines


class Servers:
    """Parts in a tree, and the bytes that pass between them."""

    def __init__(self, book, prices, slack, tickets, count):
        at = np.random.default_rng(count).integers(0, count, book.n_councils)
        self.lines, self.parts = [], []
        for server in range(count):
            councils = np.flatnonzero(at == server)
            own, lines = portion(book, councils)
            self.lines.append(lines)
            part = SettlingPart(own, prices, slack, tickets=tickets[councils])
            self.parts.append(part)
        self.questions, self.asked, self.told, self.all_told = 0, 0, 0, 0

    def ask(self, question):
        """Put a question to the top of the tree."""
        self.questions += 1
        self.asked = max(self.asked, size(question))
        return self._at(0, question)

    def _at(self, server, question):
        found = self.parts[server].answer(question)
        for below in range(BELOW * server + 1, BELOW * server + BELOW + 1):
            if below < len(self.parts):
                found = found + self._at(below, question)
        told = size(found)
        self.told = max(self.told, told)
        self.all_told += told if server == 0 else 0
        return found


def size(message):
    """Bytes of a question or an answer."""
    return len(json.dumps(as_plain(message), separators=(",", ":")))


def row(goods, councils, servers):
    """One line of the table."""
    book, prices, slack = year(goods, councils)
    tickets = np.random.default_rng(0).permutation(book.n_councils)
    tree = Servers(book, prices, slack, tickets, servers)
    began = time.process_time()
    accord = settle_parts(tree.ask, prices, slack)
    seconds = time.process_time() - began
    quantity = np.zeros(book.n_lines, dtype=np.int64)
    for lines, part in zip(tree.lines, tree.parts, strict=True):
        quantity[lines] = part.assign(accord.finish)[0]
    began = time.process_time()
    whole = settle(book, prices, slack, tickets=tickets)
    alone = time.process_time() - began
    kilo = (f"{each / 1000:.1f}" for each in (tree.asked, tree.told, tree.all_told))
    equal = (quantity == whole.quantity).all()
    return (
        book.n_goods, book.n_councils, book.n_lines, tree.questions, *kilo,
        f"{seconds:.2f}", f"{alone:.2f}", "yes" if equal else "NO",
    )  # fmt: skip


def main():
    """Read the options, settle, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.across")
    parser.add_argument("--goods", type=int, nargs="+", default=[30, 100, 300, 1000])
    parser.add_argument("--councils", type=int, default=5_000)
    parser.add_argument("--servers", type=int, default=8)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    report = Report(f"Settlement on {options.servers} servers", COLUMNS)
    for goods in options.goods:
        report.rows.append(row(goods, options.councils, options.servers))
    report.show(as_json=options.json)


if __name__ == "__main__":
    main()
