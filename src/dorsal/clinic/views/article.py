"""Dorsal's own article: what is said about needling, each claim with the verdict of the evidence behind it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dorsal.clinic.address import address
from dorsal.clinic.security.permission import Permission, allowed
from dorsal.clinic.views.topics import served
from dorsal.faces.article.page import inside
from dorsal.faces.markup import Markup, element


@allowed(Permission.EVERYBODY)
@require_safe
def article(request: HttpRequest, topic: str) -> HttpResponse:
    """The article; it changes when the evidence changes."""
    release = served(topic)
    view = release.article
    if view is None:
        raise Http404

    def row(code: str) -> Markup:
        return element("a", code, href=address("evidence-row", release.name, row=code))

    shown = {"release": release, "topic_name": release.name, "title": view.title, "made": inside(view, row)}
    return render(request, "clinic/article.html", shown)
