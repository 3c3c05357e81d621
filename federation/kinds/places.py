from django.utils.translation import gettext_lazy as _

from .kind import Kind

# One line, one member or one parameter of it: these stand in “errors”.
PLACES = [
    Kind(
        "required",
        400,
        _("This is missing."),
        _("Send it; null counts as missing."),
    ),
    Kind(
        "unknown-member",
        400,
        _("This name has no meaning here."),
        _("Leave it out, or look for a misspelling."),
    ),
    Kind(
        "not-text",
        400,
        _("This must be text in quotes."),
        _("Write quantities as text: “12.500”, not 12.5."),
    ),
    Kind(
        "not-boolean",
        400,
        _("This must be true or false."),
        _("Write true or false without quotes."),
    ),
    Kind(
        "not-an-object",
        400,
        _("This must be an object."),
        _("Write the lines as {“code of the good”: “quantity”}."),
    ),
    Kind(
        "too-long",
        400,
        _("This text is too long."),
        _("A quantity has at most 20 characters, a note 2,000."),
    ),
    Kind(
        "too-many-lines",
        400,
        _("These are too many lines."),
        _("A proposal has at most 5,000."),
    ),
    Kind(
        "unknown-period",
        400,
        _("There is no such planning year."),
        _("Take the code from /api/v1/periods."),
    ),
    Kind(
        "unknown-good",
        400,
        _("The catalogue of the year does not have this good."),
        _("Take the code from the year's goods."),
    ),
    Kind(
        "misread",
        400,
        _("This cannot be read as a quantity."),
        _(
            "Digits, a point and at most three decimals, as in “-12.500”: no exponent,"
            " no separators, no plus, no spaces, at most 12 digits before the point."
        ),
    ),
    Kind(
        "too-precise",
        400,
        _("This has more decimals than the good."),
        _("Use at most the good's “decimals”."),
    ),
    Kind(
        "too-large",
        400,
        _("This is too large."),
        _("Check the unit of the good."),
    ),
    Kind(
        "empty",
        400,
        _("A proposal without quantities would withdraw the council from the year."),
        _("If that is meant, send “lines”: {} and “withdraw”: true."),
    ),
    Kind(
        "withdraw-with-lines",
        400,
        _("To withdraw and to propose something at once is not possible."),
        _("Leave out one of them."),
    ),
    Kind(
        "unknown-parameter",
        400,
        _("This parameter does not exist here."),
        _("Leave it out, or look for a misspelling."),
    ),
    Kind(
        "invalid-parameter",
        400,
        _("This parameter cannot be read."),
        _("The description of the interface says what it takes."),
    ),
    Kind(
        "repeated-parameter",
        400,
        _("This parameter was sent more than once."),
        _("Send it once."),
    ),
]
