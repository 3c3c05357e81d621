"""Writing the draft: every answer to a form shows what was typed."""

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from desk.access import for_members
from desk.asking import ACCEPT, ADD, CHECK, REMOVE, Asked
from desk.drafting import Desk, appraisal, draft_of
from desk.sheet import read_post
from proposals.services import save_draft


@for_members
@require_http_methods(["GET", "POST"])
def draft(request, place):
    """The council's working copy for a year."""
    desk = Desk.of(place)
    if request.method == "GET":
        return _page(request, place, desk, desk.begin(place), Asked())

    asked = Asked.of(request.POST)
    texts, note, twice = read_post(request.POST)
    asked.change_lines(texts, desk.catalogue, desk.suggested_texts)
    sheet = desk.sheet(texts, note, twice)
    seen = asked.version(request.POST)
    if not _save(request, place, desk, sheet, seen):
        return _page(request, place, desk, sheet, asked, stale=seen)
    if asked.do not in (ACCEPT, ADD, REMOVE):
        asked.problems += sheet.problems
    if asked.do == CHECK and not asked.problems:
        return _go(request, reverse("desk:check", args=place.args))
    return _page(request, place, desk, sheet, asked)


@for_members
@require_POST
def autosave(request, place):
    """Save while somebody types; answer with the pieces of the page that changed."""
    desk = Desk.of(place)
    sheet = desk.sheet(*read_post(request.POST))
    seen = Asked().version(request.POST)
    saved = _save(request, place, desk, sheet, seen)
    context = _context(place, desk, sheet, Asked(), stale=None if saved else seen)
    # A field whose reading was chosen now shows the reading.
    context["chosen"] = [name for name in request.POST if name.endswith("-reading")]
    response = render(request, "desk/draft/pieces.html", context)
    if saved:
        response["HX-Trigger"] = "draft-saved"
    return response


def _save(request, place, desk, sheet, version):
    """Keep the sheet; False if somebody else has saved something else since."""
    try:
        desk.draft = save_draft(
            council=place.council,
            period=place.period,
            lines=sheet.texts,
            note=sheet.note,
            version=version,
            saved_by=request.user,
        )
    except ValidationError as error:
        if error.code != "stale_draft":
            raise
        desk.draft = kept = draft_of(place)
        # The same text twice is no conflict: a button pressed again, say.
        return bool(kept) and (kept.lines, kept.note) == (sheet.texts, sheet.note)
    return True


def _page(request, place, desk, sheet, asked, *, stale=None):
    """The page; ``stale`` is the version a writer had seen when another one saved."""
    context = _context(place, desk, sheet, asked, stale=stale)
    if not request.htmx:
        status = 200 if stale is None else 409
        return render(request, "desk/draft/page.html", context, status=status)
    response = render(request, "desk/draft/page.html", context)
    response["HX-Retarget"] = response["HX-Reselect"] = "#draft"
    response["HX-Reswap"] = "outerHTML show:window:top"
    if stale is None:
        response["HX-Trigger"] = "draft-saved"
    return response


def _context(place, desk, sheet, asked, *, stale):
    return {
        "place": place,
        "desk": desk,
        "sheet": sheet,
        "asked": asked,
        "problems": asked.problems,
        "stale": stale is not None,
        "version": desk.version if stale is None else stale,
        "conflicts": [] if stale is None else _conflicts(desk, sheet),
        "appraisal": appraisal(place, sheet),
    }


def _conflicts(desk, sheet):
    """The goods two versions of a draft differ in: what I typed, what they did."""
    mine, theirs = sheet.texts, desk.draft.lines if desk.draft else {}
    names = {good.code: good for good in desk.catalogue.goods}
    return [
        (names[code], mine.get(code), theirs.get(code))
        for code in sorted(mine.keys() | theirs.keys())
        if mine.get(code) != theirs.get(code) and code in names
    ]


def _go(request, address):
    if not request.htmx:
        return redirect(address)
    response = HttpResponseClientRedirect(address)
    response["HX-Trigger"] = "draft-saved"
    return response
