"""The parts of a packed file, looked through before anything is unpacked."""

import stat
import zipfile

from pages.files.limits import ENTRIES, RATIO, UNPACKED
from pages.files.reading.refused import Refused

PACKED = (".zip", ".xlsx", ".xlsm", ".ods", ".gz", ".7z", ".rar", ".jar")
ENCRYPTED = 0x1
STORED_OR_DEFLATED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def open_archive(file):
    """A zip file within the limits; raise Refused for any other.

    What a part claims to hold is also the most that is ever unpacked of it.
    """
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, OverflowError) as error:
        raise Refused("broken") from error
    parts = archive.infolist()
    if len(parts) > ENTRIES:
        raise Refused("parts", ENTRIES)
    if len({part.filename.casefold() for part in parts}) < len(parts):
        raise Refused("twice")
    if sum(part.file_size for part in parts) > UNPACKED:
        raise Refused("unpacked")
    for part in parts:
        check(part)
    return archive


def check(part):
    """Raise Refused for a part no spreadsheet program writes."""
    name = part.filename
    if part.flag_bits & ENCRYPTED:
        raise Refused("encrypted")
    if part.compress_type not in STORED_OR_DEFLATED:
        raise Refused("broken")
    if part.file_size > RATIO * max(part.compress_size, 1):
        raise Refused("ratio")
    if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
        raise Refused("path")
    if stat.S_ISLNK(part.external_attr >> 16):
        raise Refused("path")
    if name.lower().endswith(PACKED):
        raise Refused("nested")
