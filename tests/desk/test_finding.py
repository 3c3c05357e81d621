"""Goods are found by name, synonym and code, in both languages, with slips."""

import pytest

from desk.finding import index_of
from desk.slips import Vocabulary
from tests.factories import make_good, make_open_period

pytestmark = pytest.mark.django_db


@pytest.fixture
def index():
    return index_of(
        make_open_period(
            {
                make_good(
                    "bread",
                    name_de="Brot",
                    classification="CPA 10.71",
                    synonyms_en="rolls, baguette",
                    synonyms_de="Brötchen, Semmeln",
                ): "2",
                make_good(
                    "vegetables",
                    name_de="Gemüse und Kartoffeln",
                    name_en="Vegetables and potatoes",
                    classification="CPA 01.13",
                ): "2",
                make_good("raw_milk", name_en="Raw milk", name_de="Rohmilch"): "1",
                make_good("milk", name_en="Drinking milk", name_de="Milch"): "1",
                make_good("strasse", name_en="Road", name_de="Straße"): "1",
            }
        )
    )


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Brot", "bread"),
        ("  BREAD ", "bread"),
        ("Brötchen", "bread"),
        ("brotchen", "bread"),
        ("Semmel", "bread"),
        ("rolls", "bread"),
        ("10.71", "bread"),
        ("CPA 10.71", "bread"),
        ("cpa 01", "vegetables"),
        ("gemüse", "vegetables"),
        ("gemuse", "vegetables"),
        ("kartoffeln gemüse", "vegetables"),
        ("potato", "vegetables"),
        ("strasse", "strasse"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
    ],
)
def test_a_good_is_found_by_each_of_its_names(index, typed, code):
    found = index.find(typed)

    assert found[0].code == code
    assert not found[0].is_slip


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("bred", "bread"),
        ("braed", "bread"),
        ("baguete", "bread"),
        ("gemuese", "vegetables"),
        ("vegtables", "vegetables"),
        ("Semeln", "bread"),
    ],
)
def test_a_slip_is_understood_and_said_to_be_one(index, typed, code):
    found = index.find(typed)

    assert found[0].code == code
    assert found[0].is_slip


@pytest.mark.parametrize("typed", ["", "  ", "\0", "%", "xyzzy", "q" * 300, "'; --"])
def test_what_resembles_nothing_finds_nothing(index, typed):
    assert index.find(typed) == []


def test_a_name_comes_before_a_part_of_one_and_says_by_what_it_was_found(index):
    assert [hit.code for hit in index.find("milk")] == ["milk"]
    assert [hit.code for hit in index.find("mil")] == ["milk", "raw_milk"]
    assert [hit.by for hit in index.find("semmeln")] == ["Semmeln"]
    assert [hit.by for hit in index.find("bread")] == [""]


def test_words_of_three_letters_are_too_short_to_resemble_others():
    words = Vocabulary()
    words.add("oats", 0)

    assert words.like("oat") == {}
    assert 0 in words.like("oatss")
