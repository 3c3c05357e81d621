"""A published plan as linked data, beside the same plan in words of our own."""

from django.http import HttpResponseNotModified, StreamingHttpResponse
from django.utils.http import parse_etags
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.response import Response

from federation.linked.plan import written
from federation.linked.terms import VERSION
from federation.serializers.years import PlanOut
from federation.views.years import PublicView, published_plan

LD = "application/ld+json"


class LinkedData(BaseRenderer):
    """Says that there is linked data; what there is is written piece by piece."""

    media_type, format, charset = LD, "jsonld", None


class PlanDetail(PublicView):
    refusals = {"GET": ("not-yet-published",)}
    renderer_classes = [JSONRenderer, LinkedData]

    @extend_schema(
        operation_id="readPlan",
        summary=_("The plan of a year"),
        description=_(
            "The plan in force, once it is published. Asked for application/ld+json, "
            "the whole plan in the terms of Valueflows 1.0.0."
        ),
        responses={
            (200, "application/json"): PlanOut,
            (200, LD): OpenApiResponse(OpenApiTypes.OBJECT, description=_("A graph.")),
        },
        tags=["plan"],
    )
    def get(self, request, period):
        plan = published_plan(period)
        if request.accepted_renderer.media_type == LD:
            return answer(request, plan)
        return Response(PlanOut(plan).data)


class LinkedPlan(PublicView):
    """The same under an address of its own, for what sends no headers."""

    renderer_classes = [LinkedData]

    @extend_schema(exclude=True)
    def get(self, request, period):
        return answer(request, published_plan(period))


def answer(request, plan):
    """The graph as a stream, or 304 to whoever has it."""
    tag = f'"{plan.publication.digest}-{VERSION}"'
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    if any(each.removeprefix("W/") in (tag, "*") for each in asked):
        response = HttpResponseNotModified()
    else:
        response = StreamingHttpResponse(written(plan), content_type=LD)
    response["ETag"] = tag
    response["Cache-Control"] = "no-cache"
    return response
