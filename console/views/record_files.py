"""The record as files: to read elsewhere, and to check without trusting anybody."""

import json
from datetime import UTC
from itertools import islice

from django.conf import settings
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from console.forms.record import RecordForm
from console.saying import say_all
from ledger.exporting import CHUNK, seals_document, some_records, whole_record
from pages.access import public
from pages.files.csv_text import csv_text
from pages.files.neutral import neutral

PROGRAM = settings.BASE_DIR / "verify" / "verify_record.py"
COLUMNS = ("number", "at", "said", "kind", "subject", "actor", "reason", "data", "seal")


@public
@require_safe
def as_lines(request):
    """Records as JSON lines: all of them, in the order of their seals, or those asked.

    Only the whole record can be checked against all of its seals.
    """
    form = RecordForm(request.GET)
    if not form.is_valid():
        return _refused(form)
    if form.chosen:
        lines = some_records(form.records().iterator(chunk_size=CHUNK))
    else:
        lines = whole_record()
    return _streamed(lines, "application/x-ndjson", "record.jsonl")


@public
@require_safe
def as_table(request):
    """The records asked for as CSV, each also said in the reader's language."""
    form = RecordForm(request.GET)
    if not form.is_valid():
        return _refused(form)
    lines = csv_text(_rows(form.records(), translation.get_language()))
    return _streamed(lines, "text/csv; charset=utf-8", "record.csv")


@public
@require_safe
def seals(request):
    """The chain of seals."""
    return _streamed(seals_document(), "application/json", "seals.json")


@public
@require_safe
def program(request):
    """The program that checks these files, as a file."""
    return FileResponse(
        PROGRAM.open("rb"),
        as_attachment=True,
        filename=PROGRAM.name,
        content_type="text/x-python; charset=utf-8",
    )


def _rows(found, language):
    yield COLUMNS
    records = found.iterator(chunk_size=CHUNK)
    while batch := list(islice(records, CHUNK)):
        # Not around a yield: between two of them the thread serves others.
        with translation.override(language):
            said = say_all(batch)
        for record, sentence in said:
            yield _row(record, sentence)


def _row(record, sentence):
    data = json.dumps(record.data, ensure_ascii=False, sort_keys=True)
    texts = (sentence, record.kind, record.subject, record.actor, record.reason, data)
    at = record.at.astimezone(UTC).isoformat()
    return [record.pk, at, *map(neutral, texts), record.seal_id]


def _refused(form):
    """What is wrong with the question, as text."""
    text = "\n".join(each for errors in form.errors.values() for each in errors)
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=422)


def _streamed(pieces, kind, name):
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(pieces, content_type=kind, headers=headers)
