"""The servers that plan with this one, and how each is."""

from django.conf import settings
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from federation.models import Peer, SharedYear
from federation.pages.other import told
from federation.pages.years import told_years
from federation.services import current_key
from federation.wire.keys import fingerprint
from pages.access import RUN, for_overseers

PAGE = 50


@for_overseers
@require_safe
def servers(request):
    """This server in short, and all others."""
    current, _secret = current_key()
    peers = Peer.objects.prefetch_related("keys").order_by("name", "pk")
    page = Paginator(peers, PAGE).get_page(request.GET.get("page"))
    context = {
        "name": settings.NODE_NAME,
        "address": settings.BASE_URL,
        "fingerprint": fingerprint(current.public),
        "page": page,
        "servers": [told(peer) for peer in page],
        "may_change": request.user.has_perm(RUN),
        "years": told_years(SharedYear.objects.all()),
    }
    return render(request, "federation/servers/list.html", context)
