"""Methods that no page knows are refused before anything else sees them: TRACE would echo cookies."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from dorsal.clinic.security.headers import Answer

KNOWN = ("GET", "HEAD", "POST")


def methods(answer: Answer) -> Answer:
    """Answer 405 to everything but GET, HEAD and POST."""

    def known_only(request: HttpRequest) -> HttpResponse:
        if request.method not in KNOWN:
            return HttpResponse(status=405, headers={"Allow": ", ".join(KNOWN)}, content_type="text/plain")
        return answer(request)

    return known_only
