"""From a number to its trials, rows and sources; and all that the evidence is."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dorsal.clinic.release import Release
from dorsal.clinic.security.permission import Permission, allowed
from dorsal.clinic.trace import Trace, page_anchors, places_of, row_links, trial_pages
from dorsal.clinic.views.topics import served
from dorsal.errors import EvidenceError
from dorsal.faces.report.beside import narrative
from dorsal.faces.report.beside import reviews as published
from dorsal.faces.report.left_out import left_out as not_used
from dorsal.faces.report.methods import methods as how
from dorsal.faces.report.methods import provenance
from dorsal.faces.report.outcome import outcome as whole_section
from dorsal.faces.words import inside, section_words, treatment_words
from dorsal.synthesis.answer import Section
from dorsal.trials.treatment import components


def _page(request: HttpRequest, template: str, release: Release, **shown: Any) -> HttpResponse:
    known = {"release": release, "topic_name": release.name, **shown}
    return render(request, f"clinic/evidence/{template}.html", known)


@allowed(Permission.EVERYBODY)
@require_safe
def overview(request: HttpRequest, topic: str) -> HttpResponse:
    """What the evidence is, and what is thin about it."""
    release = served(topic)
    sections = [section for section in release.whole.sections if section.evidence.contrasts]
    focus = release.topic.settings.focus
    return _page(
        request,
        "overview",
        release,
        parts=places_of(release, sections),
        empty=len(release.whole.sections) - len(sections),
        used_trials=len(release.anchors.contrasts),
        used_rows=len(release.used),
        focus=inside(treatment_words(release.whole, focus)),
        focus_trials=len(_that_gave(release, focus)),
    )


def _that_gave(release: Release, treatment: str) -> set[str]:
    """Trials that enter an analysis and gave a treatment, alone or with others."""
    entered = (contrast for pairs in release.anchors.contrasts.values() for _, contrast in pairs)
    return {c.study for c in entered if any(treatment in components(given) for given in c.treatments)}


@allowed(Permission.EVERYBODY)
@require_safe
def trials(request: HttpRequest, topic: str) -> HttpResponse:
    """Every trial."""
    release = served(topic)
    return _page(request, "trials", release, trials=trial_pages(release))


@allowed(Permission.EVERYBODY)
@require_safe
def trial(request: HttpRequest, topic: str, study: str) -> HttpResponse:
    """One trial with all its rows."""
    release = served(topic)
    found = next((page for page in trial_pages(release) if page.study.id == study), None)
    if found is None:
        raise Http404
    return _page(request, "trial", release, trial=found)


@allowed(Permission.EVERYBODY)
@require_safe
def finding(request: HttpRequest, topic: str, outcome: str, window: str, first: str, second: str) -> HttpResponse:
    """One number: what it says, how sure it is, and the rows it rests on."""
    release = served(topic)
    section = _section(release, outcome, window)
    try:
        pair = tuple(release.topic.treatments.resolve(name) for name in (first, second))
    except EvidenceError as error:
        raise Http404 from error
    if pair[0] == pair[1]:
        raise Http404
    return _page(request, "finding", release, trace=Trace.of(release, section, *pair))


def _section(release: Release, outcome: str, window: str) -> Section:
    found = release.sections.get((outcome, window))
    if found is None:
        raise Http404
    return found


@allowed(Permission.EVERYBODY)
@require_safe
def section(request: HttpRequest, topic: str, outcome: str, window: str) -> HttpResponse:
    """One outcome at one time: its network, every treatment, ranks, agreement."""
    release = served(topic)
    found = _section(release, outcome, window)
    made = whole_section(page_anchors(release), found)
    return _page(request, "section", release, title=section_words(release.whole, found), made=made)


@allowed(Permission.EVERYBODY)
@require_safe
def tables(request: HttpRequest, topic: str) -> HttpResponse:
    """The tables as they were read."""
    release = served(topic)
    return _page(request, "tables", release, tables=sorted(release.tables.values(), key=lambda table: table.name))


@allowed(Permission.EVERYBODY)
@require_safe
def table(request: HttpRequest, topic: str, table: str) -> HttpResponse:
    """One table, a line a row."""
    release = served(topic)
    found = release.tables.get(table)
    if found is None:
        raise Http404
    return _page(request, "table", release, table=found, rows=row_links(found))


@allowed(Permission.EVERYBODY)
@require_safe
def row(request: HttpRequest, topic: str, row: str) -> HttpResponse:
    """One row, every cell as it was read, with its source and the place in it."""
    release = served(topic)
    found = release.rows.get(row)
    if found is None:
        raise Http404
    parts = places_of(release, (section for section, _ in release.used.get(row, ())))
    study = release.whole.studies.get(found.row.get("study_id", ""))
    return _page(request, "row", release, traced=found, parts=parts, study=study)


@allowed(Permission.EVERYBODY)
@require_safe
def reviews(request: HttpRequest, topic: str) -> HttpResponse:
    """What stands beside the answer and is never pooled."""
    release = served(topic)
    return _page(request, "reviews", release, made=[published(release.whole), narrative(release.whole)])


@allowed(Permission.EVERYBODY)
@require_safe
def methods(request: HttpRequest, topic: str) -> HttpResponse:
    """How it was done, and how to do it again."""
    release = served(topic)
    return _page(request, "methods", release, made=[how(page_anchors(release)), provenance(release.answer)])


@allowed(Permission.EVERYBODY)
@require_safe
def left_out(request: HttpRequest, topic: str) -> HttpResponse:
    """Rows that no analysis took, each with its reason."""
    release = served(topic)
    return _page(request, "left_out", release, made=[not_used(page_anchors(release))])
