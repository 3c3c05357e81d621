"""The one number field, in both languages."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from pages.fields import PercentField, QuantityField, echo, typed
from pages.units import per_unit, unit_name
from proposals.models import Good
from proposals.quantity import display, editable

LANGUAGES = ["de", "en"]
KG = Good(code="bread", name_en="Bread", unit="kg", decimals=3)
KWH = Good(code="power", name_en="Electricity", unit="kW.h", decimals=2)
MEALS = Good(code="meals", name_en="Meals", unit="{meal}", decimals=0)


def code_of(text, good=KG):
    with pytest.raises(ValidationError) as caught:
        QuantityField(good).clean(text)
    return caught.value.code


@pytest.fixture(params=LANGUAGES)
def language(request):
    with translation.override(request.param):
        yield request.param


@pytest.mark.parametrize(
    ("text", "grams"),
    [
        ("1500", 1_500_000),
        ("1 500", 1_500_000),
        ("1,5", 1_500),
        ("1.5", 1_500),
        ("1.234,5", 1_234_500),
        ("1,234.5", 1_234_500),
        ("0.125", 125),
        ("1500 g", 1_500),
        (" 7 kg ", 7_000),
        ("0", 0),
    ],
)
def test_what_can_be_read_in_one_way_is_read(language, text, grams):
    assert QuantityField(KG).clean(text) == grams


@pytest.mark.parametrize("text", ["1.500", "1,500", "12.345 kg"])
def test_what_can_be_read_in_two_ways_is_asked_back(language, text):
    assert code_of(text) == "ambiguous"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("NaN", "misread"),
        ("inf", "misread"),
        ("Infinity", "misread"),
        ("1e308", "misread"),
        ("1E+1000000", "misread"),
        ("-1", "negative"),
        ("−1", "negative"),
        ("1_000", "misread"),
        ("١٢", "misread"),
        ("+5", "misread"),
        ("1.5.5", "misread"),
        ("0.1234", "too_precise"),
        ("9" * 40, "too_large"),
        ("10000000000000", "too_large"),
        ("5 t", "unit"),
        ("bread", "misread"),
        ("1\0", "unit"),
        ("1" * 61, "too_large"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(language, text, code):
    assert code_of(text) == code


def test_both_readings_can_be_typed_back(language):
    with pytest.raises(ValidationError) as caught:
        QuantityField(KWH).clean("1.500 kWh")

    readings = caught.value.params["readings"]

    assert [QuantityField(KWH).clean(text) for text in readings] == [150_000, 150]


def test_a_unit_is_typed_and_named_as_the_page_writes_it(language):
    assert QuantityField(KWH).clean("2,5 kWh") == 250
    assert QuantityField(MEALS).clean(f"12 {unit_name('{meal}')}") == 12
    assert QuantityField(Good(unit="m3", decimals=1)).clean("5 m³") == 50
    assert QuantityField(Good(unit="m3", decimals=1)).clean("5.5m3") == 55
    assert QuantityField(Good(unit="1", decimals=0)).clean("11") == 11
    with pytest.raises(ValidationError, match="kWh"):
        QuantityField(KWH).clean("2 MJ")


def test_an_unknown_unit_is_shown_as_it_is():
    assert unit_name("{basket}.mo") == "basket·mo"
    assert per_unit("{meal}") == "credits per meal"


@given(st.integers(0, 10**15 - 1), st.integers(0, 3), st.sampled_from(LANGUAGES))
def test_what_the_field_shows_is_read_back_as_the_same(units, decimals, language):
    good = Good(unit="kg", decimals=decimals)
    with translation.override(language):
        shown = QuantityField(good).prepare_value(units % 10 ** (12 + decimals))
        assert QuantityField(good).clean(shown) == units % 10 ** (12 + decimals)


@given(st.text(max_size=70), st.integers(0, 3), st.sampled_from(LANGUAGES))
def test_any_text_is_read_or_refused_and_what_is_read_stays_readable(
    text, decimals, language
):
    good = Good(unit="kg", decimals=decimals)
    with translation.override(language):
        try:
            units = QuantityField(good, required=False).clean(text)
        except ValidationError as error:
            for reading in error.params.get("readings", []):
                QuantityField(good).clean(reading)  # Each can be chosen.
            return
        if units is not None:
            assert 0 <= units < 10**15
            assert QuantityField(good).clean(editable(units, good)) == units
            assert echo(units, good) == f"{display(units, good)}\N{NO-BREAK SPACE}kg"


@given(st.text("0123456789.,' ", max_size=20), st.integers(0, 3))
def test_both_languages_read_the_same_number_out_of_the_same_text(text, decimals):
    good, read = Good(unit="kg", decimals=decimals), []
    for language in LANGUAGES:
        with translation.override(language):
            try:
                read.append(QuantityField(good, required=False).clean(text))
            except ValidationError as error:
                read.append(error.code)
    assert read[0] == read[1]


def test_a_chosen_reading_counts_only_for_the_text_it_was_asked_about():
    asked = {"x": "1.500", "x-asked": "1.500", "x-reading": "1500"}

    assert typed(asked, "x") == "1500"
    assert typed(asked | {"x": "1.600"}, "x") == "1.600"
    assert typed({"x": "7", "x-reading": "1500"}, "x") == "7"


def test_a_share_is_kept_exactly(language):
    field = PercentField(120)

    assert str(field.clean("7,25")) == "0.0725"
    assert field.clean("120") == Decimal("1.2")
    with pytest.raises(ValidationError):
        field.clean("121")
    assert field.clean(field.prepare_value(field.clean("7.25"))) == field.clean("7.25")


def written(number, mark, group):
    """A number the way people write it: a mark, groups of three or none."""
    whole, _point, fraction = f"{number:f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", group) if group else whole
    return grouped + (mark + fraction if fraction else "")


WAYS = [
    (",", "."),
    (".", ","),
    (",", " "),
    (".", " "),
    (",", ""),
    (".", ""),
    (".", "'"),
]


@given(
    st.integers(0, 10**12 - 1),
    st.integers(0, 3),
    st.integers(0, 3),
    st.sampled_from(WAYS),
    st.sampled_from(LANGUAGES),
)
def test_no_number_changes_its_magnitude_however_it_is_written(
    digits, places, decimals, way, language
):
    """It is read as what was meant, or asked about with that among the readings."""
    number = Decimal(digits).scaleb(-places)
    text, good = written(number, *way), Good(unit="kg", decimals=decimals)
    meant = number.scaleb(decimals)
    with translation.override(language):
        understood = readings_of(text, good)
    if meant == int(meant):
        assert meant in understood
    else:  # More exact than the good is counted: refused, or another reading offered.
        assert len(understood) <= 1


def readings_of(text, good):
    """Everything the field lets a text mean, in smallest units."""
    field = QuantityField(good)
    try:
        return [field.clean(text)]
    except ValidationError as error:
        return [field.clean(each) for each in error.params.get("readings", [])]


@given(st.integers(0, 10**9), st.sampled_from(LANGUAGES), st.sampled_from(["", " "]))
def test_the_smallest_unit_is_never_ambiguous(grams, language, gap):
    with translation.override(language):
        assert QuantityField(KG).clean(f"{grams}{gap}g") == grams


@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from([",", "."]))
def test_a_mark_before_three_digits_is_asked_about_in_both_languages(
    whole, fraction, mark
):
    for language in LANGUAGES:
        with translation.override(language):
            assert code_of(f"{whole}{mark}{fraction:03}") == "ambiguous"


@given(
    st.text("0123456789.,' -gk", max_size=16),
    st.integers(0, 3),
    st.sampled_from(LANGUAGES),
)
def test_what_is_shown_back_has_the_digits_that_were_typed(text, decimals, language):
    good = Good(unit="kg", decimals=decimals)
    with translation.override(language):
        try:
            units = QuantityField(good, required=False).clean(text)
        except ValidationError:
            return
    figures = "".join(mark for mark in text if mark.isdigit()).strip("0")
    assert str(units or "").strip("0") == figures
