"""Reading an uploaded file: in a child process, by the clock."""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import PurePath

from django.conf import settings

from pages.files.limits import FILE, SECONDS, TEXT
from pages.files.refusals import WORDS, refusal

ZIP, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
KINDS = {".xlsx": "xlsx", ".ods": "ods", ".csv": "csv"}
# Nothing of the service's own environment: no address, no secret.
ENVIRONMENT = {"LC_ALL": "C.UTF-8"}
CHILD = [sys.executable, "-X", "utf8", "-m", "pages.files.child"]


@dataclass(frozen=True)
class Cell:
    """What stands in a cell.

    ``kind``: t text, n number, d date, f formula (``text``: its last result), b yes or
    no or percent, e error; nothing: an empty text.
    """

    kind: str = "t"
    text: str = ""

    def __bool__(self):
        return self.kind == "f" or bool(self.text.strip())


def read_file(name, data):
    """The rows of a spreadsheet as lists of cells.

    Raises ValidationError, in words, for whatever is not one within the limits.
    """
    kind = kind_of(name, data)
    with tempfile.TemporaryFile() as out:
        try:
            ended = subprocess.run(
                [*CHILD, kind],
                input=data,
                stdout=out,
                stderr=subprocess.DEVNULL,
                timeout=SECONDS,
                check=False,
                cwd=settings.BASE_DIR,
                env=ENVIRONMENT,
            )
        except subprocess.TimeoutExpired as error:
            raise refusal("time") from error
        out.seek(0)
        said = out.read(2 * TEXT)
    return _rows(said.decode(), ended.returncode)


def kind_of(name, data):
    """Which of our kinds the file is, by its name and by how it begins."""
    kind = KINDS.get(PurePath(name.lower()).suffix)
    if kind is None:
        raise refusal("extension")
    if not data.strip():
        raise refusal("empty")
    if len(data) > FILE:
        raise refusal("file")
    if data.startswith(OLD):
        raise refusal("old")
    if (kind != "csv") != data.startswith(ZIP):
        raise refusal("kind")
    return kind


def _rows(said, code):
    *rows, last = said.splitlines() or [""]
    try:
        last = json.loads(last)
        refused = last.get("refused")
    except (ValueError, AttributeError) as error:
        # Killed by the system: it wanted more than it may have.
        raise refusal("memory" if code else "broken") from error
    if refused:
        raise refusal(refused if refused in WORDS else "broken", last.get("detail"))
    if code:
        raise refusal("broken")
    return [
        [Cell(*cell) if cell else Cell() for cell in json.loads(row)] for row in rows
    ]
