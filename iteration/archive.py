"""A year in one file, to be kept when the service is long gone.

The same rows give the same bytes, whoever writes it and when: names are in order, no
time of writing is in it, and of the record it holds everything up to the last seal
that closed anything about the year.
"""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from iteration.models import Publication
from iteration.packages.exporting import export_package
from iteration.packages.folder import write_to
from ledger.canonical import canonical
from ledger.exporting import CHUNK, record_line, seal_row
from ledger.models import Record, Seal
from proposals.models import Period

PROGRAMS = ("verify_plan.py", "verify_record.py")
# The first moment a zip file can name: each file in it has this one.
MOMENT = (1980, 1, 1, 0, 0, 0)
FINISHED = (Period.Status.PUBLISHED, Period.Status.IN_FORCE, Period.Status.CLOSED)


def write_archive(*, period: Period, target: BinaryIO, figures: bool) -> str:
    """Write the archive of a finished year; return its SHA-256.

    With ``figures`` it holds the data package too, which has figures of single
    councils that are not public. Raises ValidationError, code ``state``, before the
    plan is published, and ``unsealed`` while anything about the year is.
    """
    if period.status not in FINISHED:
        raise ValidationError(
            _("A year is archived when its plan is published."), code="state"
        )
    about = Q(subject=period.code) | Q(subject__startswith=f"{period.code}/")
    if Record.objects.filter(about, seal=None).exists():
        raise ValidationError(
            _("The record of the year is not sealed yet. Try again in a minute."),
            code="unsealed",
        )
    last = Record.objects.filter(about).order_by("-seal").values_list("seal", flat=True)
    hashed = _Hashed(target)
    with zipfile.ZipFile(hashed, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, pieces in _files(period, last.first() or 0, figures):
            # Always the same level, and nothing that depends on this machine.
            entry = zipfile.ZipInfo(f"{period.code}/{name}", MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with bundle.open(entry, "w") as file:
                for piece in pieces:
                    file.write(piece if isinstance(piece, bytes) else piece.encode())
    return hashed.digest.hexdigest()


def _files(
    period: Period, seal: int, figures: bool
) -> Iterator[tuple[str, Iterable[str | bytes]]]:
    documents = Publication.objects.filter(period=period).order_by("number")
    said = {"period": period, "figures": figures, "seal": Seal.objects.get(pk=seal)}
    with translation.override("en"):
        yield "README.txt", [render_to_string("archive/README.txt", said)]
    for each in documents.select_related("round").iterator(chunk_size=10):
        name = f"round-{each.round.number:03}" if each.round else "plan"
        yield f"documents/{each.number:03}-{name}.json", [each.body]
    if figures:
        yield from _package(period)
    yield "record/seals.json", _seals(seal)
    yield "record/record.jsonl", _records(seal)
    for name in PROGRAMS:
        yield f"verify/{name}", [(settings.BASE_DIR / "verify" / name).read_bytes()]


def _package(period: Period) -> Iterator[tuple[str, Iterable[str | bytes]]]:
    with TemporaryDirectory() as folder:
        write_to(export_package(period=period), Path(folder), force=True)
        for file in sorted(Path(folder).iterdir()):
            yield f"package/{file.name}", [file.read_bytes()]


def _seals(last: int) -> Iterator[str]:
    rows = Seal.objects.filter(number__lte=last).order_by("number")
    found = [seal_row(seal) for seal in rows.iterator(chunk_size=CHUNK)]
    yield canonical({"commonplan": 1, "kind": "seals", "seals": found})


def _records(last: int) -> Iterator[str]:
    records = Record.objects.filter(seal__lte=last).order_by("seal", "pk")
    seal, place = None, 0
    for record in records.iterator(chunk_size=CHUNK):
        place = place + 1 if record.seal_id == seal else 1
        seal = record.seal_id
        yield record_line(record, place)


class _Hashed(io.RawIOBase):
    """A file that is only written forward, and hashed on the way."""

    def __init__(self, target: BinaryIO):
        self.target = target
        self.digest = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.digest.update(data)
        return self.target.write(data)
