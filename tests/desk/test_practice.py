"""The practice round: anybody plays, nothing is kept, the real rule computes."""

import re

import pytest
from django.urls import reverse

from desk.practice import carried, carry
from iteration.practice import PLAYER, play
from proposals.models import Good, Period, Proposal


def answers_in(page):
    return re.search(r'name="answers" value="([^"]*)"', page.content.decode())[1]


def answer(client, page, **texts):
    fields = {"bread": "30000", "flour": "21000", "electricity": "24000"}
    typed = fields | {"work": "2400"} | texts
    data = {"do": "answer", "answers": answers_in(page)} | typed
    return client.post(reverse("desk:practice"), data)


@pytest.fixture
def first(client, db):
    return client.get(reverse("desk:practice"))


def test_a_stranger_plays_to_the_plan_and_leaves_no_row(client, first):
    page = answer(client, first)
    assert page.context["number"] == 2
    for _round in range(8):
        if page.context["game"].over:
            break
        expected = page.context["game"].expected
        goods = {good.code: good for good in page.context["game"].goods}
        texts = {
            code: str(goods[code].in_units(abs(units)))
            for code, units in expected.items()
        }
        page = answer(client, page, **texts)

    assert page.context["game"].agreed
    assert b"What the plan assigns to you" in page.content
    assert page.context["form"] is None
    assert not Good.objects.exists()
    assert not Period.objects.exists()
    assert not Proposal.objects.exists()


def test_the_next_prices_answer_what_was_counted(client, first):
    page = answer(client, first)
    bread = next(
        each for each in page.context["last"].lines if each.good.code == "bread"
    )
    assert bread.requested > bread.offered
    assert bread.next_price > bread.price


def test_baking_less_makes_bread_dearer_than_baking_more():
    base = play([]).first_answer
    less, more = (
        play([base | {"bread": base["bread"] * share // 10}]).prices["bread"]
        for share in (8, 12)
    )
    assert less > more


def test_an_answer_is_taken_back(client, first):
    page = answer(client, first, bread="20000")
    data = {"do": "back", "answers": answers_in(page)}
    page = client.post(reverse("desk:practice"), data)
    assert page.context["number"] == 1
    assert page.context["game"].rounds == []


@pytest.mark.parametrize("text", ["", "many", "-5", "1.500", "9" * 40])
def test_what_cannot_be_read_is_asked_again_and_nothing_is_counted(client, first, text):
    page = answer(client, first, bread=text)
    assert page.status_code == 200
    assert page.context["number"] == 1
    assert page.context["form"].errors


def test_nothing_at_all_is_an_answer_too(client, first):
    page = answer(client, first, bread="0", flour="0", electricity="0", work="0")
    assert page.context["number"] == 2
    assert page.context["last"].ratio is None


@pytest.mark.parametrize("text", ["", "nonsense", "a:b:c"])
def test_answers_that_are_not_ours_begin_anew(client, db, text):
    page = client.post(reverse("desk:practice"), {"do": "back", "answers": text})
    assert page.status_code == 200
    assert page.context["number"] == 1


def test_answers_survive_being_carried():
    answers = [{"bread": -300_000, "flour": 210_000}]
    assert carried(carry(answers)) == answers


def test_whoever_never_moves_reaches_an_end():
    game = play([{"bread": -10}] * 20)
    assert game.over
    assert len(game.rounds) <= 8


def test_the_same_answers_give_the_same_year():
    once, again = (play([play([]).first_answer] * 2) for _time in range(2))
    assert once.prices == again.prices


def test_the_plan_gives_a_recipe_by_one_share():
    answer = play([]).first_answer
    game = play([answer] * 8)
    assert game.agreed
    shares = [game.assignment[code] / units for code, units in answer.items()]
    assert max(shares) - min(shares) < 1e-4
    assert max(shares) <= 1


def test_the_player_is_one_of_the_village():
    assert PLAYER in play([]).economy.councils
