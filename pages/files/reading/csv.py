"""A text with separators, in the encodings and with the separators programs write."""

import csv
import io

from pages.files.limits import CELL, COLUMNS, LINE, ROWS
from pages.files.reading.refused import Refused

MARKS = [
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
]
# In the order in which the last one wins where a heading has as many of each.
SEPARATORS = ",\t;"


def read(file):
    """Yield the cells of each row, all of them texts; raise Refused."""
    text = decoded(file.getvalue())
    longest = max(map(len, text.splitlines()), default=0)
    if longest > LINE:
        raise Refused("line")
    separator, start = separator_of(text)
    csv.field_size_limit(CELL)
    lines = io.StringIO(text[start:], newline="")
    # The line with the separator's name counts as a row, as in every program.
    if start:
        yield []
    try:
        rows = enumerate(csv.reader(lines, delimiter=separator), 2 if start else 1)
        for number, row in rows:
            if len(row) > COLUMNS and any(row[COLUMNS:]):
                raise Refused("columns", COLUMNS)
            if number > ROWS:
                raise Refused("rows", ROWS)
            yield [("t", text) if text else None for text in row[:COLUMNS]]
    except csv.Error as error:
        raise Refused("cell", CELL) from error


def decoded(data):
    """The text of a file, by its mark, as UTF-8, or as Western Windows."""
    encodings = [name for mark, name in MARKS if data.startswith(mark)]
    for encoding in encodings[:1] or ["utf-8", "cp1252"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise Refused("kind")
        return text
    raise Refused("encoding")


def separator_of(text):
    """The separator, and where the rows begin; some programs name it in a line."""
    first, _end, _rest = text.partition("\n")
    if first.startswith("sep=") and first[4:5] in SEPARATORS and not first[5:].strip():
        return first[4], len(first) + 1
    filled = next((line for line in text.splitlines() if line.strip()), "")
    return max(SEPARATORS, key=lambda mark: (filled.count(mark), mark == ";")), 0
