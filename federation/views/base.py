"""What every view of the API has in common: it denies, negotiates and answers alike."""

import re
from dataclasses import dataclass
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.renderers import JSONRenderer
from rest_framework.views import APIView

from federation.parsers import StrictJSONParser
from federation.permissions import Permitted
from federation.problems import Refused, at
from federation.schema import ApiSchema
from federation.throttles import AddressThrottle, PeerThrottle, TokenThrottle


@dataclass(frozen=True)
class Parameter:
    """A parameter in the address: what it must match, whole, and what it means."""

    pattern: str
    meaning: Any
    choices: tuple[str, ...] = ()

    def takes(self, value):
        if self.choices:
            return value in self.choices
        return bool(re.fullmatch(self.pattern, value))


class ApiView(APIView):
    """A view that is open to nobody until ``needs`` says otherwise, for each method."""

    http_method_names = ["get", "head", "post"]
    metadata_class = None
    renderer_classes = [JSONRenderer]
    parser_classes = [StrictJSONParser]
    permission_classes = [Permitted]
    throttle_classes = [TokenThrottle, PeerThrottle, AddressThrottle]
    schema = ApiSchema()

    needs: dict[str, str] = {}
    parameters: dict[str, Parameter] = {}
    # Headers it reads, for the description.
    headers_of: dict[str, tuple[OpenApiParameter, ...]] = {}
    # Refusals of this view's own, beside those every view has; for the description.
    refusals: dict[str, tuple[str, ...]] = {}

    def initial(self, request, *args, **kwargs):
        if request.method.lower() not in self.http_method_names or not hasattr(
            self, request.method.lower()
        ):
            raise MethodNotAllowed(request.method)
        super().initial(request, *args, **kwargs)
        self.query = read_query(request, self.parameters_of(request.method))

    def parameters_of(self, method):
        """Only reading is narrowed by parameters in the address."""
        return self.parameters if method in ("GET", "HEAD") else {}

    def finalize_response(self, request, response, *args, **kwargs):
        """A problem is JSON, whatever else the view can write."""
        response = super().finalize_response(request, response, *args, **kwargs)
        if getattr(response, "exception", False):
            response.accepted_renderer = JSONRenderer()
            response.accepted_media_type = JSONRenderer.media_type
        return response


def read_query(request, parameters):
    """The parameters of the address, each known, sent once and as it must be."""
    errors = []
    for name, values in request.query_params.lists():
        if name not in parameters:
            errors.append(at(name[:100], "unknown-parameter", by="parameter"))
        elif len(values) > 1:
            errors.append(at(name, "repeated-parameter", by="parameter"))
        elif not parameters[name].takes(values[0]):
            errors.append(at(name, "invalid-parameter", by="parameter"))
    if errors:
        raise Refused("invalid-parameters", errors=errors)
    return request.query_params.dict()
