"""The service as it runs: closing a round, pages, memory, reading a book.

    python -m benchmarks.service closing [--councils 1000 10000] [--broker URL]
    python -m benchmarks.service pages
    python -m benchmarks.service memory
    python -m benchmarks.service reading

Each starts what it needs in a folder of its own, on loopback, and takes it away again.
"""

import argparse
import importlib
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import django

# What is set outside must not reach the measurement, least of all a database.
OURS = ("ALLOWED_HOSTS", "BASE_URL", "DATABASE_URL", "DEBUG", "EMAIL_URL", "SECRET_KEY")
OURS += ("STATEMENT_SECONDS", "TICK_SECONDS", "TIME_ZONE")


def main():
    options = _parser().parse_args()
    with _stage(options.broker):
        # Settings are read once, so what uses them is imported only now.
        measured = importlib.import_module(f"benchmarks.{options.command}")
        measured.measure(options).show(as_json=options.json)


@contextmanager
def _stage(broker):
    """An empty data folder, and settings that are those of nothing being set."""
    folder = Path(tempfile.mkdtemp(prefix="commonplan-benchmark-"))
    folder.chmod(0o755)  # Run as root, the server has an account of its own.
    for name in OURS:
        os.environ.pop(name, None)
    os.environ["VAR_DIR"] = str(folder)
    os.environ["LOG_LEVEL"] = "WARNING"
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ["CELERY_BROKER_URL"] = broker
    django.setup()
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _parser():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.service")
    commands = parser.add_subparsers(dest="command", required=True)
    closing = commands.add_parser("closing", help="from close_now to the published row")
    closing.add_argument("--councils", type=int, nargs="+", default=[1_000, 10_000])
    closing.add_argument("--lines", type=int, default=30)
    closing.add_argument("--runs", type=int, default=5)
    closing.add_argument("--rule", default="aggregate", help="the price rule")
    pages = commands.add_parser("pages", help="answers to 50 members at once")
    pages.add_argument("--members", type=int, default=50)
    pages.add_argument("--seconds", type=float, default=20)
    pages.add_argument("--runs", type=int, default=3)
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
