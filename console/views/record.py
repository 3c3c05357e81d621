"""The record: what was decided, by whom and why, for everybody to read and check."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from console.actors import Actors
from console.forms.record import RecordForm
from console.naming import Names, topic_of
from console.saying import say, topic_name
from ledger.canonical import canonical
from ledger.models import Record
from ledger.proof import prove
from pages.access import public

SHOWN = 50


@public
@require_safe
def record(request):
    """What is on record, the newest first; a page begins where another ended."""
    form = RecordForm(request.GET)
    found = form.records() if form.is_valid() else Record.objects.none()
    rows, older, newer = _page(found, request.GET)
    names = Names.of(rows)
    actors = Actors.of(rows, names)
    context = {
        "form": form,
        "problems": [
            (name, each) for name, errors in form.errors.items() for each in errors
        ],
        "entries": [(each, say(each, names), actors.who(each)) for each in rows],
        "older": older,
        "newer": newer,
        "query": _without(request.GET, "before", "after").urlencode(),
        "base": request.build_absolute_uri(reverse("console:record")),
        "chosen": form.is_valid() and form.chosen,
    }
    status = 200 if form.is_valid() else 422
    return render(request, "console/record/list.html", context, status=status)


@public
@require_safe
def entry(request, number):
    """One record at its permanent address, with its seal and how to check it."""
    found = _find(number)
    names = Names.of([found])
    context = {
        "record": found,
        "said": say(found, names),
        "who": Actors.of([found], names).who(found),
        "topic": topic_of(found),
        "topic_name": topic_name(topic_of(found)),
        "council": names.council(found),
        "year": names.period(found),
        "proof": prove(found),
    }
    return render(request, "console/record/entry.html", context)


@public
@require_safe
def proof(request, number):
    """The same as a file that the program takes."""
    proven = prove(_find(number))
    if proven is None:
        raise Http404
    return HttpResponse(
        canonical(proven.document()),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="record-{number}.json"'},
    )


def _find(number):
    if number >= 2**63:
        raise Http404
    return get_object_or_404(Record.objects.select_related("seal"), pk=number)


def _page(found, query):
    """(records, where older ones begin, where newer ones end) of what was found."""
    before, after = _mark(query.get("before")), _mark(query.get("after"))
    if after and not before:
        rows = list(found.after(after).order_by("at", "pk")[: SHOWN + 1])
        more, rows = len(rows) > SHOWN, rows[:SHOWN][::-1]
        return rows, rows[-1] if rows else None, rows[0] if more else None
    rows = list((found.before(before) if before else found)[: SHOWN + 1])
    more, rows = len(rows) > SHOWN, rows[:SHOWN]
    return rows, rows[-1] if more else None, rows[0] if before and rows else None


def _mark(text):
    """The record at which a page ends or begins; None for what is none."""
    if not (text and text.isascii() and text.isdecimal() and len(text) < 19):
        return None
    return Record.objects.filter(pk=int(text)).first()


def _without(query, *names):
    query = query.copy()
    for name in names:
        query.pop(name, None)
    return query
