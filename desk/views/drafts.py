"""Writing the draft: every answer to a form shows what was typed."""

import uuid

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from desk.access import for_members
from desk.asking import ABOUT_FIGURES, CHECK, COMMENT, IGNORE, TAKE_BACK, Asked
from desk.drafting import Desk, appraisal
from desk.finding import index_of
from desk.saving import REASONS, Saved, save
from desk.sheet import read_post, words
from pages.fields import READING
from proposals.models import Comment
from proposals.services import comment, withdraw_comment

IGNORED = "ignored"  # In the session: the round whose suggestion is not wanted.


@for_members
@require_http_methods(["GET", "POST"])
def draft(request, place):
    """The council's working copy for a year."""
    if request.method == "GET":
        desk = Desk(place)
        focus = Asked(focus=request.GET.get("field", "")[:80])
        return _page(request, desk, Saved(desk.begin()), focus)

    asked = Asked.of(request.POST)
    asked.look_up(index_of(place.period))
    texts, note, twice = read_post(request.POST)
    desk = Desk(place, {*texts, asked.added})
    note = asked.change(texts, note, desk, request.POST)
    saved = _save(request, desk, desk.sheet(texts, note, twice), asked)
    _besides(request, place, asked)
    if saved.stale:
        return _page(request, desk, saved, asked)
    if asked.do in ABOUT_FIGURES:
        asked.problems += saved.sheet.problems
    if asked.do == CHECK and not asked.problems:
        return _go(request, reverse("desk:check", args=place.args))
    return _page(request, desk, saved, asked)


@for_members
@require_POST
def autosave(request, place):
    """Save while somebody types; answer with the pieces of the page that changed."""
    texts, note, twice = read_post(request.POST)
    desk, asked = Desk(place, texts), Asked()
    saved = _save(request, desk, desk.sheet(texts, note, twice), asked)
    context = _context(request, desk, saved, asked)
    # A field whose reading was chosen now shows the reading.
    context["chosen"] = [name for name in request.POST if name.endswith(READING)]
    context["gone"] = texts.keys() - {line.good.code for line in saved.sheet.lines}
    context["fresh"] = [
        line for line in saved.sheet.lines if line.good.code not in texts
    ]
    response = render(request, "desk/draft/pieces.html", context)
    if not saved.stale:
        response["HX-Trigger"] = "draft-saved"
    return response


def _save(request, desk, sheet, asked):
    return save(
        desk,
        sheet,
        seen=asked.version(request.POST),
        person=request.user,
        window=_window(request),
    )


def _besides(request, place, asked):
    """What else was asked for: a word to the others, or not to see a suggestion."""
    if asked.do == IGNORE:
        kept = request.session.get(IGNORED, {})
        place_name = "/".join(place.args)
        kept[place_name] = place.round.number if asked.argument != "no" else 0
        request.session[IGNORED] = kept
        asked.focus = "lines" if kept[place_name] else "suggested"
    elif asked.do == COMMENT:
        text = words(request.POST, "comment", Comment.LONGEST + 1)
        about = {"council": place.council, "period": place.period}
        try:
            comment(author=request.user, text=text, **about)
            asked.focus = "comments"
        except ValidationError as error:
            asked.comment = text
            asked.problems += [("comment", message) for message in error.messages]
    elif asked.do == TAKE_BACK:
        withdraw_comment(
            comment=asked.number, council=place.council, author=request.user
        )
        asked.focus = "comments"


def _page(request, desk, saved, asked):
    context = _context(request, desk, saved, asked)
    if not request.htmx:
        status = 409 if saved.stale else 200
        return render(request, "desk/draft/page.html", context, status=status)
    response = render(request, "desk/draft/page.html", context)
    response["HX-Retarget"] = response["HX-Reselect"] = "#draft"
    response["HX-Reswap"] = "outerHTML show:window:top"
    if not saved.stale:
        response["HX-Trigger"] = "draft-saved"
    return response


def _context(request, desk, saved, asked):
    place, sheet = desk.place, saved.sheet
    desk.look_around(sheet)
    return {
        "place": place,
        "desk": desk,
        "sheet": sheet,
        "asked": asked,
        "problems": asked.problems,
        "stale": saved.stale,
        # Who has not chosen yet has still seen the version before.
        "version": asked.version(request.POST) if saved.stale else desk.version,
        "window": _window(request) or uuid.uuid4().hex,
        "conflicts": _conflicts(desk, saved),
        "taken": desk.named(saved.taken),
        "taken_codes": saved.taken,
        "undo": desk.undoable(request.user),
        "others": desk.others(request.user),
        "suggested": desk.suggested.beside(sheet),
        "ignored": _ignores(request, place),
        "appraisal": appraisal(place, sheet),
    }


def _conflicts(desk, saved):
    """The lines two versions differ in: name, good, what I typed, what they did.

    The reasons for all have no good.
    """
    if not saved.stale or desk.draft is None:
        return []
    goods = {good.code: good for good in desk.named(desk.catalogue.prices)}
    mine = saved.sheet.texts | {REASONS: saved.sheet.note}
    theirs = desk.draft.lines | {REASONS: desk.draft.note}
    return [
        (name, goods.get(name), mine.get(name), theirs.get(name))
        for name in saved.conflicts
        if name == REASONS or name in goods
    ]


def _window(request):
    """The page on somebody's screen a form came from."""
    text = request.POST.get("window", "")
    return text if text.isascii() and text.isalnum() and len(text) <= 32 else ""


def _ignores(request, place):
    ignored = request.session.get(IGNORED, {})
    return ignored.get("/".join(place.args)) == place.round.number


def _go(request, address):
    if not request.htmx:
        return redirect(address)
    response = HttpResponseClientRedirect(address)
    response["HX-Trigger"] = "draft-saved"
    return response
