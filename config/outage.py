"""What is answered when the database, or something else we need, is gone: try again.

It is the handler of status 500, because that alone sees what goes wrong in middleware
too: sessions and languages are read before any view.
"""

import sys

import psycopg
from django.db import InterfaceError, OperationalError
from django.http import JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views import defaults
from kombu.exceptions import OperationalError as NoBroker

from federation.problems import MEDIA_TYPE, RETRY_SECONDS, Refused, problem

# psycopg's own, where Django has not translated it: the broker's in the same database.
GONE = (OperationalError, InterfaceError, psycopg.OperationalError, NoBroker)


def server_error(request):
    """503 and when to come back if the database is away; else the page of a 500."""
    error = sys.exc_info()[1]
    if not isinstance(error, GONE):
        return defaults.server_error(request)
    return unavailable(request, RETRY_SECONDS)


def unavailable(request, seconds, page="503.html", **said):
    """The answer in the form the asker reads: a page, or a problem document."""
    headers = {"Retry-After": str(seconds), "Cache-Control": "no-store"}
    if request.path.startswith(reverse("federation:index")):
        refused = Refused("unavailable")
        found = problem(refused.kind, refused.detail)
        return JsonResponse(found, status=503, headers=headers, content_type=MEDIA_TYPE)
    response = defaults.HttpResponseServerError(
        # Without the request: nothing here may ask the database who is reading.
        render_to_string(page, said),
        headers=headers,
    )
    response.status_code = 503
    return response
