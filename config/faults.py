"""What is answered where no view answers: an unreadable request, a database away.

These are the handlers of status 400 and 500, because they alone see what goes wrong in
middleware too: hosts, sessions and languages are read before any view.
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


def bad_request(request, exception):
    """400 of what no view was asked for: a strange host, too many fields."""
    if _is_program(request):
        return _problem("unreadable-request")
    return defaults.bad_request(request, exception)


def server_error(request):
    """503 and when to come back if the database is away; else the page of a 500."""
    error = sys.exc_info()[1]
    if isinstance(error, GONE):
        return unavailable(request, RETRY_SECONDS)
    if _is_program(request):
        return _problem("internal")
    return defaults.server_error(request)


def unavailable(request, seconds, page="503.html", **said):
    """The answer in the form the asker reads: a page, or a problem document."""
    headers = {"Retry-After": str(seconds), "Cache-Control": "no-store"}
    if _is_program(request):
        return _problem("unavailable", headers)
    response = defaults.HttpResponseServerError(
        # Without the request: nothing here may ask the database who is reading.
        render_to_string(page, said),
        headers=headers,
    )
    response.status_code = 503
    return response


def _is_program(request):
    return request.path.startswith(reverse("federation:index"))


def _problem(code, headers=None):
    refused = Refused(code)
    found = problem(refused.kind, refused.detail)
    return JsonResponse(
        found, status=refused.status_code, headers=headers, content_type=MEDIA_TYPE
    )
