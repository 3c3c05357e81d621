"""A whole year through the real service, and the console's pages while it runs.

    python -m benchmarks.year [--councils 5000] [--goods 300] [--lines 30]

Database, web server, worker and clock as ``manage.py up`` starts them, in a folder of
its own. Some councils are silent, some unreasonable, one leaves in mid-year, and two
goods are merged. Prints what happened, round by round, and what the pages took.
"""

import argparse
import importlib
import os

import django

from benchmarks.stage import stage


def main():
    options = _parser().parse_args()
    with stage():
        os.environ["CELERY_BROKER_URL"] = "pgmq://database"
        django.setup()
        # Settings are read once, so what uses them is imported only now.
        conduct = importlib.import_module("benchmarks.wholeyear").Conduct(options)
        conduct.measure().show(as_json=options.json)


def _parser():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.year")
    parser.add_argument("--councils", type=int, default=5_000)
    parser.add_argument("--goods", type=int, default=300)
    parser.add_argument("--lines", type=int, default=30, help="of a proposal")
    parser.add_argument("--silent", type=int, default=300)
    parser.add_argument("--wild", type=int, default=20, help="unreasonable councils")
    parser.add_argument("--seats", type=int, default=500, help="delegates with letters")
    parser.add_argument("--times", type=int, default=30, help="each page is asked for")
    parser.add_argument("--json", action="store_true")
    return parser


if __name__ == "__main__":
    main()
