"""The order of the alphabet, in which ä stands with a."""

import unicodedata

from django.db.models import CharField, F, Func
from django.db.models.functions import Lower
from django.utils.translation import get_language


def by_name(thing):
    """A key to sort things by what they are called in the reader's language."""
    return unicodedata.normalize("NFKD", str(thing)).casefold()


def good_by_name():
    """The same for the goods of rows, in the database."""
    german = (get_language() or "").startswith("de")
    name = F("good__name_de" if german else "good__name_en")
    return Lower(
        Func(
            name,
            template="normalize(%(expressions)s, NFKD)",
            output_field=CharField(),
        )
    )
