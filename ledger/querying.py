"""Finding records among millions: each way has an index of its own."""

import re

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.db.models import F, Func, Q, TextField


def _part(place):
    template = f"split_part(%(expressions)s, '/', {place})"
    return Func(F("subject"), template=template, output_field=TextField())


# A subject is one short name, or several with slashes between: 2027/eaters.
FIRST, LAST = _part(1), _part(-1)
# In a path the search would see a single word, and in rat-7 a number below zero.
SPACED = Func(
    F("subject"),
    template="translate(%(expressions)s, '/-', '  ')",
    output_field=TextField(),
)
WORDS = SearchVector(SPACED, "reason", config="simple")
WORD = re.compile(r"\w+")


class RecordQuerySet(models.QuerySet):
    """What is asked of the record. Time is its order, the newest first."""

    def newest_first(self):
        return self.order_by("-at", "-pk")

    def about_first(self, name):
        """Those whose subject begins with a short name: all of a year."""
        return self.alias(first=FIRST).filter(first=name)

    def about_last(self, name):
        """Those whose subject ends with a short name: all of a council."""
        return self.alias(last=LAST).filter(last=name)

    def before(self, record):
        """Those that follow ``record`` where the newest is first."""
        earlier = Q(at__lt=record.at) | Q(pk__lt=record.pk)
        return self.filter(earlier, at__lte=record.at)

    def after(self, record):
        """Those that come before ``record`` where the newest is first."""
        later = Q(at__gt=record.at) | Q(pk__gt=record.pk)
        return self.filter(later, at__gte=record.at)

    def with_words(self, text, kinds=()):
        """Those with every word, or its beginning, in subject or reason.

        Those of ``kinds`` are found, too, and those of the person whose id it is.
        """
        text = text.replace("\x00", "").strip()
        words = [word[:60] for word in WORD.findall(text)[:10]]
        if not words:
            return self
        asked = SearchQuery(
            " & ".join(f"{word}:*" for word in words),
            config="simple",
            search_type="raw",
        )
        found = Q(words=asked) | Q(kind__in=kinds) | Q(actor=text)
        return self.alias(words=WORDS).filter(found)
