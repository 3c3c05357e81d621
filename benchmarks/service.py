"""The service as it runs: closing a round, pages, memory, reading a book.

    python -m benchmarks.service closing [--councils 1000 10000] [--broker URL]
    python -m benchmarks.service pages
    python -m benchmarks.service rush
    python -m benchmarks.service memory
    python -m benchmarks.service reading

Each starts what it needs in a folder of its own, on loopback, and takes it away again.
"""

import argparse
import importlib
import os
from contextlib import contextmanager

import django

from benchmarks.stage import stage


def main():
    options = _parser().parse_args()
    with _stage(options.broker):
        # Settings are read once, so what uses them is imported only now.
        measured = importlib.import_module(f"benchmarks.{options.command}")
        measured.measure(options).show(as_json=options.json)


@contextmanager
def _stage(broker):
    with stage():
        os.environ["CELERY_BROKER_URL"] = broker
        django.setup()
        yield


def _parser():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.service")
    commands = parser.add_subparsers(dest="command", required=True)
    closing = commands.add_parser("closing", help="from close_now to the published row")
    closing.add_argument("--councils", type=int, nargs="+", default=[1_000, 10_000])
    closing.add_argument("--lines", type=int, default=30)
    closing.add_argument("--runs", type=int, default=5)
    closing.add_argument("--rule", default="calibrated", help="the price rule")
    pages = commands.add_parser("pages", help="answers to 50 members at once")
    pages.add_argument("--members", type=int, default=50)
    pages.add_argument("--seconds", type=float, default=20)
    pages.add_argument(
        "--pause", type=float, default=5, help="seconds a member looks at a page"
    )
    pages.add_argument("--runs", type=int, default=3)
    rush = commands.add_parser("rush", help="200 members submit before a cutoff")
    rush.add_argument("--members", type=int, default=200)
    rush.add_argument("--seconds", type=float, default=300)
    rush.add_argument("--warm-up", type=float, default=5)
    rush.add_argument("--goods", type=int, default=300)
    rush.add_argument("--seats", type=int, default=20, help="of the first council")
    commands.add_parser("memory", help="what the processes hold while nothing happens")
    reading = commands.add_parser("reading", help="from rows to a book")
    reading.add_argument("--councils", type=int, nargs="+", default=[10_000, 100_000])
    reading.add_argument("--lines", type=int, default=20)
    reading.add_argument("--runs", type=int, default=5)
    for command in commands.choices.values():
        command.add_argument("--broker", default="pgmq://database", metavar="URL")
        command.add_argument("--json", action="store_true")
    return parser


if __name__ == "__main__":
    main()
