from tempfile import SpooledTemporaryFile

from django.core.exceptions import ValidationError
from django.http import FileResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from console.access import find_period, for_facilitators
from iteration.archive import write_archive
from ledger.services import record

IN_MEMORY = 5 << 20


@for_facilitators
@require_http_methods(["GET", "POST"])
def archive(request, period):
    """What was published of a year, its record and the programs that check both."""
    period = find_period(period)
    context = {"period": period, "room": "archive"}
    if request.method == "GET":
        return render(request, "console/operating/archive.html", context)
    # Closed, and so deleted, when it has been sent.
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    try:
        digest = write_archive(period=period, target=file, figures=False)
    except ValidationError as error:
        file.close()
        context["problems"] = [("", text) for text in error.messages]
        return render(request, "console/operating/archive.html", context, status=409)
    record(
        kind="year.archived",
        subject=f"archive/{period.code}",
        actor=request.user,
        data={"sha256": digest, "public": True, "period": period.code},
    )
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{period.code}.zip")
