"""The one number field: whatever a person types of a good is read here."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pages.units import bare, unit_name
from proposals.models import Good
from proposals.quantity import display, editable, parse

SHORT = 6
LONGEST = 60  # Characters; the longest sensible quantity has half as many.
# Behind the name of a field: which reading was chosen, and of what text.
READING, ASKED = "-reading", "-asked"


def typed(data, name):
    """What was typed, or the reading chosen for it, if it is still what was asked."""
    text, reading = data.get(name, ""), data.get(name + READING, "")
    chosen = reading and text.strip() == data.get(name + ASKED, "").strip()
    # A database keeps no NUL; nobody types one.
    return (reading if chosen else text).replace("\0", "")[:LONGEST]


class QuantityWidget(forms.TextInput):
    """A text field: no browser may round, group or spin what stands in it."""

    template_name = "components/quantity_input.html"

    def __init__(self, attrs=None):
        plain = {
            "autocomplete": "off",
            "inputmode": "decimal",
            "maxlength": LONGEST,
            "spellcheck": "false",
        }
        super().__init__(plain | (attrs or {}))

    def value_from_datadict(self, data, files, name):
        return typed(data, name)


class QuantityField(forms.CharField):
    """A quantity of a good, in smallest units; None where nothing was typed.

    What can be read in two ways is refused with the code ``ambiguous`` and both
    readings in ``params["readings"]``.
    """

    widget = QuantityWidget

    def __init__(self, good, **kwargs):
        self.good = good
        super().__init__(**kwargs)

    def clean(self, value):
        text = self.to_python(value)
        self.validate(text)
        return read(text, self.good) if text else None

    def prepare_value(self, value):
        return editable(value, self.good) if isinstance(value, int) else value


class PercentField(QuantityField):
    """A share in percent, up to two digits behind the mark, as a Decimal of 1."""

    def __init__(self, most, **kwargs):
        self.most = most
        super().__init__(Good(unit="%", decimals=2), **kwargs)

    def clean(self, value):
        hundredths = super().clean(value)
        if hundredths is None:
            return None
        if hundredths > self.most * 100:
            raise ValidationError(
                _("At most %(most)d %%."), code="too_large", params={"most": self.most}
            )
        return self.good.in_units(hundredths) / 100

    def prepare_value(self, value):
        if value is None or isinstance(value, str):
            return value
        return editable(int(value * 10_000), self.good)


def read(text, good):
    """Read a quantity; an error quotes what was typed and calls the unit by name."""
    try:
        return parse(bare(text, good.unit), good)
    except ValidationError as error:
        error.params["text"] = text
        if "expected" in error.params:
            error.params["expected"] = unit_name(good.unit)
        raise


def echo(units, good):
    """What was understood, to be shown back: ``1 500 kg``."""
    unit = unit_name(good.unit)
    # A short unit stays on the line of its number.
    gap = " " if len(unit) > SHORT else "\N{NO-BREAK SPACE}"
    return f"{display(units, good)}{gap}{unit}"
