"""What our terms mean: for people as a page, for programs as linked data."""

import json

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from federation.linked.context import context
from federation.linked.terms import GROUPS, namespace
from federation.linked.vocabulary import vocabulary
from pages.access import public

LD, HTML = "application/ld+json", "text/html"


@public
@require_safe
def terms(request):
    """The page; a program that would rather have linked data gets that."""
    if request.get_preferred_type([HTML, LD]) == LD:
        answer = _linked(vocabulary())
    else:
        found = {"groups": GROUPS, "namespace": namespace()}
        answer = render(request, "federation/linked/terms.html", found)
    patch_vary_headers(answer, ["Accept"])
    return answer


@public
@require_safe
def document(request):
    return _linked(vocabulary())


@public
@require_safe
def context_alone(request):
    return _linked({"@context": context()})


def _linked(value):
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return HttpResponse(text, content_type=LD)
