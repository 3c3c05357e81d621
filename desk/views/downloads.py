"""A year's public figures, to take away."""

from django.http import FileResponse, Http404, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desk.spreadsheets.public import writing
from desk.spreadsheets.public.tables import TABLES
from desk.spreadsheets.writing.xlsx import TYPE
from pages.access import find_period, public


@public
@require_safe
def overview(request, period):
    """What there is to take away, and what every column means."""
    context = {"period": find_period(period), "tables": TABLES.values()}
    return render(request, "desk/downloads/overview.html", context)


@public
@require_safe
def table(request, period, name):
    """One table as CSV, streamed."""
    period = find_period(period)
    if name not in TABLES:
        raise Http404
    lines = writing.csv_pieces(TABLES[name], period)
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    return _named(answer, f"{period.code}-{name}.csv")


@public
@require_safe
def document(request, period):
    """Every table as one JSON document, streamed."""
    period = find_period(period)
    pieces = writing.json_pieces(period)
    answer = StreamingHttpResponse(pieces, content_type="application/json")
    return _named(answer, f"{period.code}.json")


@public
@require_safe
def workbook(request, period):
    """Every table as a workbook, the dictionary first."""
    period = find_period(period)
    answer = FileResponse(writing.workbook(period), content_type=TYPE)
    return _named(answer, f"{period.code}.xlsx")


@public
@require_safe
def dictionary(request, period):
    """What every column of the CSV files means, as a Frictionless descriptor."""
    found = writing.package(find_period(period))
    answer = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 1})
    return _named(answer, "datapackage.json")


def _named(answer, name):
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
