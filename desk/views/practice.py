"""A practice round that anybody may play; nothing of it is kept."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from desk.practice import PracticeForm, carried, carry
from iteration.practice import play
from pages.access import public
from pages.charts import Even, line_chart


@public
@require_http_methods(["GET", "POST"])
def practice(request):
    """The round that is to be answered, what came before, and at last the plan."""
    answers = carried(request.POST.get("answers", ""))
    if request.POST.get("do") == "back":
        answers = answers[:-1]
    game, form = play(answers), None
    if request.POST.get("do") == "answer" and not game.over:
        form = PracticeForm(request.POST, game=game)
        if form.is_valid():
            answers = [*answers, form.answer]
            game, form = play(answers), None
    context = {
        "game": game,
        "form": None if game.over else form or PracticeForm(game=game),
        "answers": carry(answers),
        "number": len(game.rounds) + 1,
        "last": game.rounds[-1] if game.rounds else None,
        "expected": _expected(game),
        "assigned": _assigned(game),
        "chart": _chart(game),
    }
    return render(request, "desk/practice.html", context)


def _expected(game):
    """Goods with what the models expect next, and what was answered last."""
    if game.expected is None:
        return []
    last = game.rounds[-1].answer
    return [
        (good, last.get(good.code, 0), game.expected[good.code])
        for good in game.goods
        if game.expected.get(good.code)
    ]


def _assigned(game):
    """Goods with what was proposed last, and what the plan assigns."""
    if not game.agreed:
        return []
    last = game.rounds[-1].answer
    return [
        (good, last[good.code], game.assignment.get(good.code, 0))
        for good in game.goods
        if last.get(good.code)
    ]


def _chart(game):
    """How far the worst good was from balance, round by round."""
    if len(game.rounds) < 2:
        return None
    worst = [abs(round.worst.imbalance) for round in game.rounds]
    return line_chart(
        name="worst",
        title=_("Imbalance of the good furthest from balance"),
        description=_("Rounds 1 to %(last)d.") % {"last": len(worst)},
        rounds=[round.number for round in game.rounds],
        series=[(_("imbalance"), "strong", worst)],
        scale=Even([*worst, 0.0], percent=True),
        limits=[0.03],
        limit_name=_("tolerance"),
    )
