"""What something is called in every language we speak."""

from django.conf import settings
from django.utils.translation import override


def in_every_language(say):
    """What ``say()`` answers in each language, as a set."""
    found = set()
    for language, _name in settings.LANGUAGES:
        with override(language):
            found.add(str(say()))
    return found
