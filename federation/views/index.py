from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer, TemplateHTMLRenderer
from rest_framework.response import Response

from federation.kinds import KINDS
from federation.links import link
from federation.serializers.problems import KindOut, KindsOut
from federation.views.years import PublicView

PAGES = {"periods": "periods", "councils": "councils", "problems": "problems"}
PAGES |= {"openapi": "openapi-json", "docs": "docs"}


class LinksOut(serializers.Serializer):
    periods = serializers.CharField()
    councils = serializers.CharField()
    problems = serializers.CharField()
    openapi = serializers.CharField()
    docs = serializers.CharField()


class IndexOut(serializers.Serializer):
    """Where everything begins."""

    version = serializers.IntegerField()
    links = LinksOut()


class Index(PublicView):
    @extend_schema(
        operation_id="readIndex",
        summary=_("Where everything begins"),
        description=_("Follow the links rather than building addresses."),
        responses=IndexOut,
        tags=["index"],
    )
    def get(self, request):
        links = {name: link(page) for name, page in PAGES.items()}
        return Response({"version": 1, "links": links})


class HtmlToo(PublicView):
    """Data for programs, the same as a page for whoever follows a link."""

    renderer_classes = [JSONRenderer, TemplateHTMLRenderer]


class ProblemList(HtmlToo):
    template_name = "federation/problems.html"

    @extend_schema(
        operation_id="listProblems",
        summary=_("Every kind of refusal"),
        description=_("What each means and how to get out of it."),
        responses={(200, "application/json"): KindsOut},
        tags=["index"],
    )
    def get(self, request):
        return Response({"items": KindOut(list(KINDS.values()), many=True).data})


class ProblemDetail(HtmlToo):
    template_name = "federation/problem.html"

    @extend_schema(
        operation_id="readProblem",
        summary=_("One kind of refusal"),
        description=_("The “type” of a problem document leads here."),
        responses={(200, "application/json"): KindOut},
        tags=["index"],
    )
    def get(self, request, code):
        if code not in KINDS:
            raise Http404
        return Response(KindOut(KINDS[code]).data)


class NoSuchAddress(PublicView):
    """Every address the API does not have, so that even that is a problem document."""

    http_method_names = ["get", "head", "post", "put", "patch", "delete", "options"]

    @extend_schema(exclude=True)
    def initial(self, request, *args, **kwargs):
        raise Http404
