"""Exact numbers above zero, as people write them: 1.5 or 3/2."""

import re
from fractions import Fraction

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NUMBER = re.compile(r"[0-9]{1,12}(?:[.,][0-9]{1,9})?")
# To some a thousand, to others one.
AMBIGUOUS = re.compile(r"[0-9]{1,3}[.,][0-9]{3}")


class FractionField(forms.CharField):
    """A number above zero as a Fraction; ``3/2`` and ``1.5`` are the same.

    Errors: ``misread``, ``ambiguous`` for what is a thousand to some and a fraction to
    others, ``zero``.
    """

    default_error_messages = {
        "misread": _("“%(text)s” is no number. Write for example 1.5 or 3/2."),
        "ambiguous": _(
            "“%(text)s” can be read in two ways. Write 1000 without a separator, and a "
            "part of one as 3/2."
        ),
        "zero": _("It must be more than nothing."),
    }

    def __init__(self, **options):
        super().__init__(**{"max_length": 30, **options})
        self.widget.attrs |= {"autocomplete": "off", "inputmode": "decimal"}

    def clean(self, value):
        text = super().clean(value)
        return self.read(text) if text else None

    def read(self, text):
        parts = [part.strip() for part in text.split("/")]
        if len(parts) > 2 or not all(NUMBER.fullmatch(part) for part in parts):
            raise self.wrong("misread", text)
        # A zero before the mark is no group of thousands.
        if any(AMBIGUOUS.fullmatch(part) and part[0] != "0" for part in parts):
            raise self.wrong("ambiguous", text)
        numbers = [Fraction(part.replace(",", ".")) for part in parts]
        if not all(numbers):
            raise self.wrong("zero", text)
        return numbers[0] / numbers[1] if len(numbers) == 2 else numbers[0]

    def wrong(self, code, text):
        message = self.error_messages[code]
        return ValidationError(message, code=code, params={"text": text})
