"""Lists in pages. A page begins behind the last row of the one before, by its key.

Rows that come or go meanwhile shift nothing: no row is shown twice, and none that was
there all the time is left out.
"""

import base64
import binascii
import re
from abc import ABC, abstractmethod
from operator import attrgetter

from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from federation.problems import Refused, at
from federation.views.base import ApiView, Parameter

SLUG = r"[A-Za-z0-9_-]{1,60}"
NUMBER = r"[0-9]{1,18}"
USUAL = 100
PAGING = {
    "cursor": Parameter(r"[A-Za-z0-9_-]{1,120}", _("From “next” of the page before.")),
    "limit": Parameter(
        r"[1-9][0-9]{0,2}|1000", _("Entries on a page, at most 1,000; usually 100.")
    ),
}


class ListView(ApiView, ABC):
    """A page of rows. ``key`` is unique among them and never changes.

    Every list says which rows it is of; one that does not cannot be made.
    """

    key = "code"
    key_pattern = SLUG
    item = None
    filters: dict[str, Parameter] = {}
    parameters = PAGING

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        cls.parameters = cls.filters | PAGING

    @abstractmethod
    def rows(self):
        """All rows of the list, which the page orders and cuts."""

    def context_of(self, rows):
        """What the serializer needs to know about all rows of the page together."""
        return {}

    def page(self):
        rows = self.rows().order_by(self.key)
        if cursor := self.query.get("cursor"):
            rows = rows.filter(**{f"{self.key}__gt": self.read(cursor)})
        limit = int(self.query.get("limit", USUAL))
        found = list(rows[: limit + 1])
        shown = found[:limit]
        items = self.item(shown, many=True, context=self.context_of(shown)).data
        following = self.address(shown[-1]) if len(found) > limit else None
        return Response({"items": items, "next": following})

    def read(self, cursor):
        try:
            padded = cursor + "=" * (-len(cursor) % 4)
            key = base64.urlsafe_b64decode(padded).decode("ascii")
        except (binascii.Error, UnicodeDecodeError):
            key = ""
        if not re.fullmatch(self.key_pattern, key):
            fault = at("cursor", "invalid-parameter", by="parameter")
            raise Refused("invalid-parameters", errors=[fault])
        return key

    def address(self, row):
        """This address again, with the cursor behind ``row``."""
        key = str(attrgetter(self.key.replace("__", "."))(row))
        cursor = base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")
        parameters = self.request.query_params.copy()
        parameters["cursor"] = cursor
        return f"{self.request.path}?{parameters.urlencode()}"
