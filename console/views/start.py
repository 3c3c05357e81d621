from django.shortcuts import render
from django.views.decorators.http import require_safe

from console.access import for_overseers
from proposals.models import Period


@for_overseers
@require_safe
def start(request):
    """The years, the newest first."""
    return render(request, "console/start.html", {"years": Period.objects.all()[:12]})
