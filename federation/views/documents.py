"""The canonical documents, byte for byte as they were published and digested."""

from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404
from django.utils.http import parse_etags
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from federation.views.rounds import published, rounds
from federation.views.years import PublicView, published_plan

ETAG = OpenApiParameter(
    "ETag",
    location=OpenApiParameter.HEADER,
    response=[200, 304],
    description=_("The SHA-256 of the document, in quotes."),
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    location=OpenApiParameter.HEADER,
    description=_("The ETag you have; it is answered by 304 if nothing is new."),
)
ANSWERS = {
    200: OpenApiResponse(OpenApiTypes.OBJECT, description=_("The document.")),
    304: OpenApiResponse(description=_("You have it already.")),
}


class DocumentView(PublicView):
    headers_of = {"GET": (IF_NONE_MATCH, ETAG)}
    refusals = {"GET": ("not-yet-published",)}


class RoundDocument(DocumentView):
    @extend_schema(
        operation_id="readRoundDocument",
        summary=_("The document of a round"),
        description=_("Its bytes have the digest that the round names."),
        responses=ANSWERS,
        tags=["rounds"],
    )
    def get(self, request, period, number):
        round = published(get_object_or_404(rounds(period), number=number))
        return answer(request, round.publication)


class PlanDocument(DocumentView):
    @extend_schema(
        operation_id="readPlanDocument",
        summary=_("The document of the plan"),
        description=_("Its bytes have the digest that the plan names."),
        responses=ANSWERS,
        tags=["plan"],
    )
    def get(self, request, period):
        return answer(request, published_plan(period).publication)


def answer(request, publication):
    """The document, or 304 to whoever has it."""
    tag = f'"{publication.digest}"'
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    if any(each.removeprefix("W/") in (tag, "*") for each in asked):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(publication.body, content_type="application/json")
    response["ETag"] = tag
    # A plan can be withdrawn, so a copy is asked about before it is shown again.
    response["Cache-Control"] = "no-cache"
    return response
