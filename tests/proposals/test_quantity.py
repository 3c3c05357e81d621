from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from proposals.models import Good
from proposals.quantity import display, editable, parse, parse_plain, plain

BREAD = Good(code="bread", unit="kg", decimals=3)
HOURS = Good(code="care", unit="h", decimals=2)
CHAIRS = Good(code="chairs", unit="{chair}", decimals=0)

LANGUAGES = pytest.mark.parametrize("language", ["de", "en"])


def code_of(text, good=BREAD):
    with pytest.raises(ValidationError) as caught:
        parse(text, good)
    return caught.value.code


@LANGUAGES
@pytest.mark.parametrize(
    ("text", "grams"),
    [
        ("1500", 1_500_000),
        ("1.5", 1_500),
        ("1,5", 1_500),
        ("1.50", 1_500),
        ("0.500", 500),
        ("0,125", 125),
        ("12345.678", 12_345_678),
        ("1 500", 1_500_000),
        ("1\N{NARROW NO-BREAK SPACE}500,25", 1_500_250),
        ("1'500", 1_500_000),
        ("1.234,5", 1_234_500),
        ("1,234.5", 1_234_500),
        ("1.234.567", 1_234_567_000),
        ("1,2340", 1_234),
        ("1500 g", 1_500),
        ("1500g", 1_500),
        ("2 kg", 2_000),
        ("007", 7_000),
        (" 3 ", 3_000),
        ("0", 0),
    ],
)
def test_what_is_plain_is_read_the_same_in_both_languages(language, text, grams):
    with translation.override(language):
        assert parse(text, BREAD) == grams


@LANGUAGES
@pytest.mark.parametrize("text", ["1.500", "1,500", "12.345", "999,999", "1.500 kg"])
def test_three_digits_behind_one_mark_are_asked_back(language, text):
    with translation.override(language):
        assert code_of(text) == "ambiguous"


@LANGUAGES
@pytest.mark.parametrize("text", ["1.500", "1,234", "1.000", "123.456 kg"])
def test_both_readings_offered_can_be_typed_and_differ_a_thousandfold(language, text):
    with translation.override(language):
        with pytest.raises(ValidationError) as caught:
            parse(text, BREAD)
        large, small = (
            parse(reading, BREAD) for reading in caught.value.params["readings"]
        )
    assert large == 1000 * small


def test_a_reading_too_exact_for_the_good_is_not_offered():
    with pytest.raises(ValidationError) as caught:
        parse("1.234", CHAIRS)
    assert caught.value.params["readings"] == ["1234"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "misread"),
        ("NaN", "misread"),
        ("inf", "misread"),
        ("1e308", "misread"),
        ("1_000", "misread"),
        ("٣", "misread"),
        ("１２", "misread"),
        ("12١", "unit"),
        ("1..5", "misread"),
        ("1.5.2", "misread"),
        ("1,23,456", "misread"),
        ("5 apples", "unit"),
        ("5 t", "unit"),
        ("-5", "negative"),
        ("\N{MINUS SIGN}5", "negative"),
        ("1.2345", "too_precise"),
        ("1.5 g", "too_precise"),
        ("1234567890123", "too_large"),
        ("9" * 40, "too_large"),
        ("<script>", "misread"),
        ("1\x00", "unit"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_reason(text, code):
    assert code_of(text) == code


def test_a_sign_is_read_where_one_may_stand():
    assert parse("-1.5", BREAD, signed=True) == -1500
    assert parse("\N{MINUS SIGN}1.5", BREAD, signed=True) == -1500


def test_errors_name_what_was_typed():
    with pytest.raises(ValidationError, match="not “t”"):
        parse("5 t", BREAD)


@LANGUAGES
@given(
    smallest=st.integers(0, 10**12 - 1),
    good=st.sampled_from([BREAD, HOURS, CHAIRS]),
)
def test_what_is_offered_for_editing_reads_back_as_the_same(language, smallest, good):
    with translation.override(language):
        assert parse(editable(smallest, good), good) == smallest


@LANGUAGES
@given(text=st.text(alphabet="0123456789., -'gk", max_size=14))
def test_no_text_changes_its_magnitude_in_silence(language, text):
    """What is read has the digits that were typed, in their order."""
    with translation.override(language):
        try:
            read = parse(text, BREAD)
        except ValidationError:
            return
    typed = "".join(mark for mark in text if mark.isdigit()).strip("0")
    assert str(read).strip("0") == typed


@given(smallest=st.integers(-(10**15) + 1, 10**15 - 1))
def test_machines_write_and_read_the_same(smallest):
    assert parse_plain(plain(smallest, BREAD), BREAD) == smallest


@pytest.mark.parametrize(
    "text",
    [
        *("1,5", "1_000", "1e3", "+1", "01", "-0", " 1", "1 ", "NaN", "٣", ".5", "5."),
        *("1\n", "1" * 13, "1.2345", 1.5, 3, None, True),
    ],
)
def test_machines_get_no_leniency(text):
    with pytest.raises(ValidationError):
        parse_plain(text, BREAD)


def test_numbers_are_shown_as_the_reader_writes_them():
    with translation.override("de"):
        assert display(1_234_567_500, BREAD) == "1\u202f234\u202f567,5"
        assert display(-1500, BREAD) == "\N{MINUS SIGN}1,5"
    with translation.override("en"):
        assert display(1500, BREAD) == "1.5"
        assert display(1000, CHAIRS) == "1\u202f000"


def test_a_smallest_unit_is_an_exact_fraction_of_the_unit():
    assert BREAD.in_units(1) == Decimal("0.001")
