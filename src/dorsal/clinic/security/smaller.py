"""Pages travel compressed, but not those that hold anything of a person: their length would tell of it (BREACH)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class Smaller(GZipMiddleware):
    """Django's compression, with its random padding, for pages that are the same for everybody."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress what is nobody's own."""
        if getattr(request, "personal", True) or response.cookies:
            return response
        return super().process_response(request, response)
