"""What the description of the API (OpenAPI 3.1) says of every view by itself."""

from collections import defaultdict

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter

from federation.examples import EXAMPLES
from federation.kinds import KINDS
from federation.permissions import PEER, PUBLIC
from federation.problems import MEDIA_TYPE, address
from federation.serializers.problems import ProblemOut

ANYWHERE = (
    "unreadable-request",
    "invalid-parameters",
    "token-unknown",
    "token-expired",
    "token-revoked",
    "signature-missing",
    "signature-invalid",
    "signature-key-unknown",
    "clock-too-far-off",
    "replayed",
    "not-acceptable",
    "throttled",
    "internal",
    "unavailable",
)
CLOSED = ("not-authenticated", "scope-missing")
# Of what is for servers: their signature is asked for, and nothing else opens it.
AMONG_SERVERS = ("forbidden", "not-found")
WITH_BODY = ("malformed-json", "invalid", "body-too-large", "unsupported-media-type")


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "federation.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema):
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "cp_<prefix>_<secret>",
            "description": str(_("Issued to one person, with scopes and an expiry.")),
        }


class SignatureScheme(OpenApiAuthenticationExtension):
    target_class = "federation.hearing.PeerAuthentication"
    name = "signature"

    def get_security_definition(self, auto_schema):
        return {
            "type": "http",
            "scheme": "signature",
            "description": str(_("A confirmed server signs its requests (RFC 9421).")),
        }


class ApiSchema(AutoSchema):
    """Adds the parameters a view declares and the problems it can answer with."""

    def get_override_parameters(self):
        query = [
            OpenApiParameter(
                name,
                required=False,
                description=parameter.meaning,
                enum=parameter.choices or None,
                pattern=None if parameter.choices else f"^({parameter.pattern})$",
            )
            for name, parameter in self.view.parameters_of(self.method).items()
        ]
        return query + list(self.view.headers_of.get(self.method, ()))

    def get_examples(self):
        value = EXAMPLES[self.get_operation_id()]
        return [OpenApiExample("Example", value, response_only=True)]

    def get_auth(self):
        need = self.view.needs.get(self.method)
        schemes = [
            each
            for each in super().get_auth()
            if (SignatureScheme.name in each) == (need == PEER)
        ]
        return [{}, *schemes] if need == PUBLIC else schemes

    def _get_response_bodies(self, direction="response"):
        answers = super()._get_response_bodies(direction)
        reference = self.resolve_serializer(ProblemOut, direction).ref
        by_status = defaultdict(list)
        for code in self._codes():
            by_status[KINDS[code].status].append(KINDS[code])
        for status, kinds in sorted(by_status.items()):
            answers[str(status)] = {
                "description": " ".join(str(kind.title) for kind in kinds),
                "content": {
                    MEDIA_TYPE: {
                        "schema": reference,
                        "examples": {kind.code: _example(kind) for kind in kinds},
                    }
                },
            }
        return answers

    def _codes(self):
        need = self.view.needs.get(self.method)
        codes = [*ANYWHERE, *self.view.refusals.get(self.method, ())]
        if need == PEER:
            codes += AMONG_SERVERS
        elif need != PUBLIC:
            codes += CLOSED
        if "{" in self.path:
            codes.append("not-found")
        if self.method in ("POST", "PUT"):
            # Servers say why a message is none of theirs in kinds of their own.
            codes += (code for code in WITH_BODY if (need, code) != (PEER, "invalid"))
        return dict.fromkeys(codes)


def _example(kind):
    return {
        "value": {
            "type": address(kind),
            "title": str(kind.title),
            "status": kind.status,
            "detail": str(kind.way_out),
        }
    }
