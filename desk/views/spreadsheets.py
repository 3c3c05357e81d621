"""The draft as a spreadsheet: out, and in again after a look at every change."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from desk.access import for_members
from desk.saving import REASONS, lines_at
from desk.spreadsheets import previews
from desk.spreadsheets.own import desk_of, own_sheet
from desk.spreadsheets.understanding import understand
from desk.spreadsheets.writing.formats import FORMATS
from pages.files.cells import read_file
from pages.files.uploads import SheetUpload, uploaded
from proposals.services import save_draft


@for_members
@require_safe
def download(request, place, kind):
    """Our own sheet, filled in with the draft."""
    if kind not in FORMATS:
        raise Http404
    body, content_type = FORMATS[kind].write(own_sheet(place)), FORMATS[kind].TYPE
    response = HttpResponse(body, content_type=content_type)
    name = f"{place.period.code}-{place.council.slug}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@csrf_exempt
def upload(request, **kwargs):
    """Take a file, show what it would change, and change it after a yes.

    The token of the form is looked for inside: before a form is read must be said how
    much of its file is kept.
    """
    if request.method == "POST":
        request.upload_handlers = [SheetUpload(request)]
    return _upload(request, **kwargs)


@csrf_protect
@for_members
@require_http_methods(["GET", "POST"])
def _upload(request, place):
    if request.method == "GET":
        return _choose(request, place, [])
    if "sheet" in request.POST:
        return _confirm(request, place)
    try:
        rows = read_file(*uploaded(request))
        desk = desk_of(place)
        understood = understand(rows, desk, desk.begin())
    except ValidationError as error:
        return _choose(request, place, error.messages)
    return _preview(
        request, place, desk, previews.sealed(place, desk.version, understood)
    )


upload.access = _upload.access


def _choose(request, place, problems):
    context = {
        "place": place,
        "problems": [("file", text) for text in problems],
        "formats": FORMATS,
    }
    status = 422 if problems else 200
    return render(request, "desk/spreadsheets/upload.html", context, status=status)


def _preview(request, place, desk, sealed, missing=()):
    """Everything a file would change; ``missing`` names the figures not chosen yet."""
    data = previews.opened(place, sealed)
    understood = previews.restored(data, desk, desk.begin())
    names = {entry.name: entry.good for entry in understood.asked}
    text = _("%(good)s: choose which figure is meant.")
    context = {
        "place": place,
        "understood": understood,
        "more": data["more"],
        "sealed": sealed,
        "problems": [(name, text % {"good": names[name]}) for name in missing],
    }
    status = 422 if missing else 200
    return render(request, "desk/spreadsheets/preview.html", context, status=status)


def _confirm(request, place):
    """Take over what was shown, if the draft is still the one it was shown beside."""
    sealed = request.POST["sheet"]
    data = previews.opened(place, sealed)
    if data is None:
        return _choose(request, place, [_("The preview is too old. Upload it again.")])
    desk = desk_of(place)
    if desk.version != data["version"]:
        return _stale(request, place)
    if missing := previews.choose(data, request.POST):
        return _preview(request, place, desk, sealed, missing)
    sheet = desk.begin()
    if not _save(desk, sheet.texts | data["lines"], sheet.note):
        return _stale(request, place)
    return redirect("desk:sheet-done", *place.args)


def _save(desk, lines, note):
    """Keep the lines; False if somebody else has saved since."""
    try:
        save_draft(
            council=desk.place.council,
            period=desk.place.period,
            lines=lines,
            note=note,
            version=desk.version,
            saved_by=desk.place.person,
            began=(desk.prefilled, ""),
        )
    except ValidationError as error:
        if error.code != "stale_draft":
            raise
        return False
    return True


def _stale(request, place):
    text = _(
        "The draft has changed since the preview. Nothing was taken over: upload the "
        "file again and look at the changes anew."
    )
    return _choose(request, place, [text])


@for_members
@require_safe
def done(request, place):
    """What has become of a file, and the one step back."""
    context = {"place": place, "undo": desk_of(place).undoable(place.person)}
    return render(request, "desk/spreadsheets/done.html", context)


@for_members
@require_POST
def undo(request, place):
    """Bring back the draft as it was before the file."""
    desk = desk_of(place)
    change = desk.undoable(place.person)
    before = None
    if change and request.POST.get("version") == str(change.version):
        before = lines_at(desk, change.version - 1)
    if before and _save(desk, *_parts(before)):
        messages.success(request, _("The draft is as it was before the file."))
    else:
        text = _("Somebody has gone on writing since. The draft stays as it is.")
        messages.warning(request, text)
    return redirect("desk:draft", *place.args)


def _parts(named):
    """The lines of a draft, and its reasons, which stand among them."""
    return {code: line for code, line in named.items() if code != REASONS}, named[
        REASONS
    ]
