"""Help while writing the draft: finding goods, who else writes, the own recipe."""

from decimal import Decimal

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from desk.access import for_members
from desk.asking import whole
from desk.drafting import Desk, draft_of, recent, writing
from desk.finding import index_of
from desk.recipe_form import RecipeForm
from desk.recipes import Recipe
from desk.saving import save
from desk.sheet import remark, texts_of

FILL = "fill"


@for_members
@require_safe
def goods(request, place):
    """What fits while somebody types the name of a good."""
    text = request.GET.get("good", "").replace("\0", "").strip()[:200]
    found = index_of(place.period).find(text)
    return render(request, "desk/draft/found.html", {"text": text, "found": found})


@for_members
@require_safe
def others(request, place):
    """Who else is writing; a page that has an older version then fetches the newer."""
    changes, draft = recent(place), draft_of(place)
    context = {"place": place, "others": writing(changes, request.user)}
    response = render(request, "desk/draft/others.html", context)
    newest = draft or next(iter(changes), None)
    if whole(request.GET.get("version", "")) != (newest.version if newest else 0):
        response["HX-Trigger"] = "draft-changed"
    return response


@for_members
@require_http_methods(["GET", "POST"])
def recipe(request, place):
    """Other outputs times the own recipe: looked at, changed, put into the draft."""
    desk = Desk(place)
    lines = desk.last.lines if desk.last else desk.last_year
    prices = {good.pk: price for good, price in desk.catalogue.prices.values()}
    own = Recipe(lines, desk.catalogue.named(lines), prices)
    form = RecipeForm(own, request.POST)
    do, rows = request.POST.get("do", ""), []
    amounts = form.amounts if own.is_one and do else None
    if amounts is not None:
        rows = form.edited(own.scaled(amounts), typed_in=do == FILL)
    if do == FILL and rows and not form.problems:
        return _fill(request, desk, rows)
    context = {"place": place, "desk": desk, "own": own, "form": form, "rows": rows}
    context["problems"] = form.problems
    context["factor"] = _decimal(own.factor(amounts)) if rows else None
    return render(request, "desk/recipe.html", context)


def _fill(request, desk, rows):
    """Put the lines into the draft, beside what else stands in it."""
    sheet = desk.begin()
    texts = sheet.texts
    for line, _text, units in rows:
        code, signed = line.good.code, units if line.was > 0 else -units
        texts[code] = texts_of({line.good: signed})[code] | remark(texts.get(code))
    save(
        desk,
        desk.sheet(texts, sheet.note),
        seen=desk.version,
        person=request.user,
    )
    text = _("The recipe is in the draft. Nothing is submitted yet.")
    messages.success(request, text)
    return redirect("desk:draft", *desk.place.args)


def _decimal(fraction):
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)
