"""The description of the API: for programs as OpenAPI, for people as a page."""

import functools
import json

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import TemplateHTMLRenderer
from rest_framework.response import Response

from federation.problems import MEDIA_TYPE
from federation.views.years import PublicView

METHODS = ("get", "post", "put", "patch", "delete")
JSON = "application/json"
# In the order in which they are shown: what programs of councils need comes first.
TAGS = {
    "index": _("Beginning"),
    "years": _("Planning years"),
    "rounds": _("Rounds"),
    "plan": _("Plan"),
    "councils": _("Councils and proposals"),
    "webhooks": _("Webhooks"),
    "servers": _("Between servers"),
    "together": _("A year that servers plan together"),
}
NOTES = {
    "together": _(
        "For whoever writes such a server; a council's program has no use for it. A"
        " server signs what it says here, and no token opens any of it."
    ),
}


@functools.cache
def description(language):
    """The OpenAPI document. It depends on the code and on the language only."""
    found = SchemaGenerator().get_schema(request=None, public=True)
    tags = [{"name": tag, "description": str(title)} for tag, title in TAGS.items()]
    return found | {"tags": tags}


@functools.cache
def written(language, renderer):
    return renderer().render(description(language))


class OpenApi(PublicView):
    renderer_classes = [OpenApiJsonRenderer]

    @extend_schema(exclude=True)
    def get(self, request):
        [renderer] = self.renderer_classes
        return HttpResponse(
            written(get_language(), renderer), content_type=renderer.media_type
        )


class OpenApiYaml(OpenApi):
    renderer_classes = [OpenApiYamlRenderer]


class Docs(PublicView):
    """Every operation on one page, readable without JavaScript."""

    renderer_classes = [TemplateHTMLRenderer]
    template_name = "federation/docs.html"

    @extend_schema(exclude=True)
    def get(self, request):
        found = operations(description(get_language()))
        groups = [
            (title, NOTES.get(tag), [each for each in found if tag in each["tags"]])
            for tag, title in TAGS.items()
        ]
        return Response({"groups": groups})


def operations(document):
    """The operations of an OpenAPI document, each as its page needs it."""
    return [
        _operation(method, path, item[method])
        for path, item in document["paths"].items()
        for method in METHODS
        if method in item
    ]


def _operation(method, path, operation):
    answers = operation["responses"]
    success = next(answer for status, answer in answers.items() if status < "300")
    asked = operation.get("requestBody", {"content": {JSON: {}}})["content"][JSON]
    return operation | {
        "method": method.upper(),
        "path": path,
        "asked": [
            {"summary": example["summary"], "text": _text(example["value"])}
            for example in asked.get("examples", {}).values()
        ],
        "answered": _text(success["content"][JSON]["examples"]["Example"]["value"]),
        "refused": [
            (status, code)
            for status, answer in answers.items()
            if MEDIA_TYPE in answer.get("content", {})
            for code in answer["content"][MEDIA_TYPE]["examples"]
        ],
    }


def _text(value):
    return json.dumps(value, indent=2, ensure_ascii=False)
