"""Clocks and troubles in words."""

from datetime import timedelta

import pytest
from django.utils import translation

from federation.pages.other import apart
from federation.trouble import WORDS, in_words


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "they agree"),
        (-1, "they agree"),
        (-3, "its clock is 3 seconds behind"),
        (60, "its clock is 60 seconds ahead"),
        (600, "its clock is 10 minutes ahead"),
    ],
)
def test_a_difference_of_clocks_in_words(seconds, said):
    assert apart(timedelta(seconds=seconds)) == said
    assert apart(None) == ""


def test_every_trouble_has_words_in_every_language():
    for language in ("en", "de"):
        with translation.override(language):
            assert all(in_words(code) != code for code in WORDS)
    assert in_words("Said by somebody else.") == "Said by somebody else."
