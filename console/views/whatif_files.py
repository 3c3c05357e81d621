import csv

from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from console.access import for_overseers
from console.views.whatif import find_simulation

COLUMNS = ("scenario", "round", "worst", "worst_good", "weighted", "goods_out")
FOUND = ("worst", "worst_good", "weighted", "out")


@for_overseers
@require_safe
def as_json(request, period, number):
    """Everything that was asked and found, with its digest."""
    run = _done(period, number)
    document = {
        "period": run.period.code,
        "simulation": run.pk,
        "asked": run.asked,
        "result": run.result,
        "digest": run.digest,
    }
    response = JsonResponse(document, json_dumps_params={"ensure_ascii": False})
    return _named(response, run, "json")


@for_overseers
@require_safe
def as_csv(request, period, number):
    """Round by round what was found; the year as it is has the number 0."""
    run = _done(period, number)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for place, each in enumerate(run.result["scenarios"]):
        for line in each["rounds"]:
            figures = [line[name] for name in FOUND]
            writer.writerow([place, line["number"], *figures])
    return _named(response, run, "csv")


def _done(period, number):
    run = find_simulation(period, number)
    if run.status != run.Status.DONE:
        raise Http404
    return run


def _named(response, run, kind):
    name = f"{run.period.code}-what-if-{run.pk}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
