"""Whether the server answers, for whoever watches over it."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from dorsal.clinic.release import release
from dorsal.clinic.security.permission import Permission, allowed


@allowed(Permission.EVERYBODY)
@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """ "ok" with the release of the evidence that is served."""
    return JsonResponse({"status": "ok", "release": release().id})
