from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiRequest,
    OpenApiResponse,
    extend_schema,
)
from rest_framework.response import Response

from councils.models import Council, Membership
from federation.links import link
from federation.once import key_of, once
from federation.permissions import READ, SUBMIT
from federation.problems import Refused, at
from federation.serializers.councils import ProposalOut, ProposalSummary
from federation.serializers.fields import page_of
from federation.serializers.submission import ProposalIn
from federation.views.base import ApiView, Parameter
from federation.views.lists import NUMBER, SLUG, ListView
from proposals.models import Period, Proposal
from proposals.services import submit

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    location=OpenApiParameter.HEADER,
    required=True,
    pattern=r'^"?[A-Za-z0-9._:~-]{8,128}"?$',
    description=_(
        "New for every new proposal. The same request with the same key has one"
        " effect and, for 24 hours, the same answer."
    ),
)
REPLAYED = OpenApiParameter(
    "Idempotent-Replayed",
    location=OpenApiParameter.HEADER,
    response=[201],
    enum=["true"],
    description=_("There if this is the answer to an earlier request."),
)
LOCATION = OpenApiParameter(
    "Location",
    location=OpenApiParameter.HEADER,
    response=[201],
    description=_("The address of the proposal."),
)
REQUESTS = [
    OpenApiExample(
        "propose",
        {
            "period": "2027",
            "lines": {"bread": "12.500", "hours-baker": "-36.0"},
            "note": "Two more members since May.",
        },
        summary=_("Request 12.5 of bread, offer 36 hours."),
    ),
    OpenApiExample(
        "withdraw",
        {"period": "2027", "lines": {}, "withdraw": True},
        summary=_("Take the council out of the year."),
    ),
]


class Proposals(ListView):
    """The revisions a council has submitted, and where the next one is sent."""

    needs = {"GET": READ, "POST": SUBMIT}
    key = "pk"
    key_pattern = NUMBER
    item = ProposalSummary
    filters = {"period": Parameter(SLUG, _("Only proposals for this year."))}
    headers_of = {"POST": (IDEMPOTENCY_KEY, REPLAYED, LOCATION)}
    refusals = {
        "POST": (
            "seat-cannot-submit",
            "forbidden",
            "idempotency-key-missing",
            "idempotency-key-malformed",
            "idempotency-in-flight",
            "idempotency-key-reused",
            "period-closed",
        )
    }

    @extend_schema(
        operation_id="listProposals",
        summary=_("The revisions of your council"),
        description=_("Oldest first. The last one before a cutoff is what counts."),
        responses=page_of(ProposalSummary),
        tags=["councils"],
    )
    def get(self, request, council):
        return self.page()

    @extend_schema(
        operation_id="submitProposal",
        summary=_("Submit your council's next revision"),
        description=_(
            "It replaces the whole of the revision before: a good left out is neither"
            " requested nor offered."
        ),
        request=OpenApiRequest(ProposalIn, examples=REQUESTS),
        responses={
            201: OpenApiResponse(ProposalOut, description=_("It counts; the receipt."))
        },
        tags=["councils"],
    )
    def post(self, request, council):
        council = own_council(request.user, council)
        _check_seat(request.user, council)
        key = key_of(request)
        incoming = ProposalIn(data=request.data)
        incoming.is_valid(raise_exception=True)
        sent = incoming.validated_data
        return once(
            request,
            key,
            lambda public_id: _submit(request.user, council, sent, public_id),
        )

    def rows(self):
        council = own_council(self.request.user, self.kwargs["council"])
        code = self.query.get("period")
        if not code:
            return shown().filter(council=council)
        period = Period.objects.reachable().filter(code=code).first()
        if period is None:
            fault = at("period", "unknown-period", by="parameter")
            raise Refused("invalid-parameters", errors=[fault])
        return shown().filter(council=council, period=period)


class ProposalDetail(ApiView):
    needs = {"GET": READ}

    @extend_schema(
        operation_id="readProposal",
        summary=_("One revision with its lines"),
        description=_("Only of your own councils; another's looks like none."),
        responses=ProposalOut,
        tags=["councils"],
    )
    def get(self, request, public_id):
        own = shown().filter(council__in=Council.objects.of(request.user))
        # A sender's id is unique to the council only.
        proposal = own.filter(public_id=public_id).order_by("pk").first()
        if proposal is None:
            raise Refused("not-found")
        return Response(ProposalOut(proposal).data)


def own_council(person, slug):
    """A council the person sits in. Another's is not found, as one that is none."""
    return get_object_or_404(Council.objects.of(person), slug=slug)


def shown():
    """Proposals for years that have left preparation."""
    visible = Proposal.objects.filter(period__in=Period.objects.reachable())
    return visible.select_related("council", "period")


def _check_seat(person, council):
    seats = Membership.objects.open().filter(person=person, council=council)
    if not seats.filter(role__in=Membership.SUBMITTING).exists():
        raise Refused("seat-cannot-submit")


def _submit(person, council, sent, public_id):
    try:
        proposal, _is_new = submit(
            council=council,
            period=sent["period"],
            quantities=sent["quantities"],
            origin=Proposal.Origin.API,
            submitted_by=person,
            public_id=public_id,
            note=sent["note"],
        )
    except ValidationError as error:
        raise _refused(error) from error
    return Response(
        ProposalOut(proposal).data,
        status=201,
        headers={"Location": link("proposal", proposal.public_id)},
    )


def _refused(error):
    """The service looks again under its lock, and has the last word."""
    text = error.messages[0]
    if error.code == "closed":
        return Refused("period-closed", text)
    code = error.code.replace("_", "-")
    return Refused("invalid", errors=[at("/lines", code, text)])
