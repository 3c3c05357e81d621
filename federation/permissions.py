"""What each view needs. A method that says nothing is open to nobody."""

from rest_framework.permissions import BasePermission

from federation.models import Token
from federation.problems import Refused

PUBLIC, PEER = "public", "peer"
READ = Token.Scope.READ
SUBMIT = Token.Scope.SUBMIT
WEBHOOKS = Token.Scope.WEBHOOKS


class Permitted(BasePermission):
    """Lets in whoever has what ``view.needs`` names for the method.

    A person who is logged in needs no scope: scopes narrow what a token may do.
    """

    def has_permission(self, request, view):
        method = "GET" if request.method == "HEAD" else request.method
        need = view.needs.get(method)
        if need == PUBLIC:
            return True
        if need is None or not request.user.is_authenticated:
            return False
        if PEER in (need, getattr(request.user, "kind", "person")):
            # What is for servers is for nobody else, and they have nothing else.
            return need == getattr(request.user, "kind", "person")
        if isinstance(request.auth, Token) and need not in request.auth.scopes:
            raise Refused("scope-missing", scope=need)
        return True
