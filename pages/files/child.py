"""A process that reads one file of a stranger and can do nothing else for long.

``python -m pages.files.child xlsx`` takes the file on its standard input and
writes one JSON text a line: the cells of each row, and last what came of it. Whatever
a file does to a library, it does it here, with little memory and time.
"""

import contextlib
import importlib
import io
import json
import re
import sys

from pages.files.limits import CELL, FILE, MEMORY, SECONDS, TEXT
from pages.files.reading.refused import Refused

try:
    import resource
except ImportError:  # Not on every platform; the parent's clock is on all.
    resource = None

KINDS = ("xlsx", "ods", "csv")
NUMBER = re.compile(r"-?[0-9]{1,400}(\.[0-9]{0,400})?([eE][-+]?[0-9]{1,3})?")


def confine():
    """Take away what reading a sheet does not need."""
    if resource is None:
        return
    limits = [
        (resource.RLIMIT_CPU, SECONDS + 1),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 2 * TEXT),
    ]
    for name, most in limits:
        # Where a system knows the limit and does not keep it, the others do.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(name, (most, most))


def answer(kind, data, out):
    """Write the rows of a file, then ``{"rows": n}`` or ``{"refused": code}``."""
    reader = importlib.import_module(f"pages.files.reading.{kind}")
    said = rows = 0
    try:
        if len(data) > FILE:
            raise Refused("file")
        for cells in reader.read(io.BytesIO(data)):
            line = json.dumps([check(cell) for cell in cells])
            said += len(line)
            if said > TEXT:
                raise Refused("text")
            out.write(line + "\n")
            rows += 1
        out.write(json.dumps({"rows": rows}) + "\n")
    except Refused as refused:
        out.write(json.dumps({"refused": refused.code, "detail": refused.detail}))
    except (MemoryError, RecursionError):
        out.write("\n" + json.dumps({"refused": "memory", "detail": ""}))


def check(cell):
    """Raise Refused for a text no page or database could keep."""
    if cell is None:
        return None
    kind, text = cell
    if kind in "nf" and text and not NUMBER.fullmatch(text):
        raise Refused("number", text[:60])
    if len(text) > CELL:
        raise Refused("cell", CELL)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Refused("signs") from error
    if "\0" in text:
        raise Refused("signs")
    return cell


if __name__ == "__main__":
    confine()
    if sys.argv[1] not in KINDS:
        raise SystemExit(2)
    answer(sys.argv[1], sys.stdin.buffer.read(FILE + 1), sys.stdout)
