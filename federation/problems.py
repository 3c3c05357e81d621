"""Refusals as problem documents (RFC 9457), whatever went wrong."""

import logging
import math

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
)
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import Http404, UnreadablePostError
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

from federation.kinds import KINDS

MEDIA_TYPE = "application/problem+json"
# An answer to a hostile body must not be larger than the body.
MOST_ERRORS = 100
RETRY_SECONDS = 5
# What DRF calls some faults, and we call otherwise.
NAMES = {"null": "required", "max_length": "too-long"}

log = logging.getLogger("django.request")


class Refused(exceptions.APIException):
    """A refusal of a known kind; ``detail`` says more about this one."""

    def __init__(self, code, detail="", *, errors=(), retry_after=None, scope=None):
        self.kind = KINDS[code]
        self.status_code = self.kind.status
        if scope:
            detail = _("It takes a token with the scope %(scope)s.") % {"scope": scope}
        self.detail = detail or self.kind.way_out
        self.errors = list(errors)
        self.headers = {}
        if self.status_code == 401:
            self.headers["WWW-Authenticate"] = 'Bearer realm="commonplan"'
        if retry_after is not None:
            self.headers["Retry-After"] = str(math.ceil(retry_after))

    def __str__(self):
        return f"{self.kind.code}: {self.detail}"


def handle(error, context):
    """The answer to an exception in a view; never None, so never a bare 500."""
    refused = _refused(error)
    if refused.status_code >= 500:
        _tell(error, refused, context)
    return Response(
        problem(refused.kind, refused.detail, refused.errors),
        status=refused.status_code,
        headers=refused.headers,
        content_type=MEDIA_TYPE,
    )


def problem(kind, detail, errors=()):
    document = {
        "type": address(kind),
        "title": str(kind.title),
        "status": kind.status,
        "detail": str(detail),
    }
    if errors:
        document["errors"] = errors[:MOST_ERRORS]
    if len(errors) > MOST_ERRORS:
        document["errors_left_out"] = len(errors) - MOST_ERRORS
    return document


def address(kind):
    return reverse("federation:problem", args=[kind.code])


def at(place, code, message="", *, by="pointer"):
    """One entry of ``errors``: where, which kind, and in words."""
    kind = KINDS.get(code, KINDS["invalid"])
    return {by: place[:200], "code": kind.code, "message": str(message or kind.title)}


def errors_of(found, pointer=""):
    """DRF's nested errors as a flat list, each with a JSON pointer (RFC 6901)."""
    if isinstance(found, dict):
        return [
            entry
            for name, inner in found.items()
            for entry in errors_of(inner, _below(pointer, name))
        ]
    if isinstance(found, list | tuple):
        return [entry for inner in found for entry in errors_of(inner, pointer)]
    return [at(pointer, NAMES.get(found.code) or found.code.replace("_", "-"), found)]


def _below(pointer, name):
    if name == "non_field_errors":
        return pointer
    return f"{pointer}/{str(name).replace('~', '~0').replace('/', '~1')}"


# Of the exceptions of Django and DRF, the first that fits.
KNOWN = [
    ((Http404, exceptions.NotFound), "not-found"),
    (exceptions.NotAuthenticated, "not-authenticated"),
    (exceptions.AuthenticationFailed, "not-authenticated"),
    (exceptions.MethodNotAllowed, "method-not-allowed"),
    (exceptions.NotAcceptable, "not-acceptable"),
    (exceptions.UnsupportedMediaType, "unsupported-media-type"),
    (RequestDataTooBig, "body-too-large"),
    ((exceptions.ParseError, UnreadablePostError), "malformed-json"),
    (TooManyFieldsSent, "invalid-parameters"),
    (SuspiciousOperation, "unreadable-request"),
]


def _refused(error):
    match error:
        case Refused():
            return error
        case exceptions.ValidationError():
            return Refused("invalid", errors=errors_of(error.detail))
        case exceptions.Throttled():
            return Refused("throttled", retry_after=error.wait or RETRY_SECONDS)
        case exceptions.PermissionDenied() | PermissionDenied():
            return Refused("forbidden")
        case OperationalError() | InterfaceError():
            return Refused("unavailable", retry_after=RETRY_SECONDS)
    for classes, code in KNOWN:
        if isinstance(error, classes):
            return Refused(code)
    return Refused("internal")


def _tell(error, refused, context):
    """What Django does for an exception no view has caught: log it and say so."""
    request = getattr(context["request"], "_request", None)
    log.error(
        "%s %s",
        refused.kind.code,
        getattr(request, "path", ""),
        exc_info=error,
        extra={"status_code": refused.status_code, "request": request},
    )
    if refused.kind.code == "internal":
        got_request_exception.send(sender=handle, request=request)
