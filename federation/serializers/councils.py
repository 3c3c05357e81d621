from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from councils.models import Council, Membership
from federation.links import link
from federation.serializers.fields import LINES_SCHEMA, DigestField, MomentField
from proposals.models import Proposal
from proposals.quantity import plain


class CouncilOut(serializers.Serializer):
    """A council in which the caller holds a seat."""

    slug = serializers.CharField()
    names = serializers.SerializerMethodField()
    kind = serializers.ChoiceField(Council.Kind.choices)
    parent = serializers.SerializerMethodField()
    members = serializers.IntegerField()
    role = serializers.ChoiceField(Membership.Role.choices)
    may_submit = serializers.SerializerMethodField()
    proposals = serializers.SerializerMethodField()

    def get_names(self, council) -> dict[str, str]:
        return {"en": council.name, "de": council.name_de or council.name}

    def get_parent(self, council) -> str | None:
        return council.parent.slug if council.parent else None

    def get_may_submit(self, council) -> bool:
        return council.role in Membership.SUBMITTING

    def get_proposals(self, council) -> str:
        return link("proposals", council.slug)


class ProposalSummary(serializers.Serializer):
    """A revision of a council's proposal, without its lines."""

    id = serializers.UUIDField(source="public_id")
    council = serializers.CharField(source="council.slug")
    period = serializers.CharField(source="period.code")
    revision = serializers.IntegerField()
    submitted_at = MomentField()
    origin = serializers.ChoiceField(Proposal.Origin.choices)
    note = serializers.CharField()
    withdraws = serializers.SerializerMethodField()
    receipt = DigestField()
    href = serializers.SerializerMethodField()

    def get_withdraws(self, proposal) -> bool:
        return not proposal.goods

    def get_href(self, proposal) -> str:
        return link("proposal", proposal.public_id)


class ProposalOut(ProposalSummary):
    """A revision with its lines: requested above zero, offered below, in units."""

    lines = serializers.SerializerMethodField()

    @extend_schema_field(LINES_SCHEMA)
    def get_lines(self, proposal):
        return {
            good.code: plain(units, good) for good, units in proposal.by_good().items()
        }


class AssignmentOut(serializers.Serializer):
    """A council's part in the plan, as in the plan's document."""

    council = serializers.CharField(source="council.slug")
    receipt = DigestField(source="proposal.receipt")
    lines = serializers.SerializerMethodField()

    @extend_schema_field(LINES_SCHEMA)
    def get_lines(self, assignment):
        goods = self.context["goods"]
        return {
            goods[key].code: plain(units, goods[key])
            for key, units in assignment.lines.items()
        }
