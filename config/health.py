"""Whether the service can do its work, for a supervisor or a load balancer."""

from django.db import DatabaseError, InterfaceError, connection
from django.http import Http404, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from iteration.parts import parts
from ledger import clock

# Together.
ALL = "all"


@require_safe
@never_cache
def health(request):
    """200 if the database answers, 503 if it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return JsonResponse({"database": False}, status=503)
    return JsonResponse({"database": True})


@require_safe
@never_cache
def health_part(request, part):
    """200 if a part has done its work in time, 503 if not; ``all`` for every part."""
    try:
        found = {each.name: each for each in parts(clock.now())}
    except (DatabaseError, InterfaceError):
        return JsonResponse({"database": False}, status=503)
    if part not in {ALL, *found}:
        raise Http404
    asked = [each for name, each in found.items() if part in (ALL, name)]
    return JsonResponse(
        {each.name: each.told() for each in asked},
        status=200 if all(each.ok for each in asked) else 503,
    )
