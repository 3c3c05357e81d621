"""A packed folder of small texts, unpacked within limits and nowhere else."""

import io
import zlib
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from zipfile import BadZipFile

from pages.files.limits import FILE, UNPACKED
from pages.files.reading.archive import open_archive
from pages.files.reading.refused import Refused
from pages.files.refusals import WORDS, refusal

KINDS = (".csv", ".json")
BLOCK = 2**16


@contextmanager
def unpacked(name, data):
    """A folder with the CSV and JSON files of a zip, gone at the end.

    Folders inside do not matter: each file stands under its own name. Raises
    ValidationError, in words, for whatever is not such a file within the limits.
    """
    if not name.lower().endswith(".zip"):
        raise refusal("zip")
    if len(data) > FILE:
        raise refusal("file")
    try:
        archive = open_archive(io.BytesIO(data))
    except Refused as refused:
        code = refused.code if refused.code in WORDS else "broken"
        raise refusal(code, refused.detail) from refused
    with archive, TemporaryDirectory() as folder:
        try:
            _unpack(archive, Path(folder))
        except (BadZipFile, zlib.error, OSError, EOFError, RuntimeError) as error:
            raise refusal("broken") from error
        yield Path(folder)


def _unpack(archive, folder):
    left = UNPACKED
    for part in archive.infolist():
        path = PurePosixPath(part.filename)
        if part.is_dir() or path.suffix.lower() not in KINDS:
            continue
        target = folder / path.name
        if target.exists():
            raise refusal("twice")
        with archive.open(part) as source, target.open("wb") as out:
            while block := source.read(BLOCK):
                left -= len(block)
                if left < 0:
                    raise refusal("unpacked")
                out.write(block)
